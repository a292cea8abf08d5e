package io.mien.models;

import io.mien.pictures.PreprocessingProfile;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The description that a model package gives of itself.
 *
 * @param family for example {@code dfer-clip}
 * @param name for example {@code dfer-clip-vit-b-32}
 * @param version of the package, chosen by the person who built it
 * @param labelSet the outputs
 * @param clipLength frames in a clip
 * @param embeddingWidth floats in an embedding
 * @param preprocessing how a face frame becomes the picture that {@code encode_frames} takes
 * @param shortClips what a clip of fewer frames than the clip length is filled with
 * @param weights where the weights came from, in words
 * @param sources the files they came from; empty if there were none
 * @param buildOptions what the builder chose that no file says, under the option's name: {@code activation=quick-gelu}
 * @param untrained true if the weights are random, so that the labels mean nothing
 * @param leastProbability of the likeliest label, below which the model is unsure and a reading abstains; 0 if it never
 *     is
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
        double leastProbability,
        String savedModelDigest) {
    /** The least probability of a model that always has an answer. */
    public static final double NEVER_UNSURE = 0;

    public ModelManifest {
        if (!(leastProbability >= 0 && leastProbability < 1)) {
            throw new IllegalArgumentException(
                    "least probability: " + leastProbability + " (expected: 0 to less than 1)");
        }
        if (clipLength < 1 || embeddingWidth < 1) {
            throw new IllegalArgumentException("clip length " + clipLength + ", embedding width " + embeddingWidth
                    + " (expected: at least 1 each)");
        }
        sources = List.copyOf(sources);
        buildOptions = Collections.unmodifiableSortedMap(new TreeMap<>(buildOptions));
    }

    /**
     * Says in words why a clip's scores are no answer; empty if they are one.
     *
     * @param scores of the model that this belongs to
     */
    public Optional<String> doubt(ClipScores scores) {
        if (!scores.isFamiliar()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "face unlike those that the model was trained on: %.2f (expected: at most 1)",
                    scores.unlikeness()));
        }
        float[] probabilities = scores.probabilities();
        int top = labelSet.likeliest(probabilities);
        return probabilities[top] >= leastProbability
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "unsure: %s, the likeliest, has %.2f (expected: at least %.2f)",
                        labelSet.labels().get(top),
                        probabilities[top],
                        leastProbability));
    }

    /** {@code sha256:} and 64 hexadecimal digits, over the preprocessing profile. */
    public String preprocessingDigest() {
        return PreprocessingDigest.of(preprocessing);
    }
}
