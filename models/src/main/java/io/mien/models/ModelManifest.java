package io.mien.models;

import io.mien.models.image.PreprocessingProfile;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
 * @param shortClips what a clip of fewer frames than the clip length is filled with
 * @param weights where the weights came from, in words
 * @param sources the files they came from; empty if there were none
 * @param buildOptions what the builder chose that no file says, under the option's name: {@code activation=quick-gelu}
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
        ShortClipRule shortClips,
        String weights,
        List<SourceFile> sources,
        SortedMap<String, String> buildOptions,
        boolean untrained,
        String savedModelDigest) {

    public ModelManifest {
        if (clipLength < 1 || embeddingWidth < 1) {
            throw new IllegalArgumentException("clip length " + clipLength + ", embedding width " + embeddingWidth
                    + " (expected: at least 1 each)");
        }
        sources = List.copyOf(sources);
        buildOptions = Collections.unmodifiableSortedMap(new TreeMap<>(buildOptions));
    }

    /** {@code sha256:} and 64 hexadecimal digits, over the preprocessing profile. */
    public String preprocessingDigest() {
        return preprocessing.digest();
    }
}
