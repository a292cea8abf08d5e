package io.mien.cli.alerts;

import io.mien.dashboard.alerts.AlertRule;
import io.mien.dashboard.alerts.AlertTimes;
import io.mien.dashboard.alerts.StreamSelection;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule as the file has it; docs/alerts.md has the keys. */
final class RuleEntry {
    private static final String KINDS = "label, abstentions, feed-down or no-readings";
    /** Of an alert's beginning and its end, unless the rule says something else. */
    private static final double BAND = 0.1;

    private static final int LEAST_READINGS = 10;
    /** For a share that is missing, while the rest is looked at. */
    private static final double STAND_IN = 0.5;

    private static final AlertTimes AT_ONCE = new AlertTimes(Duration.ZERO, Duration.ZERO, null);

    private RuleEntry() {}

    /** Empty if there is something wrong with it, which the file's faults have then. */
    static Optional<AlertRule> read(YamlMapping entry) {
        String name = entry.needed("name", "a name of its own").orElse("?");
        String when = entry.needed("when", KINDS).orElse("");
        StreamSelection streams = new StreamSelection(entry.texts("streams"));
        try {
            Optional<AlertRule> rule = switch (when) {
                case "label" -> label(entry, name, streams);
                case "abstentions" -> abstentions(entry, name, streams);
                case "feed-down" -> lasting(entry).map(times -> new AlertRule.FeedDown(name, streams, times));
                case "no-readings" -> lasting(entry).map(times -> new AlertRule.NoReadings(name, streams, times));
                default -> Optional.empty();
            };
            if (rule.isEmpty() && !when.isEmpty() && !KINDS.contains(when)) {
                entry.fault("when", "when: " + when + " (expected: " + KINDS + ")");
                return rule;
            }
            if (!when.isEmpty()) {
                entry.refuseOthers();
            }
            return rule;
        } catch (IllegalArgumentException e) {
            entry.faults(String.valueOf(e.getMessage()));
            entry.refuseOthers();
            return Optional.empty();
        }
    }

    private static Optional<AlertRule> label(YamlMapping entry, String name, StreamSelection streams) {
        Optional<String> label = entry.needed("label", "a label of the readings");
        Optional<Double> above = share(entry);
        Optional<Double> below = entry.number("below");
        int subjects = entry.whole("subjects").orElse(1);
        boolean together = entry.flag("together");
        Optional<AlertTimes> times = lasting(entry);
        // Made even if something is missing, so that what is wrong with the rest is told too.
        double begins = above.orElse(STAND_IN);
        AlertRule rule = new AlertRule.LabelAbove(
                name,
                streams,
                label.orElse("?"),
                begins,
                below.orElse(Math.max(0, begins - BAND)),
                subjects,
                together,
                times.orElse(AT_ONCE));
        return label.isPresent() && above.isPresent() && times.isPresent() ? Optional.of(rule) : Optional.empty();
    }

    private static Optional<AlertRule> abstentions(YamlMapping entry, String name, StreamSelection streams) {
        Optional<Double> above = share(entry);
        Optional<Double> below = entry.number("below");
        Optional<Duration> over = entry.needed("over", "the time of which the share is taken, as 1m")
                .flatMap(text -> entry.duration("over"));
        int least = entry.whole("least-readings").orElse(LEAST_READINGS);
        Optional<AlertTimes> times = times(entry, Duration.ZERO);
        double begins = above.orElse(STAND_IN);
        AlertRule rule = new AlertRule.AbstentionsAbove(
                name,
                streams,
                begins,
                below.orElse(Math.max(0, begins - BAND)),
                over.orElse(Duration.ofMinutes(1)),
                least,
                times.orElse(AT_ONCE));
        return above.isPresent() && over.isPresent() && times.isPresent() ? Optional.of(rule) : Optional.empty();
    }

    private static Optional<Double> share(YamlMapping entry) {
        return entry.needed("above", "a share, as 0.6").flatMap(text -> entry.number("above"));
    }

    private static Optional<AlertTimes> lasting(YamlMapping entry) {
        Optional<Duration> hold =
                entry.needed("for", "how long it has to last, as 30s").flatMap(text -> entry.duration("for"));
        Optional<AlertTimes> times = times(entry, hold.orElse(Duration.ZERO));
        return hold.isPresent() ? times : Optional.empty();
    }

    private static Optional<AlertTimes> times(YamlMapping entry, Duration hold) {
        Duration clear = entry.duration("ends-after").orElse(hold);
        @Nullable Duration repeat = entry.duration("repeat").orElse(null);
        try {
            return Optional.of(new AlertTimes(hold, clear, repeat));
        } catch (IllegalArgumentException e) {
            entry.faults(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
