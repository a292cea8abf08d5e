package io.mien.infer;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;

/** Makes those settings of Flink that the job needs wherever it runs. */
final class JobSettings {
    /** A disk that is full for a while must not stop the readings. */
    private static final int TOLERABLE_FAILURES = 10;

    /** A frame passes from task to task several times; at Flink's own 100 ms it lay half of that in each buffer. */
    private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(2);

    private JobSettings() {}

    static void apply(Configuration settings, Delivery delivery) {
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
        // Time is the subject's own: no watermarks.
        settings.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ZERO);

        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, delivery.checkpointInterval());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERABLE_FAILURES);

        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(500));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofSeconds(20));
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                Duration.ofMinutes(2));
    }
}
