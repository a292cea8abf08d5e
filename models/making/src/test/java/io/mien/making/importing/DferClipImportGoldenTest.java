package io.mien.making.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.StoredTensor;
import io.mien.making.export.TextFeatures;
import io.mien.making.network.Activation;
import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.TextTransformer;
import io.mien.making.text.ContextPosition;
import io.mien.making.text.EmbeddedPrompts;
import io.mien.making.text.PromptLayout;
import io.mien.making.text.TokenEmbedding;
import io.mien.models.ClipScores;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.packages.ModelExplanation;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.testkit.Fixtures;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DFER-CLIP checkpoints as the published training script saves them, against what its own code computed of them. */
final class DferClipImportGoldenTest {
    private static final int SIDE = 64;
    private static final int FRAMES = 16;

    @ParameterizedTest
    @CsvSource({
        "dfer-clip/dfer-clip.pth, dfer-clip/inference.safetensors",
        "dfer-clip/dfer-clip-legacy-fp16.pth, dfer-clip/inference-legacy-fp16.safetensors",
    })
    void anImportedPackageSaysWhatTheOriginalCodeSays(String checkpoint, String expected, @TempDir Path folder) {
        List<String> steps = new ArrayList<>();
        ModelPackage imported = ModelImport.dferClip(
                Fixtures.large(checkpoint),
                DferClipImport.defaults(),
                folder.resolve("model"),
                (step, of, doing) -> steps.add(step + "/" + of));
        assertThat(steps).containsExactly("1/4", "2/4", "3/4", "4/4");
        assertThat(imported.manifest().labelSet()).isEqualTo(LabelSet.DFEW_7);
        try (Checkpoint numbers = Checkpoint.open(Fixtures.large(expected));
                Checkpoint pictures = Checkpoint.open(Fixtures.large("dfer-clip/inference.safetensors"));
                ModelRunner runner = SavedModelRunnerFactory.open(imported, RunnerOptions.defaults())) {
            List<float[]> embeddings = runner.encodeFrames(pictures(tensor(pictures, "frames")));
            requireClose(embeddings, tensor(numbers, "frame_features").floats(), 1e-4);
            List<float[][]> clips = new ArrayList<>();
            for (int clip = 0; clip < embeddings.size(); clip += FRAMES) {
                clips.add(embeddings.subList(clip, clip + FRAMES).toArray(float[][]::new));
            }
            List<ClipScores> scores = runner.classifyClips(clips);
            requireClose(
                    scores.stream().map(ClipScores::logits).toList(),
                    tensor(numbers, "logits").floats(),
                    1e-3);
            if (numbers.tensors().containsKey("probability")) {
                requireClose(
                        scores.stream().map(ClipScores::probabilities).toList(),
                        tensor(numbers, "probability").floats(),
                        1e-4);
            }
        }
    }

    @Test
    @Tag("long")
    void batchesOfAnySizeSayTheSame(@TempDir Path folder) {
        ModelPackage imported = ModelImport.dferClip(
                Fixtures.large("dfer-clip/dfer-clip.pth"),
                DferClipImport.defaults(),
                folder.resolve("model"),
                ImportProgress.SILENT);
        try (Checkpoint numbers = Checkpoint.open(Fixtures.large("dfer-clip/inference.safetensors"));
                ModelRunner runner = SavedModelRunnerFactory.open(imported, RunnerOptions.defaults())) {
            List<byte[]> pictures = pictures(tensor(numbers, "frames"));
            float[] features = tensor(numbers, "frame_features").floats();
            float[] logits = tensor(numbers, "logits").floats();
            float[][] firstClip =
                    runner.encodeFrames(pictures.subList(0, FRAMES)).toArray(float[][]::new);
            int width = features.length / pictures.size();
            for (int batch = 1; batch <= 33; batch++) {
                requireClose(
                        runner.encodeFrames(pictures.subList(0, batch)), Arrays.copyOf(features, batch * width), 1e-4);
                for (ClipScores scores : runner.classifyClips(Collections.nCopies(batch, firstClip))) {
                    requireClose(List.of(scores.logits()), Arrays.copyOf(logits, 7), 1e-3);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dfer-clip/dfer-clip.pth", "dfer-clip/dfer-clip-legacy-fp16.pth"})
    void everySizeAndEveryTokenIsFoundInTheFile(String checkpoint) throws IOException {
        JsonNode about = new ObjectMapper()
                .readTree(Fixtures.large("dfer-clip/about.json").toFile());
        try (Checkpoint open = Checkpoint.open(Fixtures.large(checkpoint))) {
            DferClipWeights weights = DferClipWeights.of(open);
            assertThat(weights.size().temporal()).isEqualTo(TemporalTransformer.Size.DFER_CLIP);
            assertThat(weights.size().classes()).isEqualTo(7);
            assertThat(weights.size().contextTokens()).isEqualTo(8);
            assertThat(weights.size().classSpecific()).isTrue();
            List<int[]> descriptions = weights.descriptions(weights.words());
            for (int label = 0; label < 7; label++) {
                JsonNode tokens = about.get("tokens").get(label);
                int[] expected = new int[tokens.size() - 10]; // start, eight learned ones, end
                Arrays.setAll(expected, i -> tokens.get(9 + i).intValue());
                assertThat(descriptions.get(label)).isEqualTo(expected);
                assertThat(9 + descriptions.get(label).length)
                        .isEqualTo(about.get("eot").get(label).intValue());
            }
            ClipWeightsTest.requireEveryKeyAccountedFor(open, weights.report());
        }
    }

    @ParameterizedTest
    @CsvSource({"shared-end, END", "specific-middle, MIDDLE", "specific-front, FRONT"})
    void learnedTokensMayStandAnywhereAndBeShared(String variant, ContextPosition position) {
        try (Checkpoint open = Checkpoint.open(Fixtures.large("dfer-clip/dfer-clip.pth"));
                Checkpoint variants = Checkpoint.open(Fixtures.large("dfer-clip/context-variants.safetensors"))) {
            DferClipWeights weights = DferClipWeights.of(open);
            TokenEmbedding words = weights.words();
            StoredTensor contexts = tensor(variants, variant + ".ctx");
            boolean shared = contexts.shape().size() == 2;
            int tokens = contexts.shape().get(shared ? 0 : 1).intValue();
            List<float[]> learned =
                    shared ? Collections.nCopies(7, contexts.floats()) : DferClipWeights.split(contexts.floats(), 7);
            List<PromptLayout> layouts = weights.descriptions(words).stream()
                    .map(description -> PromptLayout.withContext(49406, description, 49407, tokens, position, 343))
                    .toList();
            float[] features = TextFeatures.compute(
                    new TextTransformer(weights.size().clip().text(), Activation.QUICK_GELU, "text_encoder."),
                    weights,
                    EmbeddedPrompts.of(layouts, words, learned));
            List<float[]> unit = DferClipWeights.split(features, 7).stream()
                    .map(DferClipImportGoldenTest::unitLength)
                    .toList();
            requireClose(unit, tensor(variants, variant + ".text_features").floats(), 1e-4);
        }
    }

    @Test
    void thePackageSaysWhereItCameFromAndWhatItsPromptsConsistOf(@TempDir Path folder) {
        Path checkpoint = Fixtures.large("dfer-clip/dfer-clip.pth");
        ModelPackage imported = ModelImport.dferClip(
                checkpoint, DferClipImport.defaults(), folder.resolve("model"), ImportProgress.SILENT);
        assertThat(imported.manifest().name()).isEqualTo("dfer-clip-2x128-16");
        assertThat(imported.manifest().weights()).contains("DFER-CLIP", "torch.save (zip)", "epoch ");
        assertThat(imported.manifest().sources()).containsExactly(SourceFiles.of("checkpoint", checkpoint));
        assertThat(imported.manifest().untrained()).isFalse();
        ModelExplanation explanation = ModelExplanation.of(imported).orElseThrow();
        ModelExplanation.Prompt happiness =
                explanation.labels().get(0).prompts().get(0);
        assertThat(explanation.labels().get(0).label()).isEqualTo("happiness");
        assertThat(happiness.tokens())
                .startsWith(49406, 343)
                .endsWith(3095, 49407)
                .hasSize(20);
        assertThat(happiness.learned())
                .hasSize(8)
                .allSatisfy(token -> assertThat(token.nearest())
                        .hasSize(5)
                        .isSortedAccordingTo(Comparator.comparingDouble(ModelExplanation.Neighbour::distance)));
    }

    @Test
    void labelsThatDoNotFitAreRefusedAndNothingIsLeftBehind(@TempDir Path folder) throws IOException {
        DferClipImport eleven = DferClipImport.defaults().withLabels(LabelSet.MAFW_11);
        assertThatThrownBy(() -> ModelImport.dferClip(
                        Fixtures.large("dfer-clip/dfer-clip.pth"),
                        eleven,
                        folder.resolve("model"),
                        ImportProgress.SILENT))
                .isInstanceOf(ModelException.class)
                .hasMessage("label set mafw-11: 11 labels (expected: 7, as the checkpoint has classes)");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private static StoredTensor tensor(Checkpoint checkpoint, String name) {
        return Objects.requireNonNull(checkpoint.tensors().get(name), name);
    }

    private static List<byte[]> pictures(StoredTensor frames) {
        long[] values = frames.integers();
        int bytes = SIDE * SIDE * 3;
        List<byte[]> pictures = new ArrayList<>();
        for (int at = 0; at < values.length; at += bytes) {
            byte[] picture = new byte[bytes];
            for (int i = 0; i < bytes; i++) {
                picture[i] = (byte) values[at + i];
            }
            pictures.add(picture);
        }
        return pictures;
    }

    private static float[] unitLength(float[] vector) {
        double squared = 0;
        for (float value : vector) {
            squared += (double) value * value;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(squared));
        }
        return unit;
    }

    private static void requireClose(List<float[]> actual, float[] expected, double tolerance) {
        int width = actual.get(0).length;
        assertThat(actual.size() * width).isEqualTo(expected.length);
        for (int row = 0; row < actual.size(); row++) {
            for (int i = 0; i < width; i++) {
                assertThat((double) actual.get(row)[i])
                        .as("row %d, value %d", row, i)
                        .isCloseTo(expected[row * width + i], within(tolerance));
            }
        }
    }
}
