package io.mien.cli.metrics;

import io.mien.freshness.FreshnessStatus;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceStatus;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.batch.BatchStatistics;
import io.mien.infer.deployment.Agreement;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.ReadingStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The metrics of an inference job with a Flink of its own. The counts are those of its checkpoints: they go on after a
 * restart, and go back a little after a failure. On a Flink cluster the same numbers come from Flink's reporter.
 */
public final class InferenceMetrics {
    private static final double NANOS = 1e9;

    private InferenceMetrics() {}

    /** Adds those of a running job. */
    public static void add(Meters meters, InferenceApplication job) {
        add(meters, job::counters, job::status);
        addBatches(meters, "encode", job::encoding);
        addBatches(meters, "classify", job::classification);
        addAgreement(meters, job::agreement);
        addFreshness(meters, job::freshness);
    }

    /** Of a job with a freshness bound; another's share is 1, and its age not a number. */
    static void addFreshness(Meters meters, Supplier<Optional<FreshnessStatus>> freshness) {
        meters.gauge(
                "mien.inference.behind.seconds",
                "Age of the oldest frame that is not encoded yet, with --freshness",
                () -> freshness.get().map(status -> seconds(status.age())).orElse(Double.NaN));
        meters.gauge(
                "mien.inference.cells.share",
                "Share of the cells that is encoded, 0 to 1",
                () -> freshness.get().map(FreshnessStatus::share).orElse(1.0));
        meters.gauge(
                "mien.inference.overloaded",
                "1 while cells are passed over to keep up",
                () -> freshness.get().filter(FreshnessStatus::overloaded).isPresent() ? 1 : 0);
    }

    /** Of the deployment under way, or of the last one. */
    static void addAgreement(Meters meters, Supplier<Agreement> agreement) {
        meters.gauge(
                "mien.inference.shadow.windows",
                "Windows that both models of the last deployment have read",
                () -> agreement.get().windows());
        meters.gauge(
                "mien.inference.shadow.same.label.windows",
                "Of these, those with the same likeliest label",
                () -> agreement.get().sameLabel());
        meters.gauge(
                "mien.inference.shadow.mean.difference",
                "Mean, over these, of the largest difference of a label's two probabilities",
                () -> agreement.get().meanDifference());
        meters.gauge(
                "mien.inference.shadow.worst.difference",
                "The largest of these differences",
                () -> agreement.get().worst());
    }

    static void add(Meters meters, Supplier<InferenceCounters> counters, Supplier<InferenceStatus> status) {
        meters.counter(
                "mien.inference.face.frames.read",
                "Records of face-frames read",
                () -> counters.get().read());
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            meters.counter(
                    "mien.inference.dead.letters",
                    "Face frames set aside",
                    () -> counters.get().deadLettered().getOrDefault(reason, 0L),
                    "reason",
                    reason.name());
        }
        for (NotSampledReason reason : NotSampledReason.values()) {
            meters.counter(
                    "mien.inference.frames.not.sampled",
                    "Good face frames that were not encoded",
                    () -> counters.get().notSampled().getOrDefault(reason, 0L),
                    "reason",
                    reason.name());
        }
        meters.counter(
                "mien.inference.frames.encoded",
                "Face frames that have an embedding",
                () -> counters.get().encoded());
        meters.counter(
                "mien.inference.tracks.ended",
                "Markers of a track's end",
                () -> counters.get().trackEnded());
        for (ReadingStatus reading : ReadingStatus.values()) {
            meters.counter(
                    "mien.inference.readings",
                    "Readings made",
                    () -> counters.get().readings().getOrDefault(reading, 0L),
                    "status",
                    reading.name());
        }
        meters.gauge(
                "mien.inference.frames.in.flight",
                "Face frames read that are nothing else yet",
                () -> counters.get().inFlight());
        meters.state("mien.inference.state", "What the job is doing: 1 for its state", InferenceStatus.class, status);
    }

    static void addBatches(Meters meters, String stage, Supplier<BatchStatistics> batches) {
        meters.counter(
                "mien.inference.batches", "Batches formed", () -> batches.get().batches(), "stage", stage);
        meters.counter(
                "mien.inference.batch.items",
                "Items in those batches",
                () -> batches.get().items(),
                "stage",
                stage);
        meters.counter(
                "mien.inference.batch.failed.items",
                "Items that the model failed on alone",
                () -> batches.get().failedItems(),
                "stage",
                stage);
        meters.seconds(
                "mien.inference.batch.queue",
                "Time of all items from their arrival to the start of their batch",
                () -> seconds(batches.get().queueTime()),
                "stage",
                stage);
        meters.seconds(
                "mien.inference.batch.compute",
                "Time of all calls of the model",
                () -> seconds(batches.get().computeTime()),
                "stage",
                stage);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }

    /** Whether it is well. */
    public static Health health(InferenceApplication job) {
        InferenceStatus status = job.status();
        return switch (status) {
            case RUNNING -> Health.ready(status.name());
            case STARTING, RESTARTING -> Health.waiting(status.name());
            case STOPPED, FAILED -> Health.failed(status.name());
        };
    }
}
