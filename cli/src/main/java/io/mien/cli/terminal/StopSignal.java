package io.mien.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a command that somebody wants the process to stop, by Ctrl-C or SIGTERM. The JVM then waits for {@link
 * #close()}, which leaves the command time to close what it has opened.
 */
public final class StopSignal implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 45;

    private final CountDownLatch wished = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private StopSignal() {}

    public static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::holdExit, "stop-signal"));
        return signal;
    }

    private void holdExit() {
        wished.countDown();
        try {
            boolean ignored = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isGiven() {
        return wished.getCount() == 0;
    }

    /**
     * To be called between the steps of something long.
     *
     * @throws CancellationException if it was given
     */
    public void requireNotGiven() {
        if (isGiven()) {
            throw new CancellationException("stopped");
        }
    }

    /** Waits for it; true if it was given within the time. */
    public boolean await(Duration time) throws InterruptedException {
        return wished.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Says that everything is closed. */
    @Override
    public void close() {
        done.countDown();
    }
}
