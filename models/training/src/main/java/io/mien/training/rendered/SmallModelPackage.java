package io.mien.training.rendered;

import io.mien.making.build.Provenance;
import io.mien.making.export.PackageContent;
import io.mien.making.export.PackageWriter;
import io.mien.models.LabelSet;
import io.mien.models.ShortClipRule;
import io.mien.models.packages.ModelPackage;
import io.mien.pictures.FaceCut;
import io.mien.pictures.FaceLandmarks;
import io.mien.pictures.PoseRange;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Resampling;
import io.mien.pictures.ResizeRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes a model package of a small model that was trained on rendered clips. */
public final class SmallModelPackage {
    /** Where the five landmarks go, in a square of 64; rendered clips are cut by the same points. */
    private static final float TEMPLATE_SIDE = 64;

    private static final FaceLandmarks TEMPLATE = new FaceLandmarks(
            19.6f / TEMPLATE_SIDE,
            19 / TEMPLATE_SIDE,
            44.4f / TEMPLATE_SIDE,
            19 / TEMPLATE_SIDE,
            32 / TEMPLATE_SIDE,
            31 / TEMPLATE_SIDE,
            22 / TEMPLATE_SIDE,
            46.5f / TEMPLATE_SIDE,
            42 / TEMPLATE_SIDE,
            46.5f / TEMPLATE_SIDE);

    /**
     * The square of a detector's box that comes nearest to the aligned one: measured beside the boxes of OpenCV's cascade,
     * which come without landmarks, on rendered and filmed faces.
     */
    private static final FaceCut.BoxTimes BOX = new FaceCut.BoxTimes(0.95, 0.1, true);

    /** Rendered heads are turned and tilted so far at most. */
    private static final PoseRange RENDERED = new PoseRange(40, 34);

    private SmallModelPackage() {}

    /** How a face becomes the picture that the model takes: aligned as the rendered faces were. */
    public static PreprocessingProfile profile(int size) {
        return new PreprocessingProfile(
                size, new FaceCut.AlignedToLandmarks(TEMPLATE, BOX), ResizeRule.SQUASH, Resampling.BILINEAR, RENDERED);
    }

    /**
     * Writes the package.
     *
     * @param folder its place; nothing may be there
     * @param labels names, in the order of the store
     * @param leastProbability below which the model is unsure
     * @param provenance where the weights came from
     */
    public static ModelPackage write(
            Path folder,
            SmallModelTraining.Trained trained,
            List<String> labels,
            double leastProbability,
            Provenance provenance) {
        String name = provenance.name().orElse("small");
        LabelSet labelSet =
                labels.equals(LabelSet.DFEW_7.labels()) ? LabelSet.DFEW_7 : new LabelSet(name + "-labels", labels);
        return PackageWriter.write(
                folder,
                trained.network(),
                trained.weights(),
                new PackageContent(
                        "dfer-clip",
                        name,
                        provenance.version().orElse("1"),
                        labelSet,
                        profile(trained.network().vision().image()),
                        ShortClipRule.EDGE_PAD,
                        provenance.weights().orElse("trained from nothing on rendered clips"),
                        provenance.sources(),
                        provenance.options(),
                        false,
                        leastProbability,
                        Optional.empty()));
    }
}
