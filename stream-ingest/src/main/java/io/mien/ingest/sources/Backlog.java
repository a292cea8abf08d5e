package io.mien.ingest.sources;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Tells the pictures that were taken while a feed was being opened from those that come fresh. The old ones lie ready and
 * come faster than they were taken; there are no more of them than opening took time. Not safe for use by many threads.
 */
final class Backlog {
    private static final long MARGIN_MICROS = 500_000;

    private final long longestMicros;
    private boolean begun;
    private boolean over;
    private OptionalLong firstStamp = OptionalLong.empty();
    private long lastStamp;
    private long lastArrival;

    /** @param opening how long it took */
    Backlog(Duration opening) {
        this.longestMicros = opening.toNanos() / 1000 + MARGIN_MICROS;
    }

    /** Whether the next picture is one of them; all times in microseconds. */
    boolean holds(OptionalLong stamp, long arrival) {
        if (over) {
            return false;
        }
        if (stamp.isEmpty()) {
            // The first picture of RTSP has none; a feed of which none has any cannot be told.
            over = begun;
            begun = true;
            return !over;
        }
        begun = true;
        boolean old = firstStamp.isEmpty()
                || (stamp.getAsLong() - firstStamp.getAsLong() <= longestMicros
                        && arrival - lastArrival < (stamp.getAsLong() - lastStamp) / 2);
        if (firstStamp.isEmpty()) {
            firstStamp = stamp;
        }
        lastStamp = stamp.getAsLong();
        lastArrival = arrival;
        over = !old;
        return old;
    }
}
