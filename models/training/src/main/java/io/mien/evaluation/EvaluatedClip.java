package io.mien.evaluation;

import io.mien.models.ClipScores;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's answer for a labelled clip.
 *
 * @param path as the list has it
 * @param label the right one
 * @param predicted the largest logit's
 * @param logits in label-set order
 * @param probabilities in label-set order
 * @param columns what else the list says of it, by the names of its header, in its order
 * @param unlikeness how unlike it is to the clips that the model was trained on, as in {@link ClipScores}; of several
 *     windows the largest
 */
public record EvaluatedClip(
        String path,
        int label,
        int predicted,
        List<Float> logits,
        List<Float> probabilities,
        Map<String, String> columns,
        float unlikeness) {
    public EvaluatedClip {
        logits = List.copyOf(logits);
        probabilities = List.copyOf(probabilities);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** Of a model that cannot tell what it was trained on. */
    public EvaluatedClip(
            String path,
            int label,
            int predicted,
            List<Float> logits,
            List<Float> probabilities,
            Map<String, String> columns) {
        this(path, label, predicted, logits, probabilities, columns, ClipScores.NOT_TOLD);
    }

    /** Of a list that says nothing else. */
    public EvaluatedClip(String path, int label, int predicted, List<Float> logits, List<Float> probabilities) {
        this(path, label, predicted, logits, probabilities, Map.of());
    }

    /** Whether it is like the clips of training, as far as the model can tell. */
    public boolean isFamiliar() {
        return unlikeness <= ClipScores.MOST_UNLIKE;
    }

    /** Whether the model took it for what it is. */
    public boolean isRight() {
        return label == predicted;
    }

    /** How likely the right label was to the model. */
    public float probabilityOfLabel() {
        return probabilities.get(label);
    }
}
