package io.mien.making.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.SavedTensor;
import io.mien.making.checkpoint.TorchSave;
import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes, keys and prompts of checkpoints that are nothing like the published ones, and of incomplete ones. */
final class DferClipWeightsTest {
    private static final LabelSet THREE = new LabelSet("three", List.of("calm", "joy", "grief"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void everySizeFollowsFromShapes() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(training(DferClipStateDict.SMALL.tensors(1)))) {
            DferClipWeights weights = DferClipWeights.of(checkpoint);
            assertThat(weights.size())
                    .isEqualTo(new DferClipSize(
                            new ClipSize(
                                    new VisionTransformer.Size(32, 8, 64, 3, 96),
                                    new TextTransformer.Size(77, 64, 1, 96),
                                    700),
                            new TemporalTransformer.Size(8, 96, 2, 2, 64, 160),
                            3,
                            4,
                            false));
            assertThat(weights.descriptions(weights.words()))
                    .containsExactlyElementsOf(DferClipStateDict.SMALL.descriptions());
            ClipWeightsTest.requireEveryKeyAccountedFor(checkpoint, weights.report());
        }
    }

    @Test
    void aPackageOfAnySizeRuns() throws IOException {
        ModelPackage imported = ModelImport.dferClip(
                training(DferClipStateDict.SMALL.tensors(1)),
                DferClipImport.defaults().withLabels(THREE),
                folder.resolve("model"),
                ImportProgress.SILENT);
        assertThat(imported.manifest().clipLength()).isEqualTo(8);
        assertThat(imported.manifest().embeddingWidth()).isEqualTo(96);
        try (ModelRunner runner = SavedModelRunnerFactory.open(imported, RunnerOptions.defaults())) {
            float[] embedding =
                    runner.encodeFrames(List.of(new byte[32 * 32 * 3])).get(0);
            float[][] clip = Stream.generate(() -> embedding).limit(8).toArray(float[][]::new);
            assertThat(runner.classifyClips(Collections.singletonList(clip))
                            .get(0)
                            .logits())
                    .hasSize(3);
        }
    }

    @Test
    void withTheSecondNamesAloneTheWeightsAreTheSame() throws IOException {
        Map<String, SavedTensor> tensors = DferClipStateDict.SMALL.tensors(1);
        Map<String, SavedTensor> once = new LinkedHashMap<>(tensors);
        once.keySet().removeIf(key -> key.startsWith("image_encoder.") || key.startsWith("text_encoder."));
        Path twiceFile = folder.resolve("twice.pth");
        TorchSave.stateDict(twiceFile, tensors);
        Path onceFile = folder.resolve("once.pth");
        TorchSave.stateDict(onceFile, once);
        try (Checkpoint twiceOpen = Checkpoint.open(twiceFile);
                Checkpoint onceOpen = Checkpoint.open(onceFile)) {
            DferClipWeights expected = DferClipWeights.of(twiceOpen);
            DferClipWeights actual = DferClipWeights.of(onceOpen);
            assertThat(actual.size()).isEqualTo(expected.size());
            assertThat(actual.read("image_encoder.proj", 64, 96))
                    .isEqualTo(expected.read("image_encoder.proj", 64, 96));
            assertThat(actual.read("text_encoder.ln_final.bias", 64))
                    .isEqualTo(expected.read("text_encoder.ln_final.bias", 64));
        }
    }

    @Test
    void missingAndMisshapenKeysAreNamedWithWhatWasExpected() throws IOException {
        Map<String, SavedTensor> tensors = DferClipStateDict.SMALL.tensors(1);
        tensors.remove("temporal_net.temporal_transformer.layers.1.1.fn.norm.bias");
        tensors.put("image_encoder.ln_post.weight", SavedTensor.of(float[]::new, 63));
        tensors.put("surplus", SavedTensor.of(float[]::new, 2, 2));
        Path file = training(tensors);
        assertThatThrownBy(() -> {
                    try (Checkpoint checkpoint = Checkpoint.open(file)) {
                        DferClipWeights.of(checkpoint);
                    }
                })
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(
                        "checkpoint " + file + ": not the weights of DFER-CLIP: module.image_encoder.ln_post.weight is"
                                + " float32 [63] (expected: floats [64]); module.clip_model_.visual.ln_post.weight is float32 [64]"
                                + " (expected: [64]); module.temporal_net.temporal_transformer.layers.1.1.fn.norm.bias is missing"
                                + " (expected: [96]); holds what DFER-CLIP has not: module.surplus (float32 [2, 2])")
                .hasMessageContaining("keys begin with module.");
        KeyReport keys = CheckpointInspection.of(file).keys();
        assertThat(keys.unexpected()).containsExactly(new KeyReport.UnexpectedKey("module.surplus", "float32 [2, 2]"));
    }

    @Test
    void aKeyThatSizesFollowFromIsNamedToo() throws IOException {
        Map<String, SavedTensor> tensors = DferClipStateDict.SMALL.tensors(1);
        tensors.remove("temporal_net.pos_embedding");
        CheckpointInspection inspection = CheckpointInspection.of(training(tensors));
        assertThat(inspection.kind()).isEqualTo(CheckpointInspection.Kind.DFER_CLIP);
        assertThat(inspection.sizes()).isEmpty();
        assertThat(inspection.keys().missing())
                .containsExactly(
                        new KeyReport.MissingKey("module.temporal_net.pos_embedding", "[1, 1 + frames, embedding]"));
    }

    @Test
    void aPromptWithoutEndAndAWordThatIsNotInTheTableAreRefused() throws IOException {
        Map<String, SavedTensor> tensors = DferClipStateDict.SMALL.tensors(1);
        SavedTensor suffix = Objects.requireNonNull(tensors.get("prompt_learner.token_suffix"));
        tensors.put("prompt_learner.token_suffix", new SavedTensor(suffix.shape(), count -> {
            float[] values = suffix.values().apply(count);
            values[3] += 1;
            return values;
        }));
        requirePromptsRefused(tensors, "the description of class 0: token 0 is in no row of");
        tensors.put("prompt_learner.token_suffix", new SavedTensor(suffix.shape(), count -> {
            float[] values = suffix.values().apply(count);
            for (int i = 64; i < values.length; i++) {
                values[i] = values[i - 64];
            }
            return values;
        }));
        requirePromptsRefused(tensors, "the description of class 0: no end of text among its 72 tokens");
    }

    @Test
    void anInterruptedImportLeavesNothingBehind() throws IOException {
        Map<String, SavedTensor> tensors = DferClipStateDict.SMALL.tensors(1);
        Path file = training(tensors);
        assertThatThrownBy(() -> ModelImport.dferClip(
                        file,
                        DferClipImport.defaults().withLabels(THREE),
                        folder.resolve("model"),
                        (step, of, doing) -> {
                            if (step == of) {
                                cutShort(file); // the disk is pulled out while weights are read
                            }
                        }))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot be read");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void anInspectionSaysWhatIsInTheFile() throws IOException {
        CheckpointInspection inspection = CheckpointInspection.of(training(DferClipStateDict.SMALL.tensors(1)));
        assertThat(inspection.kind()).isEqualTo(CheckpointInspection.Kind.DFER_CLIP);
        assertThat(inspection.sizes())
                .containsEntry("image", "32 x 32 in patches of 8")
                .containsEntry("image encoder", "3 layers of 64")
                .containsEntry("text encoder", "1 layer of 64, 77 positions, 700 words")
                .containsEntry("temporal model", "2 layers, 2 heads of 64, hidden 160")
                .containsEntry("learned tokens", "4 shared by all classes");
        assertThat(inspection.others())
                .extracting("name")
                .containsExactly("epoch", "best_acc", "optimizer", "recorder");
        assertThat(inspection.keys().isComplete()).isTrue();
        assertThat(inspection.keys().ignored())
                .contains(
                        new KeyReport.IgnoredKey(
                                "module.clip_model_.visual.proj", "another name of module.image_encoder.proj"),
                        new KeyReport.IgnoredKey(
                                "module.clip_model_.logit_scale", "DFER-CLIP divides cosines by 0.01 instead"));
    }

    private void requirePromptsRefused(Map<String, SavedTensor> tensors, String message) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(training(tensors))) {
            DferClipWeights weights = DferClipWeights.of(checkpoint);
            assertThatThrownBy(() -> weights.descriptions(weights.words()))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining(message);
        }
    }

    private Path training(Map<String, SavedTensor> tensors) throws IOException {
        Path file = folder.resolve("training.pth");
        TorchSave.trainingState(file, tensors, DferClipStateDict.trained(tensors));
        return file;
    }

    private static void cutShort(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
