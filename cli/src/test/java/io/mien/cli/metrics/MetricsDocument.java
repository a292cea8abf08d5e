package io.mien.cli.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of docs/metrics.md. */
final class MetricsDocument {
    static final Path DOCUMENT = Path.of("../docs/metrics.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-zA-Z_0-9]+)` \\| ([^|]*) \\|.*$");

    private MetricsDocument() {}

    /** The names, each with its labels. */
    static Map<String, Set<String>> names() throws IOException {
        Map<String, Set<String>> names = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line.replaceAll("\\|\\s+\\|", "|  |"));
            if (row.matches()) {
                Set<String> labels = new TreeSet<>(
                        Arrays.asList(row.group(2).replaceAll("[`\\s]", "").split(",")));
                labels.remove("");
                names.put(row.group(1), labels);
            }
        }
        return names;
    }
}
