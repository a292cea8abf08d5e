package io.mien.models;

import io.mien.models.image.PreprocessingProfile;

/**
 * What a model package says of itself.
 *
 * @param family for example {@code dfer-clip}
 * @param name for example {@code dfer-clip-vit-b-32}
 * @param version of the package, chosen by who built it
 * @param labelSet the outputs
 * @param clipLength frames in a clip
 * @param embeddingWidth floats in an embedding
 * @param preprocessing how a face frame becomes the picture that {@code encode_frames} takes
 * @param weights where the weights came from, in words
 * @param untrained true if the weights are random, so that the labels mean nothing
 * @param savedModelDigest {@code sha256:} and 64 hexadecimal digits, over the SavedModel's files
 */
public record ModelManifest(
        String family,
        String name,
        String version,
        LabelSet labelSet,
        int clipLength,
        int embeddingWidth,
        PreprocessingProfile preprocessing,
        String weights,
        boolean untrained,
        String savedModelDigest) {

    public ModelManifest {
        if (clipLength < 1 || embeddingWidth < 1) {
            throw new IllegalArgumentException("clip length " + clipLength + ", embedding width " + embeddingWidth
                    + " (expected: at least 1 each)");
        }
    }

    /** {@code sha256:} and 64 hexadecimal digits, over the preprocessing profile. */
    public String preprocessingDigest() {
        return preprocessing.digest();
    }
}
