package io.mien.infer.window;

import java.time.Duration;

/**
 * Describes windows of a fixed length, one every slide, on a grid of cells that is aligned to the epoch. A window's end
 * is a multiple of the slide. Cells and windows are half open: their start belongs to them, their end does not. Times
 * are microseconds since the epoch and may lie before it.
 *
 * @param length of a window; a whole number of cells, a cell being a whole number of microseconds
 * @param slide from one window to the next; a whole number of cells, at most the length
 * @param cells in a window
 */
public record SlidingWindows(Duration length, Duration slide, int cells) implements Windowing {
    private static final long serialVersionUID = 1L;
    private static final long NANOS_A_MICRO = 1_000;

    /** Two seconds long, one every half second, 16 cells of 125 ms. */
    public static final SlidingWindows DEFAULT = new SlidingWindows(Duration.ofSeconds(2), Duration.ofMillis(500), 16);

    public SlidingWindows {
        if (cells < 1) {
            throw new IllegalArgumentException("cells: " + cells + " (expected: at least 1)");
        }
        if (length.compareTo(Duration.ZERO) <= 0 || length.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: more than 0, at most PT24H)");
        }
        if (length.toNanos() % (cells * NANOS_A_MICRO) != 0) {
            throw new IllegalArgumentException("length: " + length
                    + " (expected: a whole number of microseconds for each of " + cells + " cells)");
        }
        Duration cell = length.dividedBy(cells);
        if (slide.compareTo(Duration.ZERO) <= 0
                || slide.compareTo(length) > 0
                || slide.toNanos() % cell.toNanos() != 0) {
            throw new IllegalArgumentException("slide: " + slide + " (expected: a whole number of cells of " + cell
                    + ", at most the length of " + length + ")");
        }
    }

    /** A cell's length in microseconds. */
    public long cellMicros() {
        return length.toNanos() / NANOS_A_MICRO / cells;
    }

    /** The slide in cells. */
    public long slideCells() {
        return slide.toNanos() / NANOS_A_MICRO / cellMicros();
    }

    /** The number of the cell that a time lies in; cell 0 starts at the epoch. */
    public long cellOf(long micros) {
        return Math.floorDiv(micros, cellMicros());
    }

    /** The distance of a time from the middle of its cell, in half microseconds, which makes it exact. */
    public long distanceFromMiddle(long micros) {
        return Math.abs(2 * Math.floorMod(micros, cellMicros()) - cellMicros());
    }

    /** The end, as a cell number, of the first window that ends after a cell has begun, and so holds that cell. */
    public long firstEndAfter(long cell) {
        return (Math.floorDiv(cell, slideCells()) + 1) * slideCells();
    }

    /** The time at which a cell starts. */
    public long startOf(long cell) {
        return cell * cellMicros();
    }
}
