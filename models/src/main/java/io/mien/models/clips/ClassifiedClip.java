package io.mien.models.clips;

import io.mien.models.ClipScores;
import java.util.List;
import java.util.Optional;

/**
 * What a model says of one clip, and what it was made from.
 *
 * @param frames the numbers of the frames it saw, one a place in the model's clip
 * @param frameFeatures their embeddings, {@code [clip length][embedding width] float32}
 * @param temporalOutput what the temporal model made of them, {@code [width] float32}; empty for a model without one
 * @param scores of the labels
 */
public record ClassifiedClip(
        List<Integer> frames, List<float[]> frameFeatures, Optional<float[]> temporalOutput, ClipScores scores) {

    public ClassifiedClip {
        frames = List.copyOf(frames);
        frameFeatures = List.copyOf(frameFeatures);
    }
}
