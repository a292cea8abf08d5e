package io.mien.evaluation;

import io.mien.models.LabelSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a list of labelled clips is written, if no header names its columns; and what its labels are. */
public enum ClipListFormat {
    /**
     * As DFER-CLIP's code has them: folder, frames and label from 0, with blanks between; or, as in the line of MAE-DFER and
     * VideoMAE, without the frames.
     */
    PUBLISHED {
        @Override
        Line parse(String text) {
            Matcher uncounted = TWO_FIELDS.matcher(text);
            if (uncounted.matches()) {
                return line(unquoted(uncounted.group(1)), Optional.empty(), uncounted.group(2));
            }
            Matcher fields = FIELDS.matcher(text);
            if (!fields.matches()) {
                throw new IllegalArgumentException("folder, frames and label");
            }
            return line(unquoted(fields.group(1)), Optional.of(fields.group(2)), fields.group(3));
        }

        @Override
        Line line(String clip, Optional<String> counted, String label) {
            OptionalInt frames = OptionalInt.empty();
            if (counted.isPresent()) {
                frames = OptionalInt.of(number(counted.get(), "whole numbers for frames and label"));
                if (frames.getAsInt() < 1) {
                    throw new IllegalArgumentException("at least one frame");
                }
            }
            return new Line(clip, frames, number(label, "whole numbers for frames and label"));
        }
    },

    /** DFEW's {@code set_N.csv}: the clip's number and its label from 1. */
    DFEW {
        @Override
        Line line(String clip, Optional<String> counted, String written) {
            int label = number(written, "a label from 1 to 7 after the clip's number");
            if (label < 1 || label > 7) {
                throw new IllegalArgumentException("a label from 1 to 7 after the clip's number");
            }
            String padded = clip.matches("\\d{1,4}") ? "0".repeat(5 - clip.length()) + clip : clip;
            return new Line(padded, OptionalInt.empty(), label - 1);
        }
    },

    /** FERV39k's {@code train_All.csv} and {@code test_All.csv}: scene, expression and clip as a path, then a word. */
    FERV39K {
        @Override
        Line line(String clip, Optional<String> counted, String label) {
            return new Line(clip, OptionalInt.empty(), word(label, LabelSet.DFEW_7));
        }
    },

    /** MAFW's {@code train.txt} and {@code test.txt} of single expressions: a film's file, then a word. */
    MAFW {
        @Override
        Line line(String clip, Optional<String> counted, String label) {
            return new Line(clip, OptionalInt.empty(), word(label, LabelSet.MAFW_11));
        }
    };

    /** The path is all before the last two fields, since a folder's name may have blanks in it. */
    private static final Pattern FIELDS =
            Pattern.compile("(.+?)[\\s\u00A0,;]+([^\\s\u00A0,;]+)[\\s\u00A0,;]+([^\\s\u00A0,;]+)[,;]?");

    /** Without blanks in the path, so that a line of three fields is never taken for one. */
    private static final Pattern TWO_FIELDS = Pattern.compile("([^\\s\u00A0,;]+)[\\s\u00A0,;]+([^\\s\u00A0,;]+)[,;]?");

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
     * Reads a line of a list without a header.
     *
     * @param text without blanks around it, not empty
     * @throws IllegalArgumentException if it is none: the message says what was expected
     */
    Line parse(String text) {
        List<String> cells = List.of(text.contains(",") ? text.split("\\s*,\\s*", -1) : text.split("\\s+", -1));
        List<String> unquoted = cells.stream().map(ClipListFormat::unquoted).toList();
        if (unquoted.size() < 2 || unquoted.get(0).isEmpty()) {
            throw new IllegalArgumentException("a clip and its label");
        }
        return line(unquoted.get(0), Optional.empty(), unquoted.get(1));
    }

    /**
     * Reads a line's fields.
     *
     * @param clip its path
     * @param counted its frames, if the list counts them
     * @param label as it is written
     * @throws IllegalArgumentException if it is none: the message says what was expected
     */
    abstract Line line(String clip, Optional<String> counted, String label);

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
