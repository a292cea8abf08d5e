package io.mien.faces.clips;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The expression that a face shows. The order is that of the seven labels of DFEW, and of the labels in clip stores and
 * lists.
 */
public enum Expression {
    HAPPINESS,
    SADNESS,
    NEUTRAL,
    ANGER,
    SURPRISE,
    DISGUST,
    FEAR;

    /** The name in label sets. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All labels in their order. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Expression::label).toList();
    }
}
