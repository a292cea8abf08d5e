package io.mien.dashboard;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.avro.ModelEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A {@link DashboardState} for one thread that feeds it and many that look at it. */
final class SharedState {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final DashboardState state;

    SharedState(DashboardState state) {
        this.state = state;
    }

    void add(ExpressionReading reading, Instant appendedAt) throws InvalidReadingException {
        lock.lock();
        try {
            state.add(reading, appendedAt);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void add(DeadLetter letter) {
        lock.lock();
        try {
            state.add(letter);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void add(ModelEvent event) {
        lock.lock();
        try {
            state.add(event);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void add(FeedState feed, Instant appendedAt) {
        lock.lock();
        try {
            state.add(feed, appendedAt);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void removeFeed(String streamId) {
        lock.lock();
        try {
            state.removeFeed(streamId);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void forget(String streamId) {
        lock.lock();
        try {
            state.forget(streamId);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void tick() {
        lock.lock();
        try {
            state.tick();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long countUnreadable() {
        lock.lock();
        try {
            changed.signalAll();
            return state.countUnreadable();
        } finally {
            lock.unlock();
        }
    }

    void connection(KafkaConnection connection, @Nullable String problem) {
        lock.lock();
        try {
            state.connection(connection, problem);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    StateView view(long since) {
        lock.lock();
        try {
            return state.view(since);
        } finally {
            lock.unlock();
        }
    }

    OverviewView overview(long since, String page) {
        lock.lock();
        try {
            return state.overview(since, page);
        } finally {
            lock.unlock();
        }
    }

    SubjectsView subjects(@Nullable String stream, long since) {
        lock.lock();
        try {
            return state.subjects(stream, since);
        } finally {
            lock.unlock();
        }
    }

    DashboardSummary summary() {
        lock.lock();
        try {
            return state.summary();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something newer than a revision, but no longer than given. */
    void awaitChange(long since, Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (state.revision() <= since && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
