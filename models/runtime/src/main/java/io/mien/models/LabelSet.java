package io.mien.models;

import java.io.Serializable;
import java.util.List;

/**
 * An ordered list of expressions.
 *
 * @param name for example {@code dfew-7}
 * @param labels in the order of the model's outputs; at least two, without repetition
 */
public record LabelSet(String name, List<String> labels) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The seven expressions of DFEW and FERV39k, in the order of DFER-CLIP's published label index. */
    public static final LabelSet DFEW_7 =
            new LabelSet("dfew-7", List.of("happiness", "sadness", "neutral", "anger", "surprise", "disgust", "fear"));

    /** The eleven expressions of MAFW, in the order of DFER-CLIP's published label index. */
    public static final LabelSet MAFW_11 = new LabelSet(
            "mafw-11",
            List.of(
                    "happiness",
                    "sadness",
                    "neutral",
                    "anger",
                    "surprise",
                    "disgust",
                    "fear",
                    "contempt",
                    "anxiety",
                    "helplessness",
                    "disappointment"));

    public LabelSet {
        labels = List.copyOf(labels);
        if (labels.size() < 2 || labels.stream().distinct().count() != labels.size()) {
            throw new IllegalArgumentException("labels: " + labels + " (expected: at least two, all different)");
        }
    }

    /**
     * The index of the label with the largest score, the first of equals.
     *
     * @param scores {@code [labels] float32}
     */
    public int likeliest(float[] scores) {
        int likeliest = 0;
        for (int i = 1; i < labels.size(); i++) {
            if (scores[i] > scores[likeliest]) {
                likeliest = i;
            }
        }
        return likeliest;
    }
}
