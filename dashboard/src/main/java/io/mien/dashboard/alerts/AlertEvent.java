package io.mien.dashboard.alerts;

/**
 * Something that happened to an alert, to be told.
 *
 * @param number of the times that the alert went on, from 1; 0 for its beginning and its end
 * @param alert as it is then
 */
public record AlertEvent(Type type, int number, Alert alert) {
    /** What happened. */
    public enum Type {
        BEGAN,
        CONTINUES,
        ENDED
    }

    /** The same for the same event, even if another process tells it. Without full stops, as signatures want it. */
    public String id() {
        return switch (type) {
            case BEGAN -> alert.id() + "-began";
            case CONTINUES -> alert.id() + "-continues-" + number;
            case ENDED -> alert.id() + "-ended";
        };
    }
}
