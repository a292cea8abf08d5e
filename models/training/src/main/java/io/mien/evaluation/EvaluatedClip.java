package io.mien.evaluation;

import java.util.List;

/**
 * A model's answer for a labelled clip.
 *
 * @param path as the list has it
 * @param label the right one
 * @param predicted the largest logit's
 * @param logits in label-set order
 * @param probabilities in label-set order
 */
public record EvaluatedClip(String path, int label, int predicted, List<Float> logits, List<Float> probabilities) {
    public EvaluatedClip {
        logits = List.copyOf(logits);
        probabilities = List.copyOf(probabilities);
    }
}
