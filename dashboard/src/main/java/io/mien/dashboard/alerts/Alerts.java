package io.mien.dashboard.alerts;

import io.mien.schemas.avro.ExpressionReading;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks after readings and feeds by rules, and says what has come of it. Labels and abstentions are looked at in the
 * readings' own time, so that the same readings give the same alerts, whenever they are read. Its memory is bounded. Not
 * safe for use by many threads.
 */
public final class Alerts {
    private final AlertLog log;
    private final List<Watch> watches;

    /** @param listener is told every event in its order, and must not wait */
    public Alerts(List<AlertRule> rules, Consumer<AlertEvent> listener) {
        this.log = new AlertLog(listener);
        this.watches = rules.stream().map(this::watch).toList();
    }

    private Watch watch(AlertRule rule) {
        if (rule instanceof AlertRule.LabelAbove label) {
            return new LabelWatch(label, log);
        }
        if (rule instanceof AlertRule.AbstentionsAbove abstentions) {
            return new AbstentionWatch(abstentions, log);
        }
        if (rule instanceof AlertRule.FeedDown feed) {
            return new FeedWatch(feed, log);
        }
        if (rule instanceof AlertRule.NoReadings silence) {
            return new NoReadingsWatch(silence, log);
        }
        throw new IllegalArgumentException("rule: " + rule.name() + " (expected: one of the known sorts)");
    }

    /**
     * Takes a reading, each id once.
     *
     * @param heardAt when the topic got it, by the dashboard's clock
     */
    public void take(ExpressionReading reading, Instant heardAt) {
        watches.forEach(watch -> watch.take(reading, heardAt));
    }

    /**
     * Says what time it is, while all that there is has been read: what is missing is then missing indeed.
     *
     * @param now by the dashboard's clock
     * @param feeds all that are known
     */
    public void tick(Instant now, List<FeedSign> feeds) {
        watches.forEach(watch -> watch.tick(now, feeds));
    }

    /** How many rules there are. */
    public int rules() {
        return watches.size();
    }

    /** Those that go on, the oldest first. */
    public List<Alert> active() {
        return log.active();
    }

    /** Some of those that have ended, the newest first. */
    public List<Alert> ended() {
        return log.ended();
    }

    /** How many have begun. */
    public long begun() {
        return log.begun();
    }

    /** Grows with every change. */
    public long changes() {
        return log.changes();
    }
}
