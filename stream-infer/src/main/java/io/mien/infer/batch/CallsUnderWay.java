package io.mien.infer.batch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the calls of one model that are under way, and tells the model's batchers when one ends: while it could take another
 * one, nobody gains by waiting for others. Threads: any.
 */
final class CallsUnderWay {
    private final AtomicInteger count = new AtomicInteger();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** @param listener run by the thread whose call ends; must not keep it */
    void whenOneEnds(Runnable listener) {
        listeners.add(listener);
    }

    boolean areFewerThan(int others) {
        return count.get() < others;
    }

    void begun() {
        count.incrementAndGet();
    }

    void ended() {
        count.decrementAndGet();
        listeners.forEach(Runnable::run);
    }
}
