package io.mien.dashboard.alerts;

import java.time.Duration;

/** What is looked after. The name tells rules apart, on the page and to whoever gets the alert; docs/alerts.md has them all. */
public sealed interface AlertRule {
    /** Unique among the rules of a dashboard. */
    String name();

    /** Where it looks. */
    StreamSelection streams();

    /** In the readings' own time; of {@link FeedDown} and {@link NoReadings} by the dashboard's clock. */
    AlertTimes times();

    /**
     * A label has a large share of the probability.
     *
     * @param label of the readings' label set; upper and lower case are the same
     * @param above the alert begins with a share above this
     * @param below the alert ends with a share below this
     * @param subjects 1: each subject has alerts of its own; more: so many have to show it at once
     * @param together whether the subjects of all streams are counted together, and not each stream's for itself
     */
    record LabelAbove(
            String name,
            StreamSelection streams,
            String label,
            double above,
            double below,
            int subjects,
            boolean together,
            AlertTimes times)
            implements AlertRule {
        private static final int MOST_SUBJECTS = 1_000;

        /** @throws IllegalArgumentException with all that is wrong, a line each */
        public LabelAbove {
            shares(above, below)
                    .require(!label.isBlank(), "label", "blank", "a label of the readings")
                    .require(subjects >= 1 && subjects <= MOST_SUBJECTS, "subjects", subjects, "1 to 1000")
                    .require(
                            subjects > 1 || !together,
                            "together",
                            true,
                            "subjects of 2 or more: one subject has no others to be counted with")
                    .throwIfAny();
        }
    }

    /**
     * Many readings of a stream abstain.
     *
     * @param above the alert begins with a larger share of abstained readings
     * @param below the alert ends with a smaller one
     * @param over the time of which the share is taken
     * @param leastReadings with fewer in that time nothing is said
     */
    record AbstentionsAbove(
            String name,
            StreamSelection streams,
            double above,
            double below,
            Duration over,
            int leastReadings,
            AlertTimes times)
            implements AlertRule {
        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofDays(1);

        /** @throws IllegalArgumentException with all that is wrong, a line each */
        public AbstentionsAbove {
            shares(above, below)
                    .require(over.compareTo(SHORTEST) >= 0 && over.compareTo(LONGEST) <= 0, "over", over, "1s to 24h")
                    .require(leastReadings >= 1, "least-readings", leastReadings, "1 or more")
                    .throwIfAny();
        }
    }

    /** A live feed gives no pictures: it is lost, silent, or its process is gone. One that has ended is not down. */
    record FeedDown(String name, StreamSelection streams, AlertTimes times) implements AlertRule {}

    /** A stream that had readings, or that the rule names, has none any more. */
    record NoReadings(String name, StreamSelection streams, AlertTimes times) implements AlertRule {}

    private static RuleFaults shares(double above, double below) {
        return new RuleFaults()
                .require(above >= 0 && above < 1, "above", above, "a share from 0 to below 1")
                .require(below >= 0 && below <= above, "below", below, "a share from 0 to that of above");
    }
}
