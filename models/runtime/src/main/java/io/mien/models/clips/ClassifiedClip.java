package io.mien.models.clips;

import io.mien.models.ClipScores;
import io.mien.models.ExaminedClip;
import java.util.List;

/**
 * The result of a model for one clip, and the frames that it was made from.
 *
 * @param frames the numbers of the frames it saw, one a place in the model's clip
 * @param frameFeatures their embeddings, {@code [clip length][embedding width] float32}
 * @param result the scores, and what the model's parts made of the clip
 */
public record ClassifiedClip(List<Integer> frames, List<float[]> frameFeatures, ExaminedClip result) {

    public ClassifiedClip {
        frames = List.copyOf(frames);
        frameFeatures = List.copyOf(frameFeatures);
    }

    /** The scores of the labels. */
    public ClipScores scores() {
        return result.scores();
    }
}
