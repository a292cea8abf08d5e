package io.mien.models.packages;

import io.mien.models.LabelSet;
import io.mien.models.ModelManifest;
import io.mien.models.ShortClipRule;
import io.mien.models.SourceFile;
import io.mien.pictures.PreprocessingProfile;
import java.util.List;
import java.util.SortedMap;

/**
 * The manifest as it stands in {@code mien-model.json}: the content of {@link ModelManifest}, and the files that it
 * describes.
 *
 * @param format of this file; 3
 * @param files the SavedModel's
 * @param attachments what else is in the package; not part of the SavedModel's digest, because it says nothing of what the
 *     model computes and may depend on the machine that it was built on
 */
record ManifestFile(
        int format,
        String family,
        String name,
        String version,
        boolean untrained,
        String weights,
        List<SourceFile> sources,
        SortedMap<String, String> buildOptions,
        LabelSet labelSet,
        int clipLength,
        int embeddingWidth,
        PreprocessingProfile preprocessing,
        String preprocessingDigest,
        ShortClipRule shortClips,
        double leastProbability,
        String savedModelDigest,
        List<PackagedFile> files,
        List<PackagedFile> attachments) {
    static final int FORMAT = 3;

    ManifestFile {
        files = List.copyOf(files);
        attachments = List.copyOf(attachments);
    }

    static ManifestFile of(ModelManifest manifest, List<PackagedFile> files, List<PackagedFile> attachments) {
        return new ManifestFile(
                FORMAT,
                manifest.family(),
                manifest.name(),
                manifest.version(),
                manifest.untrained(),
                manifest.weights(),
                manifest.sources(),
                manifest.buildOptions(),
                manifest.labelSet(),
                manifest.clipLength(),
                manifest.embeddingWidth(),
                manifest.preprocessing(),
                manifest.preprocessingDigest(),
                manifest.shortClips(),
                manifest.leastProbability(),
                manifest.savedModelDigest(),
                files,
                attachments);
    }

    ModelManifest manifest() {
        return new ModelManifest(
                family,
                name,
                version,
                labelSet,
                clipLength,
                embeddingWidth,
                preprocessing,
                shortClips,
                weights,
                sources,
                buildOptions,
                untrained,
                leastProbability,
                savedModelDigest);
    }
}
