package io.mien.making.build;

import io.mien.making.export.PackageContent;
import io.mien.making.export.PackageWriter;
import io.mien.making.network.DferClip;
import io.mien.making.network.RandomWeights;
import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.making.network.WeightSource;
import io.mien.models.LabelSet;
import io.mien.models.ModelManifest;
import io.mien.models.ShortClipRule;
import io.mien.models.packages.ModelPackage;
import io.mien.pictures.PreprocessingProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Builds packages with DFER-CLIP's network and seeded random weights, for trying the pipeline and measuring it. Their
 * results mean nothing, and name, version and manifest say so.
 */
public final class UntrainedModel {
    private static final TemporalTransformer.Size TEMPORAL = TemporalTransformer.Size.DFER_CLIP;

    private UntrainedModel() {}

    /** The size of the image encoder. The temporal model is the published one in both. */
    public enum Size {
        /** 64 x 64 pixels, two layers of 128: hundreds of frames a second on one core. */
        TINY("untrained-tiny"),
        /** The published size, and so its cost. */
        VIT_B_32("untrained-vit-b-32");

        private final String modelName;

        Size(String modelName) {
            this.modelName = modelName;
        }

        /** The size of the image encoder. */
        public VisionTransformer.Size vision() {
            return switch (this) {
                case TINY -> new VisionTransformer.Size(64, 16, 128, 2, TEMPORAL.width());
                case VIT_B_32 -> VisionTransformer.Size.VIT_B_32;
            };
        }
    }

    /**
     * Builds a package. The same size and seed give the same weights and the same digest.
     *
     * @param folder its place; nothing may be there
     * @throws io.mien.models.ModelException if it cannot be written there
     */
    public static ModelPackage build(Path folder, Size size, long seed) {
        return build(folder, size, new RandomWeights(seed), "seed " + seed);
    }

    /**
     * Builds a package of other weights that nobody trained.
     *
     * @param weights of the whole network
     * @param origin in a few words; a part of the package's version
     */
    public static ModelPackage build(Path folder, Size size, WeightSource weights, String origin) {
        LabelSet labels = LabelSet.DFEW_7;
        VisionTransformer.Size vision = size.vision();
        DferClip network = DferClip.of(vision, TEMPORAL, labels.labels().size());
        return PackageWriter.write(
                folder,
                network,
                weights,
                new PackageContent(
                        "dfer-clip",
                        size.modelName,
                        "untrained-" + origin.replace(' ', '-'),
                        labels,
                        PreprocessingProfile.dferClip(vision.image()),
                        ShortClipRule.EDGE_PAD,
                        "seeded random numbers (" + origin + "), not trained",
                        List.of(),
                        new TreeMap<>(),
                        true,
                        ModelManifest.NEVER_UNSURE,
                        Optional.empty()));
    }
}
