package io.mien.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes on when it is told to. Safe for use by many threads. */
final class SettableClock implements InstantSource {
    private volatile Instant now;

    SettableClock(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** To be called by one thread only. */
    void set(Instant instant) {
        now = instant;
    }

    void advance(Duration duration) {
        set(now.plus(duration));
    }
}
