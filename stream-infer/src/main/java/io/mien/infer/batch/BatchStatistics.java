package io.mien.infer.batch;

import java.time.Duration;

/**
 * Counts what a {@link Batcher} has done so far.
 *
 * @param batches that were formed
 * @param items that were taken from the queue
 * @param failedItems of those, that failed alone
 * @param largestBatch items in the largest batch formed
 * @param calls of the function; more than the batches if some failed and were halved
 * @param queueTime of all items together, from their arrival to the start of their batch
 * @param computeTime of all calls together
 */
public record BatchStatistics(
        long batches,
        long items,
        long failedItems,
        int largestBatch,
        long calls,
        Duration queueTime,
        Duration computeTime) {

    /** Of a batcher that has done nothing. */
    public static final BatchStatistics NONE = new BatchStatistics(0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

    /** Of both. */
    public BatchStatistics and(BatchStatistics other) {
        return new BatchStatistics(
                batches + other.batches,
                items + other.items,
                failedItems + other.failedItems,
                Math.max(largestBatch, other.largestBatch),
                calls + other.calls,
                queueTime.plus(other.queueTime),
                computeTime.plus(other.computeTime));
    }

    /** Items a batch on average; 0 before the first. */
    public double averageBatch() {
        return batches == 0 ? 0 : (double) items / batches;
    }
}
