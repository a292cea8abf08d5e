package io.mien.cli.stream;

import io.mien.cli.terminal.DurationConverter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes a moment: {@code 2026-11-29T09:30:00Z}, or how long ago it was, such as {@code 10m}. */
final class MomentConverter implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return ago(text);
        }
    }

    private static Instant ago(String text) {
        try {
            return Instant.now().minus(new DurationConverter().convert(text));
        } catch (TypeConversionException | DateTimeException | ArithmeticException e) {
            throw new TypeConversionException("'" + text
                    + "' (expected: a time such as 2026-11-29T09:30:00Z, or how long ago, such as 10m or 2h)");
        }
    }
}
