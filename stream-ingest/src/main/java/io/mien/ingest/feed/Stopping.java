package io.mien.ingest.feed;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A request to stop, which ends every wait at once. An interrupted thread has been asked to stop too. */
final class Stopping {
    private final CountDownLatch requested = new CountDownLatch(1);

    void request() {
        requested.countDown();
    }

    boolean requested() {
        return requested.getCount() == 0;
    }

    /**
     * Waits, or less long if it is to stop.
     *
     * @return whether it is to stop
     */
    boolean within(Duration wait) {
        try {
            return requested.await(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request();
            return true;
        }
    }
}
