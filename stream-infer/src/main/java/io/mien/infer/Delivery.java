package io.mien.infer;

import java.time.Duration;

/**
 * Says how certain it is that each reading is on the topic, and there only once.
 *
 * @param guarantee of the output
 * @param checkpointInterval after which the job's state is kept again; with {@link Guarantee#EXACTLY_ONCE} also how late
 *     readings become visible; at least 100 ms
 * @param transactionTimeout after which the broker gives up a transaction of a job that is gone; only for
 *     {@link Guarantee#EXACTLY_ONCE}; more than the checkpoint interval, at most the broker's
 *     {@code transaction.max.timeout.ms}
 */
public record Delivery(Guarantee guarantee, Duration checkpointInterval, Duration transactionTimeout) {

    /** Says what happens to readings when the job fails and starts again. */
    public enum Guarantee {
        /** Some may be written twice, with the same id. They are visible at once. */
        AT_LEAST_ONCE,
        /** Each is written once, for consumers with {@code isolation.level=read_committed}. */
        EXACTLY_ONCE
    }

    /** At least once, a checkpoint every 10 seconds. */
    public static final Delivery DEFAULT =
            new Delivery(Guarantee.AT_LEAST_ONCE, Duration.ofSeconds(10), Duration.ofMinutes(10));

    public Delivery {
        if (checkpointInterval.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "checkpoint interval: " + checkpointInterval + " (expected: at least PT0.1S)");
        }
        if (guarantee == Guarantee.EXACTLY_ONCE && transactionTimeout.compareTo(checkpointInterval) <= 0) {
            throw new IllegalArgumentException("transaction timeout: " + transactionTimeout
                    + " (expected: more than the checkpoint interval of " + checkpointInterval + ")");
        }
    }

    /** The same with another guarantee. */
    public Delivery withGuarantee(Guarantee newGuarantee) {
        return new Delivery(newGuarantee, checkpointInterval, transactionTimeout);
    }

    /** The same with another interval. */
    public Delivery withCheckpointInterval(Duration newInterval) {
        return new Delivery(guarantee, newInterval, transactionTimeout);
    }

    /** The same with another bound of transactions. */
    public Delivery withTransactionTimeout(Duration newTimeout) {
        return new Delivery(guarantee, checkpointInterval, newTimeout);
    }
}
