package io.mien.schemas;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that reads topics with consumers of its own, one at a time, until it is closed. Its work asks whether it is
 * {@linkplain #isClosed closed}, waits by {@link #pause}, and says which consumer it {@linkplain #uses uses}, so that closing
 * wakes that one up, which then throws a {@link org.apache.kafka.common.errors.WakeupException}. Threads: any may close it.
 */
public final class ConsumerThread implements AutoCloseable {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<?, ?> used;

    /**
     * Starts nothing yet.
     *
     * @param work runs once, on the thread
     */
    public ConsumerThread(String name, Runnable work) {
        this.thread = new Thread(work, name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits, at most until this is closed. */
    public void pause(Duration duration) {
        try {
            boolean ignored = closed.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param consumer the one to wake up from now on; null for none */
    public void uses(@Nullable Consumer<?, ?> consumer) {
        used = consumer;
    }

    /** Returns when the thread has ended, or after a few seconds. */
    @Override
    public void close() {
        closed.countDown();
        Consumer<?, ?> consumer = used;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(CLOSE_WITHIN.toMillis());
            // Still there: it waits for a registry.
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
