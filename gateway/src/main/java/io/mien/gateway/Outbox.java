package io.mien.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be told to one client. One message is on its way at a time; meanwhile newer ones take the place of
 * older ones of their kind, so that a slow client gets less, and the newest. It holds a few dozen messages at most.
 *
 * <p>Threads: all methods may be called by several threads at once; none waits.
 */
final class Outbox {
    private static final int MOST_NOTICES = 16;
    private static final int MOST_SUBJECTS = 16;

    private final Wire wire;
    private final GatewayCounters counters;
    private final Deque<String> notices = new ArrayDeque<>();
    private final Map<String, String> readings = new LinkedHashMap<>();
    private @Nullable Supplier<String> wait;
    private @Nullable Supplier<String> accepted;
    private boolean sending;
    private long sendingSince;

    /** Takes text for the client, and says when it is through. */
    @FunctionalInterface
    interface Wire {
        void send(String text, Callback callback);
    }

    Outbox(Wire wire, GatewayCounters counters) {
        this.wire = wire;
        this.counters = counters;
    }

    /** What is said once; of very many the oldest are left out. */
    synchronized void notice(String message) {
        notices.addLast(message);
        if (notices.size() > MOST_NOTICES) {
            notices.removeFirst();
        }
        flush();
    }

    /** The newest of these is enough: it counts the tiles. */
    synchronized void askToWait(Supplier<String> message) {
        wait = message;
        flush();
    }

    /** The newest of these is enough: it counts the tiles. */
    synchronized void accepted(Supplier<String> message) {
        accepted = message;
        flush();
    }

    /** The newest of each subject is enough. */
    synchronized void reading(String subjectId, String message) {
        if (readings.remove(subjectId) != null) {
            counters.readingsPassedOver.increment();
        }
        readings.put(subjectId, message);
        if (readings.size() > MOST_SUBJECTS) {
            readings.remove(readings.keySet().iterator().next());
            counters.readingsPassedOver.increment();
        }
        flush();
    }

    /** Whether a message has been on its way for so long. */
    synchronized boolean isStuckFor(Duration time) {
        return sending && System.nanoTime() - sendingSince >= time.toNanos();
    }

    private synchronized void sent() {
        sending = false;
        flush();
    }

    private void flush() {
        if (sending) {
            return;
        }
        String next = next();
        if (next != null) {
            sending = true;
            sendingSince = System.nanoTime();
            // A connection that is gone says so by itself, and nothing more is sent.
            wire.send(next, Callback.from(this::sent, failure -> {}));
        }
    }

    private @Nullable String next() {
        if (!notices.isEmpty()) {
            return notices.removeFirst();
        }
        Supplier<String> due = wait;
        if (due != null) {
            wait = null;
            return due.get();
        }
        due = accepted;
        if (due != null) {
            accepted = null;
            return due.get();
        }
        if (readings.isEmpty()) {
            return null;
        }
        String subject = readings.keySet().iterator().next();
        counters.readingsSent.increment();
        return readings.remove(subject);
    }
}
