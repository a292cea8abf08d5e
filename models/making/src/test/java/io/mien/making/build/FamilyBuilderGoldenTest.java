package io.mien.making.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.StoredTensor;
import io.mien.making.importing.ImportProgress;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.network.Activation;
import io.mien.models.ClipScores;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ShortClipRule;
import io.mien.models.packages.ModelExplanation;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.tensorflow.SelfCheck;
import io.mien.models.testkit.Fixtures;
import io.mien.pictures.PreprocessingProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds packages that were built from files against what the original code says with the same files. */
final class FamilyBuilderGoldenTest {
    private static final double FEATURES = 1e-4;
    private static final double LOGITS = 1e-3;
    private static final int SIDE = 64;
    private static final int PICTURE = SIDE * SIDE * 3;
    private static final int FRAMES = 16;

    @TempDir
    private Path folder;

    /** A tensor of a fixture. */
    @SuppressWarnings("ArrayRecordComponent") // read by tests only
    private record Expected(float[] values, List<Long> shape) {
        int rows() {
            return values.length / width();
        }

        int width() {
            return Math.toIntExact(shape.get(shape.size() - 1));
        }

        float[] row(int row) {
            return Arrays.copyOfRange(values, row * width(), (row + 1) * width());
        }
    }

    @Test
    void expClipAgreesOnStillsAndVideo() throws IOException {
        Path fixture = Fixtures.folder("exp-clip");
        ModelPackage built = build(new FamilyRequest.ExpClip(
                fixture.resolve("clip.safetensors"),
                fixture.resolve("exp-clip-head.pth"),
                expClipLabels(fixture),
                vocabulary(),
                Activation.QUICK_GELU));
        try (ModelRunner runner = open(built);
                Checkpoint expected = Checkpoint.open(fixture.resolve("inference.safetensors"))) {
            List<float[]> frames = runner.encodeFrames(pictures(expected, "video"));
            requireRows(frames, read(expected, "video_frame_features"), FEATURES);
            requireRows(logits(runner, clips(frames)), read(expected, "video_logits"), LOGITS);

            List<float[]> stills = runner.encodeFrames(pictures(expected, "stills"));
            requireRows(logits(runner, repeated(stills)), read(expected, "still_logits"), LOGITS);
        }
        ModelManifest manifest = built.manifest();
        assertThat(manifest.family()).isEqualTo("exp-clip");
        assertThat(manifest.shortClips()).isEqualTo(ShortClipRule.FIRST_FRAME);
        assertThat(manifest.preprocessing()).isEqualTo(PreprocessingProfile.dferClip(SIDE));
        assertThat(manifest.sources()).extracting("role").containsExactly("clip", "head", "vocabulary");
        assertThat(manifest.buildOptions()).containsEntry("activation", "quick-gelu");
        List<ModelExplanation.Label> labels =
                ModelExplanation.of(built).orElseThrow().labels();
        assertThat(labels).extracting("label").containsExactly("calm", "joy", "grief");
        assertThat(labels.get(1).prompts()).hasSize(4);
        assertThat(labels.get(1).prompts().get(1).text()).isEqualTo("joy.");
    }

    @Test
    void cliperAgreesOnStillsAndVideoAndNamesTheWordsNearItsTokens() throws IOException {
        Path fixture = Fixtures.folder("cliper");
        ModelPackage built = build(new FamilyRequest.Cliper(
                fixture.resolve("clip.safetensors"),
                fixture.resolve("descriptors.safetensors"),
                cliperLabels(fixture),
                Activation.QUICK_GELU));
        try (ModelRunner runner = open(built);
                Checkpoint stillsExpected = Checkpoint.open(fixture.resolve("inference.safetensors"));
                Checkpoint videoExpected = Checkpoint.open(fixture.resolve("video.safetensors"))) {
            List<float[]> stills = runner.encodeFrames(pictures(stillsExpected, "frames"));
            requireRows(stills, read(stillsExpected, "image_features"), FEATURES);
            requireRows(logits(runner, repeated(stills)), read(stillsExpected, "logits"), LOGITS);

            List<float[]> frames = runner.encodeFrames(pictures(videoExpected, "video"));
            requireRows(frames, read(videoExpected, "frame_features"), FEATURES);
            requireRows(logits(runner, clips(frames)), read(videoExpected, "logits"), LOGITS);
        }
        assertThat(built.manifest().preprocessing()).isEqualTo(PreprocessingProfile.clip(SIDE));
        List<ModelExplanation.Label> labels =
                ModelExplanation.of(built).orElseThrow().labels();
        assertThat(labels).hasSize(7);
        for (ModelExplanation.Label label : labels) {
            assertThat(label.prompts()).hasSize(5);
            for (ModelExplanation.Prompt prompt : label.prompts()) {
                assertThat(prompt.tokens())
                        .containsExactly(49406, 550, 1014, 1125, 539, 343, 343, 343, 343, 269, 49407);
                assertThat(prompt.learned()).extracting("position").containsExactly(5, 6, 7, 8);
                assertThat(prompt.learned().get(0).nearest())
                        .hasSize(5)
                        .isSortedAccordingTo(Comparator.comparingDouble(ModelExplanation.Neighbour::distance));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clip-openai.pt",
                "huggingface/model.safetensors",
                "huggingface/pytorch_model.bin",
                "open_clip_pytorch_model.bin"
            })
    void clipAgreesWhateverFileItsWeightsCameFrom(String file) throws IOException {
        Path fixture = Fixtures.folder("clip");
        JsonNode about =
                new ObjectMapper().readTree(fixture.resolve("about.json").toFile());
        ModelPackage built = build(new FamilyRequest.Clip(
                fixture.resolve(file), descriptions(about.get("texts")), vocabulary(), Activation.QUICK_GELU));
        try (ModelRunner runner = open(built);
                Checkpoint expected = Checkpoint.open(fixture.resolve("expected.safetensors"))) {
            List<float[]> stills = runner.encodeFrames(pictures(expected, "frames"));
            requireRows(stills, read(expected, "image_features"), FEATURES);
            requireRows(logits(runner, repeated(stills)), read(expected, "logits_per_image"), LOGITS);
        }
        assertThat(built.manifest().family()).isEqualTo("clip");
        assertThat(built.manifest().shortClips()).isEqualTo(ShortClipRule.EDGE_PAD);
    }

    @Test
    void openClipsWeightsAgreeWithTheExactGelu() throws IOException {
        Path fixture = Fixtures.folder("clip");
        JsonNode about =
                new ObjectMapper().readTree(fixture.resolve("about.json").toFile());
        ModelPackage built = build(new FamilyRequest.Clip(
                fixture.resolve("open_clip_model.safetensors"),
                descriptions(about.get("texts")),
                vocabulary(),
                Activation.GELU));
        try (ModelRunner runner = open(built);
                Checkpoint expected = Checkpoint.open(fixture.resolve("expected-open_clip.safetensors"))) {
            List<float[]> stills = runner.encodeFrames(pictures(expected, "frames"));
            Expected features = read(expected, "bfloat16_gelu_image_features");
            requireRows(stills, features, FEATURES);
            Expected text = read(expected, "bfloat16_gelu_text_features");
            List<float[]> actual = logits(runner, repeated(stills));
            double scale = about.get("logit_scale").doubleValue();
            for (int picture = 0; picture < actual.size(); picture++) {
                for (int prompt = 0; prompt < text.rows(); prompt++) {
                    double cosine = cosine(features.row(picture), text.row(prompt));
                    // The scale is a bfloat16 number in this file.
                    assertThat((double) actual.get(picture)[prompt] / actual.get(0)[0])
                            .isCloseTo(cosine / cosine(features.row(0), text.row(0)), within(1e-3));
                    assertThat((double) actual.get(picture)[prompt]).isCloseTo(scale * cosine, within(0.1));
                }
            }
        }
        assertThat(built.manifest().buildOptions()).containsEntry("activation", "gelu");
    }

    @Test
    @Tag("long")
    void aClipsResultDoesNotDependOnTheBatchItIsIn() throws IOException {
        Path fixture = Fixtures.folder("cliper");
        ModelPackage built = build(new FamilyRequest.Cliper(
                fixture.resolve("clip.safetensors"),
                fixture.resolve("descriptors.safetensors"),
                cliperLabels(fixture),
                Activation.QUICK_GELU));
        try (ModelRunner runner = open(built);
                Checkpoint expected = Checkpoint.open(fixture.resolve("video.safetensors"))) {
            List<byte[]> frames = pictures(expected, "video");
            List<float[]> features = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                features.addAll(runner.encodeFrames(frames.subList(i, i + 1)));
            }
            List<byte[]> many =
                    Stream.concat(frames.stream(), Stream.of(frames.get(0))).toList();
            List<float[][]> clip = clips(features).subList(0, 1);
            float[] alone = logits(runner, clip).get(0);
            for (int batch = 1; batch <= 33; batch++) {
                List<float[]> together = runner.encodeFrames(many.subList(0, batch));
                for (int i = 0; i < batch; i++) {
                    requireClose(together.get(i), features.get(i % frames.size()), FEATURES);
                }
                for (float[] logits : logits(runner, Collections.nCopies(batch, clip.get(0)))) {
                    requireClose(logits, alone, LOGITS);
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefusedAndLeavesNothingBehind() throws IOException {
        Path fixture = Fixtures.folder("cliper");
        Path other = Fixtures.folder("exp-clip");
        Path clip = fixture.resolve("clip.safetensors");
        assertThatThrownBy(() -> build(new FamilyRequest.Cliper(
                        clip, fixture.resolve("descriptors.safetensors"), LabelSet.MAFW_11, Activation.QUICK_GELU)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("35 for 11 labels");
        assertThatThrownBy(() -> build(new FamilyRequest.ExpClip(
                        clip,
                        other.resolve("exp-clip-head.pth"),
                        expClipLabels(other),
                        vocabulary(),
                        Activation.QUICK_GELU)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("made for embeddings of 512 floats (expected: 128");
        assertThat(folder).isEmptyDirectory();
        Path taken = Files.createDirectory(folder.resolve("model"));
        assertThatThrownBy(() -> build(new FamilyRequest.Cliper(
                        clip,
                        fixture.resolve("descriptors.safetensors"),
                        cliperLabels(fixture),
                        Activation.QUICK_GELU)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("something is there already");
        assertThat(taken).isEmptyDirectory();
    }

    private ModelPackage build(FamilyRequest request) {
        ModelPackage built = FamilyBuilder.build(request, folder.resolve("model"), ImportProgress.SILENT);
        assertThat(SelfCheck.run(built, RunnerOptions.defaults()).passed()).isTrue();
        return built;
    }

    private static ModelRunner open(ModelPackage built) {
        return new SavedModelRunnerFactory(built.folder(), RunnerOptions.defaults()).open();
    }

    private static Path vocabulary() {
        return Fixtures.shared("data/clip/bpe_simple_vocab_16e6.txt.gz");
    }

    private static LabelDescriptions expClipLabels(Path fixture) throws IOException {
        JsonNode about =
                new ObjectMapper().readTree(fixture.resolve("about.json").toFile());
        List<LabelDescriptions.Label> labels = strings(about.get("labels")).stream()
                .map(name -> new LabelDescriptions.Label(name, ""))
                .toList();
        return new LabelDescriptions("moods", labels, strings(about.get("templates")));
    }

    private static LabelSet cliperLabels(Path fixture) throws IOException {
        JsonNode about =
                new ObjectMapper().readTree(fixture.resolve("about.json").toFile());
        return new LabelSet("raf-db-7", strings(about.get("classes")));
    }

    /** Each text a label of its own. */
    private static LabelDescriptions descriptions(JsonNode texts) {
        List<LabelDescriptions.Label> labels = new ArrayList<>();
        for (String text : strings(texts)) {
            labels.add(new LabelDescriptions.Label("text " + labels.size(), text));
        }
        return new LabelDescriptions("texts", labels, List.of());
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(node -> strings.add(node.textValue()));
        return strings;
    }

    private static Expected read(Checkpoint checkpoint, String name) {
        StoredTensor tensor = Objects.requireNonNull(checkpoint.tensors().get(name), name);
        return new Expected(tensor.floats(), tensor.shape());
    }

    private static List<byte[]> pictures(Checkpoint checkpoint, String name) {
        long[] values =
                Objects.requireNonNull(checkpoint.tensors().get(name), name).integers();
        List<byte[]> pictures = new ArrayList<>();
        for (int from = 0; from < values.length; from += PICTURE) {
            byte[] picture = new byte[PICTURE];
            for (int i = 0; i < PICTURE; i++) {
                picture[i] = (byte) values[from + i];
            }
            pictures.add(picture);
        }
        return pictures;
    }

    private static List<float[][]> clips(List<float[]> frames) {
        List<float[][]> clips = new ArrayList<>();
        for (int from = 0; from < frames.size(); from += FRAMES) {
            clips.add(frames.subList(from, from + FRAMES).toArray(float[][]::new));
        }
        return clips;
    }

    /** A still is a clip whose frames are all the same. */
    private static List<float[][]> repeated(List<float[]> stills) {
        return stills.stream()
                .map(still -> Collections.nCopies(FRAMES, still).toArray(float[][]::new))
                .toList();
    }

    private static List<float[]> logits(ModelRunner runner, List<float[][]> clips) {
        return runner.classifyClips(clips).stream().map(ClipScores::logits).toList();
    }

    private static void requireRows(List<float[]> actual, Expected expected, double tolerance) {
        assertThat(actual).hasSize(expected.rows());
        for (int row = 0; row < actual.size(); row++) {
            requireClose(actual.get(row), expected.row(row), tolerance);
        }
    }

    private static void requireClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
        }
        assertThat(largest).isLessThanOrEqualTo(tolerance);
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squaredA = 0;
        double squaredB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squaredA += (double) a[i] * a[i];
            squaredB += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(squaredA * squaredB);
    }
}
