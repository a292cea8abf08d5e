package io.mien.making.export;

import io.mien.models.LabelSet;
import io.mien.models.ShortClipRule;
import io.mien.models.SourceFile;
import io.mien.models.packages.ModelExplanation;
import io.mien.pictures.PreprocessingProfile;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Everything that a package says of itself beside its network and weights.
 *
 * @param family for example {@code dfer-clip}
 * @param name for example {@code dfer-clip-vit-b-32}
 * @param version chosen by who builds it
 * @param labelSet the outputs, in the network's order
 * @param preprocessing how a face frame becomes the picture that the network takes
 * @param shortClips what a clip of too few frames is filled with
 * @param weights where the weights came from, in words
 * @param sources the files they came from
 * @param buildOptions what was chosen that no file says, for example {@code activation=quick-gelu}
 * @param untrained true if the weights are random
 * @param leastProbability of the likeliest label, below which the model is unsure; {@link
 *     io.mien.models.ModelManifest#NEVER_UNSURE} if it never is
 * @param explanation of the prompts behind the labels; empty if there are none
 */
public record PackageContent(
        String family,
        String name,
        String version,
        LabelSet labelSet,
        PreprocessingProfile preprocessing,
        ShortClipRule shortClips,
        String weights,
        List<SourceFile> sources,
        SortedMap<String, String> buildOptions,
        boolean untrained,
        double leastProbability,
        Optional<ModelExplanation> explanation) {}
