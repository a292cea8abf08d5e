package io.mien.cli.terminal;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** One of an enum's values, in the words of the command line: {@code quick-gelu} for {@code QUICK_GELU}. */
public final class Choice {
    private Choice() {}

    /**
     * Reads one.
     *
     * @param option as the user wrote it, for the message
     * @throws CommandException if there is none of that name
     */
    public static <E extends Enum<E>> E of(Class<E> type, String option, String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(value.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE,
                        option + ": " + value + " (expected: "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Choice::word)
                                        .collect(Collectors.joining(", "))
                                + ")"));
    }

    /** The value's word. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
