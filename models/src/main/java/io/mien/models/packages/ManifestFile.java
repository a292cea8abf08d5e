package io.mien.models.packages;

import io.mien.models.LabelSet;
import io.mien.models.ModelManifest;
import io.mien.models.image.PreprocessingProfile;
import java.util.List;

/**
 * The manifest as it stands in {@code mien-model.json}: what {@link ModelManifest} says, and the files it says it of.
 *
 * @param format of this file; 1
 */
record ManifestFile(
        int format,
        String family,
        String name,
        String version,
        boolean untrained,
        String weights,
        LabelSet labelSet,
        int clipLength,
        int embeddingWidth,
        PreprocessingProfile preprocessing,
        String preprocessingDigest,
        String savedModelDigest,
        List<PackagedFile> files) {
    static final int FORMAT = 1;

    ManifestFile {
        files = List.copyOf(files);
    }

    static ManifestFile of(ModelManifest manifest, List<PackagedFile> files) {
        return new ManifestFile(
                FORMAT,
                manifest.family(),
                manifest.name(),
                manifest.version(),
                manifest.untrained(),
                manifest.weights(),
                manifest.labelSet(),
                manifest.clipLength(),
                manifest.embeddingWidth(),
                manifest.preprocessing(),
                manifest.preprocessingDigest(),
                manifest.savedModelDigest(),
                files);
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
                weights,
                untrained,
                savedModelDigest);
    }
}
