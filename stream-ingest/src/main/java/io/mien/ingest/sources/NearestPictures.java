package io.mien.ingest.sources;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chooses pictures on a grid as they come: the one nearest the middle of each cell, and of two that are as near the earlier.
 *
 * <p>It lets a picture go as soon as none that is nearer is to be expected, by the time from each picture to the next, so
 * that a live feed is not held up. Where the expectation fails, it lets go of a nearer one of the same cell as well. So the
 * nearest picture of each cell is always among those that come out, and seldom any other. Not safe for use by many threads.
 *
 * @param <T> a picture, or what stands for it
 */
final class NearestPictures<T> implements AutoCloseable {
    private static final long NONE = Long.MIN_VALUE;

    private final SamplingGrid grid;
    private final Consumer<T> leftOut;
    private final Deque<T> chosen = new ArrayDeque<>();
    private @Nullable Held<T> held;
    private long newest = NONE;
    private long chosenCell = NONE;
    private long chosenDistance;

    /** The nearest of its cell so far. */
    private record Held<T>(T picture, long cell, long distance) {}

    /** @param leftOut takes each picture that is not chosen, once */
    NearestPictures(SamplingGrid grid, Consumer<T> leftOut) {
        this.grid = grid;
        this.leftOut = leftOut;
    }

    /** @param time of the picture, microseconds since the epoch */
    void offer(T picture, long time) {
        long cell = grid.cellOf(time);
        long distance = grid.distanceFromMiddle(time, cell);
        Held<T> before = held;
        if (before != null && (before.cell() != cell || before.distance() <= distance)) {
            // Its cell is over, or pictures of the cell only get farther from now on.
            choose(before);
            before = null;
        }
        long expected = newest == NONE || time <= newest ? NONE : time + (time - newest);
        newest = time;
        if (cell == chosenCell && chosenDistance <= distance) {
            leftOut.accept(picture);
            return;
        }
        if (before != null) {
            leftOut.accept(before.picture());
        }
        held = new Held<>(picture, cell, distance);
        if (!isNearerExpected(cell, distance, expected) || grid.isPastMiddle(time)) {
            choose(held);
        }
    }

    private boolean isNearerExpected(long cell, long distance, long expected) {
        return expected != NONE && grid.cellOf(expected) == cell && grid.distanceFromMiddle(expected, cell) < distance;
    }

    private void choose(Held<T> nearest) {
        held = null;
        chosenCell = nearest.cell();
        chosenDistance = nearest.distance();
        chosen.add(nearest.picture());
    }

    /** The next that is chosen, in the order of time; null if there is none yet. */
    @Nullable
    T poll() {
        return chosen.poll();
    }

    /** Nothing more comes for now: lets go of the one that waits. */
    void finish() {
        if (held != null) {
            choose(held);
        }
    }

    /** Leaves out those that nobody has taken. */
    @Override
    public void close() {
        finish();
        for (T picture = chosen.poll(); picture != null; picture = chosen.poll()) {
            leftOut.accept(picture);
        }
    }
}
