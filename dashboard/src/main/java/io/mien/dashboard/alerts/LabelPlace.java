package io.mien.dashboard.alerts;

import io.mien.schemas.avro.ExpressionReading;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The subjects whose shares of a label are counted together; time is the end of the newest window among them. A subject
 * counts while its newest window touches the one that is read now, so that what is long past is not at once with it.
 */
final class LabelPlace {
    private static final int MOST_SUBJECTS = 4_096;
    private static final int MOST_NAMED = 5;

    /**
     * A subject's newest reading.
     *
     * @param share of the label; 0 if the reading abstained
     */
    private record Level(Instant end, double share, String readingId) {}

    private final AlertRule.LabelAbove rule;
    private final Condition condition;
    private final Map<Alert.Subject, Level> levels = new HashMap<>();
    private @Nullable Instant time;
    private Instant heardAt = Instant.EPOCH;

    LabelPlace(AlertRule.LabelAbove rule, String name, AlertLog log) {
        this.rule = rule;
        this.condition = new Condition(rule, Alert.Kind.LABEL, rule.label(), name, log);
    }

    Instant heardAt() {
        return heardAt;
    }

    /** @param share of the label; empty if the reading abstained */
    void take(ExpressionReading reading, OptionalDouble share, Instant at) {
        heardAt = at.isAfter(heardAt) ? at : heardAt;
        Instant end = reading.getWindowEnd();
        Alert.Subject subject = new Alert.Subject(reading.getStreamId(), reading.getSubjectId());
        Instant before = time;
        if (before != null && end.isAfter(before) && levels.values().removeIf(level -> isGap(level, reading))) {
            // Nothing is known of the time in between, so nothing held there.
            List<Map.Entry<Alert.Subject, Level>> left = counted();
            condition.observe(before, left.size() >= rule.subjects(), () -> sentence(left));
        }
        Instant now = before == null || end.isAfter(before) ? end : before;
        time = now;
        Level known = levels.get(subject);
        if ((known == null && levels.size() >= MOST_SUBJECTS) || (known != null && end.isBefore(known.end()))) {
            return;
        }
        levels.put(subject, new Level(end, share.orElse(0), reading.getReadingId()));
        List<Map.Entry<Alert.Subject, Level>> counted = counted();
        boolean on = counted.size() >= rule.subjects();
        if (on) {
            // At first what makes it hold, then what keeps it so.
            boolean holds = condition.holds();
            counted.stream()
                    .filter(entry -> !holds || entry.getKey().equals(subject))
                    .forEach(entry -> {
                        condition.evidence().addSubject(entry.getKey());
                        condition.evidence().addReading(entry.getValue().readingId());
                    });
        }
        condition.observe(now, on, () -> sentence(counted));
    }

    private static boolean isGap(Level level, ExpressionReading reading) {
        return level.end().isBefore(reading.getWindowStart());
    }

    /** Once it has begun, an alert goes on with a little less than what it took to begin. */
    private boolean counts(Level level) {
        return condition.active() ? level.share() >= rule.below() && level.share() > 0 : level.share() > rule.above();
    }

    private List<Map.Entry<Alert.Subject, Level>> counted() {
        return levels.entrySet().stream()
                .filter(entry -> counts(entry.getValue()))
                .toList();
    }

    private String sentence(List<Map.Entry<Alert.Subject, Level>> counted) {
        String threshold = rule.label() + " above " + AlertWords.percent(rule.above()) + " for "
                + AlertWords.duration(rule.times().hold());
        String named = counted.stream()
                .sorted(Map.Entry.comparingByValue((one, other) -> Double.compare(other.share(), one.share())))
                .limit(MOST_NAMED)
                .map(entry -> entry.getKey().subject() + " of " + entry.getKey().stream() + " ("
                        + AlertWords.percent(entry.getValue().share()) + ")")
                .collect(Collectors.joining(", "));
        String more = counted.size() > MOST_NAMED ? " and " + (counted.size() - MOST_NAMED) + " more" : "";
        String subjects = rule.subjects() > 1 ? counted.size() + " subjects at once: " : "";
        return threshold + ": " + subjects + named + more;
    }

    /** Nothing more is heard of any of them. */
    void finish() {
        if (time != null) {
            condition.finish(time);
        }
        levels.clear();
    }
}
