package io.mien.dashboard.alerts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The alerts that go on, and the last ones that have ended. Not safe for use by many threads. */
final class AlertLog {
    private static final int MOST_ENDED = 50;

    private final Consumer<AlertEvent> listener;
    private final Map<String, Alert> active = new LinkedHashMap<>();
    private final Deque<Alert> ended = new ArrayDeque<>();
    private long begun;
    private long changes;

    /** @param listener is told every event, and must not wait */
    AlertLog(Consumer<AlertEvent> listener) {
        this.listener = listener;
    }

    void began(Alert alert) {
        begun++;
        changes++;
        active.put(alert.id(), alert);
        listener.accept(new AlertEvent(AlertEvent.Type.BEGAN, 0, alert));
    }

    void refreshed(Alert alert) {
        changes++;
        active.put(alert.id(), alert);
    }

    /** @param number of the times that it was told that it goes on */
    void continues(Alert alert, int number) {
        listener.accept(new AlertEvent(AlertEvent.Type.CONTINUES, number, alert));
    }

    void ended(Alert alert) {
        changes++;
        active.remove(alert.id());
        ended.addFirst(alert);
        if (ended.size() > MOST_ENDED) {
            ended.removeLast();
        }
        listener.accept(new AlertEvent(AlertEvent.Type.ENDED, 0, alert));
    }

    /** Those that go on, the oldest first. */
    List<Alert> active() {
        return List.copyOf(active.values());
    }

    /** The newest first. */
    List<Alert> ended() {
        return List.copyOf(ended);
    }

    long begun() {
        return begun;
    }

    /** Grows with every change. */
    long changes() {
        return changes;
    }
}
