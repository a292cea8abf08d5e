package io.mien.dashboard.alerts;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long something lasts before it is told.
 *
 * @param hold an alert begins when its condition has held for so long without a break
 * @param clear an alert ends when its condition has not held for so long without a break
 * @param repeat an alert that goes on is told again each time that this has passed; null for never
 */
public record AlertTimes(
        Duration hold, Duration clear, @Nullable Duration repeat) {
    private static final Duration SHORTEST_REPEAT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** @throws IllegalArgumentException with all that is wrong, a line each */
    public AlertTimes {
        new RuleFaults()
                .require(isSane(hold), "for", hold, "0s to 24h")
                .require(isSane(clear), "ends-after", clear, "0s to 24h")
                .require(
                        repeat == null || (isSane(repeat) && repeat.compareTo(SHORTEST_REPEAT) >= 0),
                        "repeat",
                        repeat,
                        "10s to 24h")
                .throwIfAny();
    }

    private static boolean isSane(Duration duration) {
        return !duration.isNegative() && duration.compareTo(LONGEST) <= 0;
    }
}
