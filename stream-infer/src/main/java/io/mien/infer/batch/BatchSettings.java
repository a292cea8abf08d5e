package io.mien.infer.batch;

import java.io.Serializable;
import java.time.Duration;

/**
 * Settings of how requests are joined into batches.
 *
 * @param maximumBatch items in a batch at most; at least 1
 * @param maximumDelay how long the first item of a batch waits for others; 0 waits for none
 * @param queueCapacity items that wait at most; a caller with one more waits itself; at least the maximum batch
 * @param workers threads that run batches; one a core, if the model itself computes with one thread; at least 1
 * @param exact true to pad each batch to {@code maximumBatch}, so that a result does not depend on who shared its batch
 */
public record BatchSettings(int maximumBatch, Duration maximumDelay, int queueCapacity, int workers, boolean exact)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public BatchSettings {
        require(maximumBatch >= 1, "maximum batch: " + maximumBatch + " (expected: at least 1)");
        require(!maximumDelay.isNegative(), "maximum delay: " + maximumDelay + " (expected: at least 0)");
        require(
                queueCapacity >= maximumBatch,
                "queue capacity: " + queueCapacity + " (expected: at least the maximum batch of " + maximumBatch + ")");
        require(workers >= 1, "workers: " + workers + " (expected: at least 1)");
    }

    /** Up to 32 items or 10 milliseconds, a worker for each core, not padded. */
    public static BatchSettings defaults() {
        return new BatchSettings(
                32, Duration.ofMillis(10), 128, Runtime.getRuntime().availableProcessors(), false);
    }

    /** The same with another batch size; the queue grows with it. */
    public BatchSettings withMaximumBatch(int newMaximumBatch) {
        return new BatchSettings(
                newMaximumBatch, maximumDelay, Math.max(queueCapacity, 4 * newMaximumBatch), workers, exact);
    }

    /** The same with another delay. */
    public BatchSettings withMaximumDelay(Duration newMaximumDelay) {
        return new BatchSettings(maximumBatch, newMaximumDelay, queueCapacity, workers, exact);
    }

    /** The same, padded or not. */
    public BatchSettings withExact(boolean newExact) {
        return new BatchSettings(maximumBatch, maximumDelay, queueCapacity, workers, newExact);
    }

    /** The text that readings state, for example {@code 32 (padded)} or {@code 1..32}. */
    public String describe() {
        return exact ? maximumBatch + " (padded)" : "1.." + maximumBatch;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
