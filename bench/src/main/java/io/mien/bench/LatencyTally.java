package io.mien.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** How long things took, to be asked for quantiles. Safe for use by many threads. */
final class LatencyTally {
    private static final int FIRST_CAPACITY = 1 << 16;

    private long[] micros = new long[FIRST_CAPACITY];
    private int count;

    synchronized void add(Instant from, Instant to) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, 2 * micros.length);
        }
        micros[count++] = Duration.between(from, to).toNanos() / 1_000;
    }

    synchronized void clear() {
        count = 0;
    }

    /** Milliseconds that this share of them did not exceed; NaN without any. */
    synchronized double quantile(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, Math.round(share * count))] / 1e3;
    }
}
