package io.mien.making.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.SavedTensor;
import io.mien.making.checkpoint.TorchSave;
import io.mien.making.network.FormulaWeights;
import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of every key of a file, however a training tool wrapped the model. */
final class CheckpointKeysTest {
    private static final String BLOCK = "visual.transformer.resblocks.0.";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    static Stream<Arguments> wrappings() {
        return Stream.of(
                wrapping("module.", key -> "module." + key),
                wrapping("_orig_mod.", key -> "_orig_mod." + key),
                wrapping("module._orig_mod.", key -> "module._orig_mod." + key),
                wrapping("_orig_mod.module.model.", key -> "_orig_mod.module.model." + key),
                wrapping("model.clip.", key -> "model.clip." + key),
                wrapping("a name of the script's own", key -> "expression_reader.tower." + key),
                wrapping("of most keys", key -> key.startsWith("visual.") ? "module." + key : key),
                wrapping("within names", key -> key.replace("visual.", "visual._orig_mod.")),
                wrapping(
                        "of a checkpointed block",
                        key -> "_fsdp_wrapped_module."
                                + key.replace("resblocks.0.", "resblocks.0._checkpoint_wrapped_module.")));
    }

    private static Arguments wrapping(String name, UnaryOperator<String> wrapped) {
        return Arguments.of(name, wrapped);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrappings")
    void namesThatToolsPutBeforeAndBetweenAreTakenAway(String name, UnaryOperator<String> wrapped) throws IOException {
        Path file = file(ClipStateDict.renamed(ClipStateDict.openAi(), wrapped));
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            ClipWeights weights = ClipWeights.of(checkpoint);
            requireFormula(weights, BLOCK + "attn.in_proj_weight", 192, 64);
            requireFormula(weights, "ln_final.bias", 64);
            ClipWeightsTest.requireEveryKeyAccountedFor(checkpoint, weights.report());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "positional_embedding_res, Long-CLIP's second table of positions",
        "visual.transformer.resblocks.0.ls_1.gamma, layer scale",
        "logit_bias, the bias of a sigmoid loss",
        "visual.adapter.down.weight, an adapter's weights",
        "visual.transformer.resblocks.0.mlp.c_fc.w_lora_A, a low-rank update that nothing says how to merge",
        "visual.transformer.resblocks.0.attn.bias_k, a part of a layer",
        "visual.deep_prompt_embeddings, learned prompts",
        "classifier.weight, a classifier's weights",
        "something.else, float32",
    })
    void aKeyThatTheModelHasNotIsRefusedByName(String key, String what) throws IOException {
        Map<String, SavedTensor> tensors = ClipStateDict.openAi();
        tensors.put(key, ClipStateDict.formula(key, 64, 64));
        Path file = file(tensors);
        assertThatThrownBy(() -> open(file, CheckpointChoices.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("holds what CLIP has not: " + key + " (" + what)
                .hasMessageContaining("--ignore PATTERN");
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            CheckpointChoices choices = ignoring(key.substring(0, key.length() - 3) + "?*");
            ClipWeights weights = ClipWeights.of(checkpoint, choices);
            assertThat(weights.leftOut()).containsExactly(key);
            SortedMap<String, String> options = new TreeMap<>();
            choices.addTo(options);
            assertThat(options).containsEntry("ignore", choices.ignored().get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loss.weight", "criterion.log_vars", "n_averaged", "visual.bn.num_batches_tracked"})
    void aKeyThatChangesNothingIsNotInTheWay(String key) throws IOException {
        Map<String, SavedTensor> tensors = ClipStateDict.renamed(ClipStateDict.openAi(), name -> "module." + name);
        tensors.put(key, ClipStateDict.formula(key, 3));
        open(file(tensors), CheckpointChoices.NONE);
    }

    @Test
    void positionsThatDoNotCountAreNotHarmless() throws IOException {
        Map<String, SavedTensor> tensors = ClipStateDict.huggingFace();
        tensors.put(
                "text_model.embeddings.position_ids", SavedTensor.of(count -> new float[] {0, 1, 2, 3, 4, 5}, 1, 6));
        open(file(tensors), CheckpointChoices.NONE);
        tensors.put(
                "text_model.embeddings.position_ids", SavedTensor.of(count -> new float[] {0, 1, 2, 3, 5, 4}, 1, 6));
        assertThatThrownBy(() -> open(file(tensors), CheckpointChoices.NONE))
                .hasMessageContaining("text_model.embeddings.position_ids");
    }

    @Test
    void theSamePartTwiceMustBeTheSameNumbers() throws IOException {
        Map<String, SavedTensor> tensors = ClipStateDict.openAi();
        tensors.put("module.visual.proj", ClipStateDict.formula("visual.proj", 64, 16));
        open(file(tensors), CheckpointChoices.NONE);
        tensors.put("module.visual.proj", ClipStateDict.formula("another.proj", 64, 16));
        assertThatThrownBy(() -> open(file(tensors), CheckpointChoices.NONE))
                .hasMessageContaining("module.visual.proj (other numbers for what visual.proj is");

        Map<String, SavedTensor> dferClip = DferClipStateDict.SMALL.tensors(1);
        dferClip.put("clip_model_.visual.ln_post.bias", ClipStateDict.formula("other.bias", 64));
        Path file = file(dferClip);
        assertThatThrownBy(() -> {
                    try (Checkpoint checkpoint = Checkpoint.open(file)) {
                        DferClipWeights.of(checkpoint);
                    }
                })
                .hasMessageContaining("clip_model_.visual.ln_post.bias (other numbers than");
    }

    @Test
    void twoModelsInOneFileAreNamed() throws IOException {
        Map<String, SavedTensor> tensors = ClipStateDict.renamed(ClipStateDict.openAi(), key -> "left." + key);
        tensors.putAll(ClipStateDict.renamed(ClipStateDict.openAi(), key -> "right." + key));
        assertThatThrownBy(() -> open(file(tensors), CheckpointChoices.NONE))
                .hasMessageContaining("several models, under left. and right.");
    }

    @Test
    void aPatternThatFitsNothingIsRefused() throws IOException {
        Path file = file(ClipStateDict.openAi());
        assertThatThrownBy(() -> open(file, ignoring("lora*"))).hasMessageContaining("--ignore lora*: no key fits it");
    }

    @ParameterizedTest
    @CsvSource({
        "vision_model.head.probe, SigLIP",
        "visual.blocks.0.attn.q_bias, EVA-CLIP",
        "layer4.2.conv2.weight, a ResNet",
    })
    void aRefusalSaysWhatTheFileLooksLike(String key, String model) throws IOException {
        Path file = file(Map.of("_orig_mod." + key, ClipStateDict.formula(key, 64)));
        assertThatThrownBy(() -> open(file, CheckpointChoices.NONE))
                .hasMessageContaining("keys begin with _orig_mod.")
                .hasMessageContaining("this looks like " + model + ", which Mien does not read");
        assertThat(CheckpointInspection.of(file).notes())
                .contains("this looks like " + model + ", which Mien does not read");
    }

    @ParameterizedTest
    @CsvSource({
        "mlp.c_fc, lora_A, lora_B",
        "mlp.c_fc, lora_A.default.weight, lora_B.default.weight",
        "mlp.c_fc, lora_A.weight, lora_B.weight",
    })
    void lowRankMatricesAreMerged(String module, String down, String up) throws IOException {
        Map<String, SavedTensor> tensors = new LinkedHashMap<>();
        ClipStateDict.openAi()
                .forEach((key, tensor) -> tensors.put(
                        key.equals(BLOCK + module + ".weight")
                                ? "base_model.model." + BLOCK + module + ".base_layer.weight"
                                : "base_model.model." + key,
                        tensor));
        tensors.put("base_model.model." + BLOCK + module + "." + down, ClipStateDict.formula("down.proj", 4, 64));
        tensors.put("base_model.model." + BLOCK + module + "." + up, ClipStateDict.formula("up.proj", 256, 4));
        Path file = file(tensors);
        assertThatThrownBy(() -> open(file, CheckpointChoices.NONE))
                .hasMessageContaining(down + " (a low-rank update that nothing says how to merge");

        float[] expected = FormulaWeights.values(BLOCK + module + ".weight", 256, 64);
        float[] a = FormulaWeights.values("down.proj", 4, 64);
        float[] b = FormulaWeights.values("up.proj", 256, 4);
        for (int i = 0; i < expected.length; i++) {
            for (int k = 0; k < 4; k++) {
                expected[i] += 2 * b[i / 64 * 4 + k] * a[k * 64 + i % 64];
            }
        }
        requireMerged(
                file,
                new CheckpointChoices(Optional.empty(), List.of(), Optional.empty(), OptionalDouble.of(8)),
                expected);
        Files.writeString(
                folder.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8}");
        requireMerged(file, CheckpointChoices.NONE, expected);
        assertThatThrownBy(() -> open(
                        file,
                        new CheckpointChoices(Optional.empty(), List.of(), Optional.empty(), OptionalDouble.of(16))))
                .hasMessageContaining("lora_alpha 8.0 (--low-rank-alpha says 16.0");
        Files.writeString(folder.resolve("adapter_config.json"), "{\"lora_alpha\": 8, \"use_dora\": true}");
        assertThatThrownBy(() -> open(file, CheckpointChoices.NONE)).hasMessageContaining("use_dora");
    }

    @Test
    void lowRankMatricesOfTheirOwnFolderAreMerged() throws IOException {
        Path adapter = Files.createDirectory(folder.resolve("adapter"));
        TorchSave.stateDict(
                adapter.resolve("adapter_model.bin"),
                Map.of(
                        "base_model.model." + BLOCK + "attn.out_proj.lora_A.weight",
                        ClipStateDict.formula("down.proj", 2, 64),
                        "base_model.model." + BLOCK + "attn.out_proj.lora_B.weight",
                        ClipStateDict.formula("up.proj", 64, 2)));
        Files.writeString(adapter.resolve("adapter_config.json"), "{\"lora_alpha\": 2, \"use_rslora\": true}");
        CheckpointChoices choices =
                new CheckpointChoices(Optional.empty(), List.of(), Optional.of(adapter), OptionalDouble.empty());
        try (Checkpoint checkpoint = choices.open(file(ClipStateDict.openAi()))) {
            ClipWeights weights = ClipWeights.of(checkpoint, choices);
            float[] base = FormulaWeights.values(BLOCK + "attn.out_proj.weight", 64, 64);
            float[] merged = weights.read(BLOCK + "attn.out_proj.weight", 64, 64);
            float[] a = FormulaWeights.values("down.proj", 2, 64);
            float[] b = FormulaWeights.values("up.proj", 64, 2);
            double first = base[0] + 2 / Math.sqrt(2) * (b[0] * a[0] + b[1] * a[64]);
            assertThat((double) merged[0]).isCloseTo(first, within(1e-6));
            assertThat(weights.notes()).anyMatch(note -> note.startsWith("merged 1 low-rank updates"));
        }
    }

    @Test
    void ofSeveralWeightsTheTrainedOnesAreTakenAndOthersByName() throws IOException {
        Map<String, SavedTensor> average = ClipStateDict.openAi();
        average.put("logit_scale", SavedTensor.of(count -> new float[] {3}));
        Path file = folder.resolve("several.pth");
        TorchSave.nested(
                file,
                Map.of("ema", ClipStateDict.renamed(average, key -> "module." + key), "net", ClipStateDict.openAi()));
        try (Checkpoint trained = Checkpoint.open(file);
                Checkpoint averaged = Checkpoint.open(file, Optional.of("ema"))) {
            assertThat(trained.taken()).isEqualTo("net");
            ClipWeights weights = ClipWeights.of(trained);
            requireFormula(weights, "logit_scale");
            assertThat(weights.notes())
                    .contains("weights are those under net; the file also has ema (--weights NAME takes another)");
            assertThat(ClipWeights.of(averaged).logitScale()).isCloseTo(Math.exp(3), within(1e-4));
        }
        assertThatThrownBy(() -> Checkpoint.open(file, Optional.of("teacher")))
                .hasMessageContaining("no weights named teacher");
    }

    @Test
    void tensorsBesideTheStateDictAreKeysToo() throws IOException {
        Path file = folder.resolve("beside.pth");
        TorchSave.nested(
                file,
                Map.of(
                        "adapter",
                        Map.of("down.weight", ClipStateDict.formula("down.weight", 4, 64)),
                        "model",
                        ClipStateDict.openAi()));
        assertThatThrownBy(() -> open(file, CheckpointChoices.NONE))
                .hasMessageContaining("holds what CLIP has not: adapter");
        open(file, ignoring("adapter"));
    }

    @Test
    void shardsAreReadByTheirIndexFromAnyOfThem() throws IOException {
        Map<String, SavedTensor> first = new LinkedHashMap<>();
        Map<String, SavedTensor> second = new LinkedHashMap<>();
        StringBuilder map = new StringBuilder();
        ClipStateDict.openAi().forEach((key, tensor) -> {
            boolean early = key.startsWith("visual.");
            (early ? first : second).put(key, tensor);
            map.append(map.isEmpty() ? "" : ", ")
                    .append('"')
                    .append(key)
                    .append("\": \"pytorch_model-0000")
                    .append(early ? 1 : 2)
                    .append("-of-00002.bin\"");
        });
        Path one = folder.resolve("pytorch_model-00001-of-00002.bin");
        Path two = folder.resolve("pytorch_model-00002-of-00002.bin");
        TorchSave.stateDict(one, first);
        TorchSave.stateDict(two, second);
        assertThatThrownBy(() -> Checkpoint.open(one)).hasMessageContaining("one of several shards");
        Path index =
                Files.writeString(folder.resolve("pytorch_model.bin.index.json"), "{\"weight_map\": {" + map + "}}");
        for (Path place : List.of(one, index, folder)) {
            try (Checkpoint checkpoint = Checkpoint.open(place)) {
                requireFormula(ClipWeights.of(checkpoint), "visual.proj", 64, 16);
                assertThat(checkpoint.files()).containsExactly(index, one, two);
            }
        }
        Files.delete(two);
        assertThatThrownBy(() -> Checkpoint.open(index)).hasMessageContaining("shard pytorch_model-00002-of-00002.bin");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY, 65_536, -1e37f})
    void aNumberThatNoModelHoldsIsRefused(float number) throws IOException {
        Map<String, SavedTensor> tensors = ClipStateDict.openAi();
        tensors.put("ln_final.bias", withSeventh(number));
        try (Checkpoint checkpoint = Checkpoint.open(file(tensors))) {
            ClipWeights weights = ClipWeights.of(checkpoint);
            assertThatThrownBy(() -> weights.read("ln_final.bias", 64))
                    .hasMessageContaining("ln_final.bias float32 [64]: holds " + number);
        }
    }

    @Test
    void theLargestNumberOfHalfPrecisionIsRead() throws IOException {
        Map<String, SavedTensor> tensors = ClipStateDict.openAi();
        tensors.put("ln_final.bias", withSeventh(65_504));
        try (Checkpoint checkpoint = Checkpoint.open(file(tensors))) {
            assertThat(ClipWeights.of(checkpoint).read("ln_final.bias", 64)).contains(65_504);
        }
    }

    private static SavedTensor withSeventh(float number) {
        return SavedTensor.of(
                count -> {
                    float[] values = new float[count];
                    values[7] = number;
                    return values;
                },
                64);
    }

    private Path file(Map<String, SavedTensor> tensors) throws IOException {
        Path file = folder.resolve("weights.pt");
        TorchSave.stateDict(file, tensors);
        return file;
    }

    private static CheckpointChoices ignoring(String pattern) {
        return new CheckpointChoices(Optional.empty(), List.of(pattern), Optional.empty(), OptionalDouble.empty());
    }

    private static void open(Path file, CheckpointChoices choices) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            requireFormula(ClipWeights.of(checkpoint, choices), "logit_scale");
        }
    }

    private static void requireMerged(Path file, CheckpointChoices choices, float[] expected) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            ClipWeights weights = ClipWeights.of(checkpoint, choices);
            assertThat(weights.read(BLOCK + "mlp.c_fc.weight", 256, 64))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(expected);
            ClipWeightsTest.requireEveryKeyAccountedFor(checkpoint, weights.report());
        }
    }

    private static void requireFormula(ClipWeights weights, String name, long... shape) {
        assertThat(weights.read(name, shape)).isEqualTo(FormulaWeights.values(name, shape));
    }
}
