package io.mien.evaluation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A list's first line that names its columns, as spreadsheets and data frames write one: one column is the clip, one its
 * label, one may be its frames; what the others say (a subject, a group) goes with the clip.
 *
 * @param separator of its fields, and of the fields of all lines below
 * @param names in small letters
 */
record ListHeader(char separator, List<String> names) {
    private static final Set<String> CLIP =
            Set.of("clip", "clip_name", "file", "folder", "path", "video", "video_name");
    private static final Set<String> FRAMES = Set.of("frame_count", "frames", "n_frames", "num_frames");
    private static final Set<String> LABEL = Set.of("emotion", "expression", "label");
    private static final char[] SEPARATORS = {',', ';', '\t', ' '};

    ListHeader {
        names = List.copyOf(names);
    }

    /** A line's fields. */
    record Fields(String clip, Optional<String> frames, String label, Map<String, String> columns) {}

    /**
     * Reads a first line.
     *
     * @return empty if it names no columns
     * @throws IllegalArgumentException if it names one twice
     */
    static Optional<ListHeader> of(String line) {
        for (char separator : SEPARATORS) {
            List<String> names = cells(line.strip(), separator).stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .toList();
            if (names.stream().anyMatch(CLIP::contains) && names.stream().anyMatch(LABEL::contains)) {
                Set<String> seen = new HashSet<>();
                for (String name : names) {
                    if (!seen.add(name)) {
                        throw new IllegalArgumentException(
                                "two columns are called \"" + name + "\" (expected: each name once)");
                    }
                }
                return Optional.of(new ListHeader(separator, names));
            }
        }
        return Optional.empty();
    }

    /**
     * Takes a line apart.
     *
     * @param line as it stands in the file: blanks at its end may be empty fields
     * @throws IllegalArgumentException if it has other columns: the message says what was expected
     */
    Fields fields(String line) {
        List<String> cells = cells(separator == ' ' ? line.strip() : line, separator);
        if (cells.size() != names.size()) {
            throw new IllegalArgumentException(names.size() + " fields, as the header has");
        }
        int clip = first(CLIP);
        int frames = first(FRAMES);
        int label = first(LABEL);
        Map<String, String> columns = new LinkedHashMap<>();
        for (int column = 0; column < names.size(); column++) {
            if (column != clip && column != frames && column != label) {
                columns.put(names.get(column), cells.get(column));
            }
        }
        if (cells.get(clip).isEmpty() || cells.get(label).isEmpty()) {
            throw new IllegalArgumentException("a clip and its label");
        }
        Optional<String> counted = frames < 0 ? Optional.empty() : Optional.of(cells.get(frames));
        return new Fields(cells.get(clip), counted.filter(count -> !count.isEmpty()), cells.get(label), columns);
    }

    private int first(Set<String> called) {
        for (int column = 0; column < names.size(); column++) {
            if (called.contains(names.get(column))) {
                return column;
            }
        }
        return -1;
    }

    /** Splits where a separator stands outside of quotation marks; blanks in a row are one. */
    static List<String> cells(String line, char separator) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (letter == '"') {
                boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (doubled) {
                    cell.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (letter == separator && !quoted) {
                if (separator != ' ' || !cell.isEmpty()) {
                    cells.add(cell.toString().strip());
                    cell.setLength(0);
                }
            } else {
                cell.append(letter);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
