package io.mien.dashboard.alerts;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which streams a rule is for.
 *
 * @param names of streams, in which {@code *} stands for any characters; empty for all streams
 */
public record StreamSelection(List<String> names) {
    private static final String ANY = "*";

    /** Every stream. */
    public static final StreamSelection ALL = new StreamSelection(List.of());

    public StreamSelection {
        names = List.copyOf(names);
    }

    boolean includes(String stream) {
        return names.isEmpty() || names.stream().anyMatch(name -> matches(name, stream));
    }

    /** Streams that are expected to be there: those whose whole name is given. */
    List<String> expected() {
        return names.stream().filter(name -> !name.contains(ANY)).toList();
    }

    private static boolean matches(String name, String stream) {
        return name.contains(ANY) ? pattern(name).matcher(stream).matches() : name.equals(stream);
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(
                Arrays.stream(name.split(Pattern.quote(ANY), -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }
}
