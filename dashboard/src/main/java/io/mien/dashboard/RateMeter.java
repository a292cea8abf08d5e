package io.mien.dashboard;

import java.time.Instant;

/**
 * Measures events per second over the last ten whole seconds. It leaves out the second that is running, so a steady
 * pace reads as a steady number. Not safe for use by many threads.
 */
final class RateMeter {
    private static final int SECONDS = 10;

    private final long[] counts = new long[SECONDS + 1];
    private long first = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;

    /** Counts one event; events older than the span are of no account. */
    void mark(Instant at) {
        long second = at.getEpochSecond();
        advanceTo(second);
        if (second <= newest - counts.length) {
            return;
        }
        first = Math.min(first, second);
        counts[slot(second)]++;
    }

    /** Zero before the first whole second. */
    double perSecond(Instant now) {
        long current = now.getEpochSecond();
        advanceTo(current);
        long whole = Math.min(SECONDS, current - first);
        if (first == Long.MAX_VALUE || whole < 1) {
            return 0;
        }
        long sum = 0;
        for (long second = current - whole; second < current; second++) {
            sum += counts[slot(second)];
        }
        return (double) sum / whole;
    }

    private void advanceTo(long second) {
        if (newest == Long.MIN_VALUE) {
            newest = second;
        }
        long cleared = Math.max(newest, second - counts.length) + 1;
        for (long each = cleared; each <= second; each++) {
            counts[slot(each)] = 0;
        }
        newest = Math.max(newest, second);
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) counts.length);
    }
}
