package io.mien.dashboard.alerts;

import java.time.Duration;
import java.util.Locale;

/** Puts numbers into sentences of alerts. */
final class AlertWords {
    private AlertWords() {}

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /** Such as {@code 1 h 30 min}, {@code 12 s} or {@code 0.5 s}. */
    static String duration(Duration duration) {
        if (duration.toMillis() % 1_000 != 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
        }
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "min");
        append(text, duration.toSecondsPart(), "s");
        return text.isEmpty() ? "0 s" : text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(text.isEmpty() ? "" : " ").append(number).append(' ').append(unit);
        }
    }
}
