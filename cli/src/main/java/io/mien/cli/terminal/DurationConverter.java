package io.mien.cli.terminal;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, or ISO 8601 as in {@code PT0.5S}. */
public final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern SHORT_FORM = Pattern.compile("([0-9]+)(ms|s|m|h)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));

    @Override
    public Duration convert(String text) {
        Matcher matcher = SHORT_FORM.matcher(text.toLowerCase(Locale.ROOT));
        try {
            if (matcher.matches()) {
                Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
                return unit.multipliedBy(Long.parseLong(matcher.group(1)));
            }
            return Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' (expected: a duration such as 500ms, 30s, 5m or PT0.5S)");
        }
    }
}
