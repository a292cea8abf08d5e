package io.mien.ingest.sources;

import java.time.Duration;

/**
 * The grid of cells on which pictures are chosen, one a cell: the same that the inference job takes its frames on, if a cell is
 * as long as a cell of its windows. Cells are half open and aligned to the epoch.
 *
 * @param cell a whole number of microseconds, 1 ms to 1 h
 */
public record SamplingGrid(Duration cell) {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long NANOS_A_MICRO = 1_000;

    /** Of the job's default windows: sixteen cells in two seconds. */
    public static final SamplingGrid DEFAULT = new SamplingGrid(Duration.ofMillis(125));

    public SamplingGrid {
        if (cell.compareTo(SHORTEST) < 0 || cell.compareTo(LONGEST) > 0 || cell.toNanos() % NANOS_A_MICRO != 0) {
            throw new IllegalArgumentException("sampling: " + cell + " (expected: " + SHORTEST + " to " + LONGEST
                    + ", a whole number of microseconds; the length of the job's windows, divided by 16)");
        }
    }

    private long micros() {
        return cell.toNanos() / NANOS_A_MICRO;
    }

    /** The number of the cell that a time lies in, microseconds since the epoch. */
    long cellOf(long time) {
        return Math.floorDiv(time, micros());
    }

    /** How far a time lies from the middle of a cell, in half microseconds, which makes it exact. */
    long distanceFromMiddle(long time, long cellNumber) {
        return Math.abs(2 * (time - cellNumber * micros()) - micros());
    }

    /** Whether a time is that of its cell's middle, or later. */
    boolean isPastMiddle(long time) {
        return 2 * Math.floorMod(time, micros()) >= micros();
    }
}
