package io.mien.infer.freshness;

import io.mien.infer.element.SourceRecord;
import java.util.ArrayDeque;
import java.util.Deque;

/** The frames that wait for the model in one slot. Threads: any. Closing it forgets them. */
public final class FramesUnderWay implements AutoCloseable {
    private final Freshness freshness;
    /** In the order of their coming, which is almost that of their age. */
    private final Deque<Frame> frames = new ArrayDeque<>();

    private int count;

    FramesUnderWay(Freshness freshness) {
        this.freshness = freshness;
    }

    /** Adds a frame; whoever adds it says when the model has done with it. */
    public Frame add(SourceRecord record) {
        synchronized (freshness) {
            Frame frame = new Frame(freshness.begin(record));
            frames.addLast(frame);
            count++;
            return frame;
        }
    }

    /** When the age of the oldest began; {@link Long#MAX_VALUE} if there is none. The caller holds the lock. */
    long oldest() {
        while (!frames.isEmpty() && frames.getFirst().done) {
            frames.removeFirst();
        }
        return frames.isEmpty() ? Long.MAX_VALUE : frames.getFirst().begun;
    }

    /** How many wait. The caller holds the lock. */
    int count() {
        return count;
    }

    @Override
    public void close() {
        freshness.remove(this);
    }

    /** A frame that waits. Threads: any. */
    public final class Frame {
        private final long begun;
        private boolean done;

        private Frame(long begun) {
            this.begun = begun;
        }

        /** The model has done with it, or failed on it. The second call does nothing. */
        public void end() {
            synchronized (freshness) {
                if (!done) {
                    done = true;
                    count--;
                    freshness.done();
                }
            }
        }
    }
}
