package io.mien.evaluation;

import io.mien.models.LabelSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a list of labelled clips is written. */
public enum ClipListFormat {
    /** As DFER-CLIP's code has them: folder, frames and label from 0, with blanks between. */
    PUBLISHED {
        @Override
        Optional<Line> parse(String text) {
            Matcher fields = FIELDS.matcher(text);
            if (!fields.matches()) {
                throw new IllegalArgumentException("folder, frames and label");
            }
            int frames = number(fields.group(2), "whole numbers for frames and label");
            int label = number(fields.group(3), "whole numbers for frames and label");
            if (frames < 1) {
                throw new IllegalArgumentException("at least one frame");
            }
            return Optional.of(new Line(unquoted(fields.group(1)), OptionalInt.of(frames), label));
        }
    },

    /** DFEW's {@code set_N.csv}: a header, then the clip's number and its label from 1. */
    DFEW {
        @Override
        Optional<Line> parse(String text) {
            List<String> cells = cells(text, 2);
            if (cells.get(0).equalsIgnoreCase("video_name") || cells.get(0).equalsIgnoreCase("clip_name")) {
                return Optional.empty();
            }
            int label = number(cells.get(1), "a label from 1 to 7 after the clip's number");
            if (label < 1 || label > 7) {
                throw new IllegalArgumentException("a label from 1 to 7 after the clip's number");
            }
            String name = cells.get(0);
            String padded = name.matches("\\d{1,4}") ? "0".repeat(5 - name.length()) + name : name;
            return Optional.of(new Line(padded, OptionalInt.empty(), label - 1));
        }
    },

    /** FERV39k's {@code train_All.csv} and {@code test_All.csv}: scene, expression and clip as a path, then a word. */
    FERV39K {
        @Override
        Optional<Line> parse(String text) {
            List<String> cells = cells(text, 2);
            return Optional.of(new Line(cells.get(0), OptionalInt.empty(), word(cells.get(1), LabelSet.DFEW_7)));
        }
    },

    /** MAFW's {@code train.txt} and {@code test.txt} of single expressions: a film's file, then a word. */
    MAFW {
        @Override
        Optional<Line> parse(String text) {
            List<String> cells = cells(text, 2);
            return Optional.of(new Line(cells.get(0), OptionalInt.empty(), word(cells.get(1), LabelSet.MAFW_11)));
        }
    };

    /** The path is all before the last two fields, since a folder's name may have blanks in it. */
    private static final Pattern FIELDS =
            Pattern.compile("(.+?)[\\s\u00A0,;]+([^\\s\u00A0,;]+)[\\s\u00A0,;]+([^\\s\u00A0,;]+)[,;]?");

    /** The data sets' own words for labels of the published label sets. */
    private static final Map<String, String> WORDS = Map.of(
            "happy",
            "happiness",
            "sad",
            "sadness",
            "angry",
            "anger",
            "surprised",
            "surprise",
            "disgusted",
            "disgust",
            "fearful",
            "fear");

    /**
     * A line, read.
     *
     * @param path of the clip
     * @param frames as the list counts them; empty if it does not
     * @param label index of the class
     */
    record Line(String path, OptionalInt frames, int label) {}

    /** The labels that indices stand for; empty if the list does not say. */
    public Optional<LabelSet> labels() {
        return switch (this) {
            case PUBLISHED -> Optional.empty();
            case DFEW, FERV39K -> Optional.of(LabelSet.DFEW_7);
            case MAFW -> Optional.of(LabelSet.MAFW_11);
        };
    }

    /**
     * Reads a line.
     *
     * @param text without blanks around it, not empty
     * @return empty for a header
     * @throws IllegalArgumentException if it is none: the message says what was expected
     */
    abstract Optional<Line> parse(String text);

    private static List<String> cells(String text, int least) {
        List<String> cells = List.of(text.contains(",") ? text.split("\\s*,\\s*", -1) : text.split("\\s+", -1));
        List<String> unquoted = cells.stream().map(ClipListFormat::unquoted).toList();
        if (unquoted.size() < least || unquoted.get(0).isEmpty()) {
            throw new IllegalArgumentException("a clip and its label");
        }
        return unquoted;
    }

    private static int word(String word, LabelSet labels) {
        String name = word.toLowerCase(Locale.ROOT);
        int index = labels.labels().indexOf(WORDS.getOrDefault(name, name));
        if (index < 0) {
            throw new IllegalArgumentException("one of the words " + labels.labels() + " after the clip");
        }
        return index;
    }

    private static int number(String digits, String expected) {
        try {
            return Integer.parseUnsignedInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
    }

    private static String unquoted(String cell) {
        return cell.strip().replaceAll("^\"(.*)\"$", "$1").strip();
    }
}
