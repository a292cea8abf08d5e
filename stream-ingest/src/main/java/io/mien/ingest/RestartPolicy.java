package io.mien.ingest;

import java.time.Duration;

/** Says how long to wait before the next attempt: twice as long each time, and as at first again after a calm while. */
final class RestartPolicy {
    private final Duration first;
    private final Duration longest;
    private final Duration calm;
    private Duration next;
    private long lastFailure;
    private boolean failedBefore;

    RestartPolicy(Duration first, Duration longest, Duration calm) {
        this.first = first;
        this.longest = longest;
        this.calm = calm;
        this.next = first;
    }

    /** The pause after a failure at this time of {@link System#nanoTime()}. */
    synchronized Duration nextPause(long nanoTime) {
        if (failedBefore && nanoTime - lastFailure > calm.toNanos()) {
            next = first;
        }
        failedBefore = true;
        lastFailure = nanoTime;
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return pause;
    }
}
