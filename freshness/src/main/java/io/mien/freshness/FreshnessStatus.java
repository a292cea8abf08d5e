package io.mien.freshness;

import java.time.Duration;
import java.util.Locale;

/**
 * How far behind a job with a bound is.
 *
 * @param bound of the age
 * @param age of the oldest frame that is not encoded yet, by the broker's clock
 * @param share of the cells that is encoded, 0 to 1
 * @param overloaded whether cells are passed over now, or were a moment ago
 * @param overloads how often that began in this process
 */
public record FreshnessStatus(Duration bound, Duration age, double share, boolean overloaded, long overloads) {
    private static final double MILLIS = 1_000;
    private static final int PERCENT = 100;

    /** The text of progress lines, such as {@code 1.1 s behind, reading 48 % of the cells}. */
    public String describe() {
        return String.format(
                Locale.ROOT, "%.1f s behind, reading %.0f %% of the cells", age.toMillis() / MILLIS, PERCENT * share);
    }
}
