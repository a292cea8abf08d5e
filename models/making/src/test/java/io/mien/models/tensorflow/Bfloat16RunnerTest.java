package io.mien.models.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mien.making.build.UntrainedModel;
import io.mien.making.export.PackageContent;
import io.mien.making.export.PackageWriter;
import io.mien.making.network.Activation;
import io.mien.making.network.CosineClassifier;
import io.mien.making.network.DferClip;
import io.mien.making.network.ExpressionNetwork;
import io.mien.making.network.ImageEncoder;
import io.mien.making.network.NetworkVariables;
import io.mien.making.network.PixelNormalization;
import io.mien.making.network.RandomWeights;
import io.mien.making.network.StemVisionTransformer;
import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.LabelSet;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ShortClipRule;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.packages.ModelPackage;
import io.mien.pictures.PreprocessingProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** The encoder in bfloat16 against the one in float32, on processors that have it. */
final class Bfloat16RunnerTest {
    private static final int WIDTH = 128;

    @TempDir
    private Path folder;

    @BeforeEach
    void onlyWhereTheProcessorHasIt() {
        assumeThat(NativeBfloat16.obstacle().or(TensorFlowRuntime::bfloat16Obstacle))
                .as("skipped")
                .isEmpty();
    }

    /** All that is folded into weights has a part in it: normalisation with a mean, both activations, an odd head width. */
    @ParameterizedTest
    @EnumSource(Activation.class)
    void embeddingsAreThoseOfSinglePrecisionUpToItsRounding(Activation activation) {
        ModelPackage model = write(new VisionTransformer(
                new VisionTransformer.Size(64, 16, 96, 3, WIDTH, 32, 200),
                PixelNormalization.CLIP,
                activation,
                "image_encoder."));
        List<byte[]> pictures = pictures(64);
        try (ModelRunner single = open(model, PrecisionChoice.FLOAT32);
                ModelRunner half = open(model, PrecisionChoice.BFLOAT16)) {
            assertThat(half.runtime().precision()).isEqualTo("bfloat16");
            List<float[]> expected = single.encodeFrames(pictures);
            List<float[]> actual = half.encodeFrames(pictures);
            for (int i = 0; i < pictures.size(); i++) {
                assertThat(cosine(expected.get(i), actual.get(i))).isBetween(0.9998, 0.99999999);
                assertThat(length(actual.get(i)) / length(expected.get(i))).isBetween(0.99, 1.01);
            }
        }
    }

    @Test
    @Tag("long")
    void aPictureHasNearlyTheSameEmbeddingWhoeverSharesItsBatch() {
        ModelPackage model = UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 1);
        List<byte[]> pictures = pictures(64);
        try (ModelRunner half = open(model, PrecisionChoice.BFLOAT16)) {
            float[] together = half.encodeFrames(pictures).get(1);
            float[] inTwo = half.encodeFrames(pictures.subList(0, 2)).get(1);
            assertThat(cosine(together, inTwo)).isGreaterThan(0.99999);
        }
    }

    @Test
    void thePackageKeepsTheWeightsInSinglePrecisionOnly() throws IOException {
        ModelPackage model = UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 1);
        String index =
                Files.readString(model.folder().resolve("variables/variables.index"), StandardCharsets.ISO_8859_1);
        String graph = Files.readString(model.folder().resolve("saved_model.pb"), StandardCharsets.ISO_8859_1);
        assertThat(index).contains("c_proj").doesNotContain("bfloat16");
        assertThat(graph).contains("bfloat16.image_encoder.conv1.weight");
    }

    @Test
    void theSmallEncodersStemIsRoundedToo() {
        ModelPackage model = write(new StemVisionTransformer(StemVisionTransformer.Size.SMALL, "image_encoder."));
        List<byte[]> pictures = pictures(64);
        try (ModelRunner single = open(model, PrecisionChoice.FLOAT32);
                ModelRunner half = open(model, PrecisionChoice.BFLOAT16)) {
            assertThat(half.runtime().precision()).isEqualTo("bfloat16");
            List<float[]> expected = single.encodeFrames(pictures);
            List<float[]> actual = half.encodeFrames(pictures);
            for (int i = 0; i < pictures.size(); i++) {
                assertThat(cosine(expected.get(i), actual.get(i))).isBetween(0.9998, 0.9999999999);
            }
        }
    }

    /** As in packages that were built before there was one. */
    @Test
    void anEncoderThatHasNoSecondFormGoesOnInSinglePrecision() {
        ModelPackage model = write(
                new WithoutSecondForm(new StemVisionTransformer(StemVisionTransformer.Size.SMALL, "image_encoder.")));
        for (PrecisionChoice choice : List.of(PrecisionChoice.BFLOAT16, PrecisionChoice.AUTO)) {
            try (ModelRunner runner = open(model, choice)) {
                assertThat(runner.runtime().precision()).isEqualTo("float32");
                assertThat(runner.encodeFrames(pictures(64))).hasSize(4);
            }
        }
    }

    @Test
    void automaticallyItIsTakenIfTheSelfCheckHolds() {
        ModelPackage model = UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 1);
        try (ModelRunner runner = open(model, PrecisionChoice.AUTO)) {
            assertThat(runner.runtime().precision()).isEqualTo("bfloat16");
        }
    }

    @Test
    @Tag("long")
    void automaticallyItIsNotTakenIfTheSelfCheckIsOffOrMissing() throws IOException {
        ModelPackage model = UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 1);
        ModelPackage other = UntrainedModel.build(folder.resolve("other"), UntrainedModel.Size.TINY, 2);
        Path check = model.folder().resolve(GoldenCheck.FILE);
        Files.copy(other.folder().resolve(GoldenCheck.FILE), check, StandardCopyOption.REPLACE_EXISTING);
        try (ModelRunner runner = open(model, PrecisionChoice.AUTO)) {
            assertThat(runner.runtime().precision()).isEqualTo("float32");
            assertThat(runner.encodeFrames(pictures(64))).hasSize(4);
        }
        Files.delete(check);
        try (ModelRunner runner = open(model, PrecisionChoice.AUTO)) {
            assertThat(runner.runtime().precision()).isEqualTo("float32");
        }
    }

    @Test
    @Tag("long")
    void theSelfCheckHasTolerancesOfItsOwnInBfloat16() {
        ModelPackage model = UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 1);
        GoldenCheck.Outcome single = SelfCheck.run(model, RunnerOptions.defaults());
        GoldenCheck.Outcome half =
                SelfCheck.run(model, RunnerOptions.defaults().withPrecision(PrecisionChoice.BFLOAT16));
        assertThat(single.isInBuiltPrecision()).isTrue();
        assertThat(half.isInBuiltPrecision()).isFalse();
        assertThat(half.passed()).isTrue();
        assertThat(half.largestEmbeddingDifference()).isGreaterThan(GoldenCheck.EMBEDDING_TOLERANCE);
    }

    private ModelPackage write(ImageEncoder encoder) {
        LabelSet labels = LabelSet.DFEW_7;
        ExpressionNetwork network = new DferClip(
                encoder,
                new TemporalTransformer(new TemporalTransformer.Size(16, WIDTH, 1, 2, 64, 256), "temporal_net."),
                new CosineClassifier(
                        labels.labels().size(),
                        WIDTH,
                        CosineClassifier.DFER_CLIP_TEMPERATURE,
                        DferClip.CLASS_FEATURES));
        return PackageWriter.write(
                folder.resolve("written"),
                network,
                new RandomWeights(3),
                new PackageContent(
                        "dfer-clip",
                        "written",
                        "1",
                        labels,
                        PreprocessingProfile.dferClip(encoder.image()),
                        ShortClipRule.EDGE_PAD,
                        "random",
                        List.of(),
                        new TreeMap<>(),
                        true,
                        ModelManifest.NEVER_UNSURE,
                        Optional.empty()));
    }

    private static ModelRunner open(ModelPackage model, PrecisionChoice precision) {
        return SavedModelRunnerFactory.open(model, RunnerOptions.defaults().withPrecision(precision));
    }

    /** Noise over four colours, dark and bright. */
    private static List<byte[]> pictures(int side) {
        Random random = new Random(7);
        List<byte[]> pictures = new ArrayList<>();
        for (int colour : new int[] {0, 60, 120, 180}) {
            byte[] picture = new byte[3 * side * side];
            for (int i = 0; i < picture.length; i++) {
                picture[i] = (byte) (colour + random.nextInt(76));
            }
            pictures.add(picture);
        }
        return pictures;
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * other[i];
        }
        return product / (length(one) * length(other));
    }

    private static double length(float... values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private record WithoutSecondForm(ImageEncoder encoder) implements ImageEncoder {
        @Override
        public int image() {
            return encoder.image();
        }

        @Override
        public int embedding() {
            return encoder.embedding();
        }

        @Override
        public Operand<TFloat32> encode(Ops tf, NetworkVariables variables, Operand<TUint8> image) {
            return encoder.encode(tf, variables, image);
        }
    }
}
