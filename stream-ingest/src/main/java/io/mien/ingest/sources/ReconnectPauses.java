package io.mien.ingest.sources;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a lost feed is left alone before it is tried again: twice as long each time, up to half a minute, and never
 * quite the same, so that cameras that failed together do not return together. Not safe for use by many threads.
 */
final class ReconnectPauses {
    static final Duration SHORTEST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final double LEAST_PART = 0.75;

    private final RandomGenerator random;
    private Duration next = SHORTEST;

    ReconnectPauses(RandomGenerator random) {
        this.random = random;
    }

    /** The pause after a loss. */
    Duration next(FeedLoss loss) {
        // Many cameras lock out who tries wrong passwords in a row.
        Duration whole = loss.reason() == FeedLoss.Reason.UNAUTHORISED ? LONGEST : next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        long nanos = Math.round(whole.toNanos() * random.nextDouble(LEAST_PART, 1));
        return Duration.ofNanos(Math.max(SHORTEST.toNanos(), nanos));
    }

    /** The feed has been well for a while. */
    void reset() {
        next = SHORTEST;
    }
}
