package io.mien.dashboard.history;

import java.time.Duration;

/**
 * How many readings are kept for looking back, and read again from the topic by a page that starts. The first bound that
 * is met counts, and the oldest go first.
 *
 * @param span how long ago the topic got them, at most
 * @param bytes of memory that they take, at most
 */
public record HistoryBounds(Duration span, long bytes) {
    private static final Duration LONGEST = Duration.ofDays(31);

    /** Two hours, in 64 MB: of 8 labels that is a million readings, at 140 a second. */
    public static final HistoryBounds DEFAULT = new HistoryBounds(Duration.ofHours(2), 64L << 20);

    private static final long LEAST_BYTES = 1L << 20;
    private static final long MOST_BYTES = 16L << 30;

    /** @throws IllegalArgumentException if a bound is out of its range */
    public HistoryBounds {
        if (span.isNegative() || span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("dashboard history: " + span + " (expected: zero to 31 days)");
        }
        if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "dashboard history: " + bytes + " bytes (expected: " + LEAST_BYTES + " to " + MOST_BYTES + ")");
        }
    }

    /** The readings that fit, about: of so many labels, in full blocks. */
    public long readings(int labels) {
        return bytes / ReadingBlock.bytesOfReading(labels);
    }
}
