package io.mien.dashboard.webhooks;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a message waits after an attempt that failed: twice as long each time, by half of it more or less at random,
 * so that senders which failed together do not come back together.
 *
 * @param first after the first attempt
 * @param longest after any attempt
 * @param giveUpAfter a message that is older is given up
 */
public record RetryPauses(Duration first, Duration longest, Duration giveUpAfter) {
    private static final Duration MOST = Duration.ofDays(7);

    /** A second at first, five minutes at most, for six hours. */
    public static final RetryPauses DEFAULT =
            new RetryPauses(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(6));

    /** @throws IllegalArgumentException with what is wrong */
    public RetryPauses {
        if (first.compareTo(Duration.ZERO) <= 0 || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "pauses: " + first + " to " + longest + " (expected: more than 0s, the first not the longer one)");
        }
        if (giveUpAfter.compareTo(Duration.ZERO) <= 0 || giveUpAfter.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("give-up-after: " + giveUpAfter + " (expected: more than 0s to 168h)");
        }
    }

    /** @param failures so far, at least one */
    Duration after(int failures, RandomGenerator random) {
        Duration pause = first;
        for (int n = 1; n < failures && pause.compareTo(longest) < 0; n++) {
            pause = pause.multipliedBy(2);
        }
        long nanos = (pause.compareTo(longest) > 0 ? longest : pause).toNanos();
        return Duration.ofNanos(nanos / 2 + random.nextLong(nanos + 1));
    }
}
