package io.mien.making.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Low-rank matrices apart from the weights, with what peft's settings say of them. */
final class LowRankAdapterTest {
    private static final String BLOCK = "visual.transformer.resblocks.0.";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "^clip.visual.transformer.resblocks.0.mlp.c_fc, 8",
        "clip.visual.transformer.resblocks.0.mlp.c_fc, 8",
        "c_(fc|proj), 8",
        "^visual.transformer.resblocks.0.mlp.c_fc, 4",
        "mlp, 4",
    })
    void anAlphaOfItsOwnIsOfTheNamesThatTheModelHadWhereItWasTrained(String pattern, double alpha) throws IOException {
        Path adapter = Files.createDirectories(folder.resolve("adapter"));
        TorchSave.stateDict(
                adapter.resolve("adapter_model.bin"), update("base_model.model.clip." + BLOCK + "mlp.c_fc.", 256));
        Files.writeString(
                adapter.resolve("adapter_config.json"),
                "{\"lora_alpha\": 4, \"alpha_pattern\": {\"" + pattern + "\": 8}}");
        requireUpdated(adapter, "mlp.c_fc.weight", 256, alpha / 2);
    }

    @Test
    void theUpdateOfAnAttentionsOutputCountsTwiceAsPeftComputesIt() throws IOException {
        Path adapter = Files.createDirectories(folder.resolve("adapter"));
        TorchSave.stateDict(
                adapter.resolve("adapter_model.bin"),
                update("base_model.model." + BLOCK + "attn.base_layer.out_proj.", 64));
        String settings = "{\"lora_alpha\": 4, \"alpha_pattern\": {\"out_proj\": 16, \"attn\": 6}}";
        Path file = Files.writeString(adapter.resolve("adapter_config.json"), settings);
        requireUpdated(adapter, "attn.out_proj.weight", 64, 2 * 3);
        Files.writeString(file, settings.replaceFirst("\\{", "{\"peft_version\": \"0.21.3\", "));
        assertThatThrownBy(() -> requireUpdated(adapter, "attn.out_proj.weight", 64, 2 * 3))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("peft_version 0.21.3, with an update of a MultiheadAttention's output");
        Files.writeString(file, settings.replaceFirst("\\{", "{\"peft_version\": \"0.21.2.dev0\", "));
        requireUpdated(adapter, "attn.out_proj.weight", 64, 2 * 3);
    }

    @ParameterizedTest
    @CsvSource({
        "init_lora_weights, '\"pissa\"', 'init_lora_weights pissa, which also changes the weights'",
        "init_lora_weights, '\"olora\"', 'init_lora_weights olora, which also changes the weights'",
        "alora_invocation_tokens, '[5]', alora_invocation_tokens",
        "layer_replication, '[[0, 2]]', layer_replication",
        "a_way_of_next_year, true, a_way_of_next_year",
    })
    void aWayToMergeThatIsNotKnownIsRefused(String name, String value, String message) throws IOException {
        Path adapter = Files.createDirectories(folder.resolve("adapter"));
        TorchSave.stateDict(
                adapter.resolve("adapter_model.bin"), update("base_model.model." + BLOCK + "mlp.c_fc.", 256));
        Path settings = Files.writeString(
                adapter.resolve("adapter_config.json"), "{\"lora_alpha\": 4, \"" + name + "\": " + value + "}");
        assertThatThrownBy(() -> requireUpdated(adapter, "mlp.c_fc.weight", 256, 2))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message + (message.endsWith("weights") ? "" : " (expected: plain low-rank"));
        Files.writeString(settings, "{\"lora_alpha\": 4, \"init_lora_weights\": true, \"" + name + "_\": null}");
        requireUpdated(adapter, "mlp.c_fc.weight", 256, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "visual.ln_post.weight, '\"modules_to_save\": [\"ln_post\"]', '\"modules_to_save\": [\"ln_pre\"]'",
        "visual.ln_post.bias, '\"bias\": \"all\"', '\"bias\": \"none\"'",
    })
    void whatWasTrainedWholeBesideTheMatricesIsTakenInstead(String key, String trained, String not) throws IOException {
        Path adapter = Files.createDirectories(folder.resolve("adapter"));
        Map<String, SavedTensor> tensors = update("base_model.model." + BLOCK + "mlp.c_fc.", 256);
        tensors.put("base_model.model." + key, ClipStateDict.formula("trained.proj", 64));
        TorchSave.stateDict(adapter.resolve("adapter_model.bin"), tensors);
        Path settings =
                Files.writeString(adapter.resolve("adapter_config.json"), "{\"lora_alpha\": 4, " + trained + "}");
        requireUpdated(adapter, "mlp.c_fc.weight", 256, 2);
        Path file = folder.resolve("weights.pt");
        CheckpointChoices choices =
                new CheckpointChoices(Optional.empty(), List.of(), Optional.of(adapter), OptionalDouble.empty());
        try (Checkpoint checkpoint = choices.open(file)) {
            ClipWeights weights = ClipWeights.of(checkpoint, choices);
            assertThat(weights.read(key, 64)).isEqualTo(FormulaWeights.values("trained.proj", 64));
            ClipWeightsTest.requireEveryKeyAccountedFor(checkpoint, weights.report());
        }
        Files.writeString(settings, "{\"lora_alpha\": 4, " + not + "}");
        assertThatThrownBy(() -> requireUpdated(adapter, "mlp.c_fc.weight", 256, 2))
                .hasMessageContaining("base_model.model." + key + " (other numbers for what " + key + " is");
    }

    static Map<String, SavedTensor> update(String module, int rows) {
        return new LinkedHashMap<>(Map.of(
                module + "lora_A.weight", ClipStateDict.formula("down.proj", 2, 64),
                module + "lora_B.weight", ClipStateDict.formula("up.proj", rows, 2)));
    }

    private void requireUpdated(Path adapter, String weight, int rows, double scale) throws IOException {
        Path file = folder.resolve("weights.pt");
        TorchSave.stateDict(file, ClipStateDict.openAi());
        CheckpointChoices choices =
                new CheckpointChoices(Optional.empty(), List.of(), Optional.of(adapter), OptionalDouble.empty());
        float[] expected = FormulaWeights.values(BLOCK + weight, rows, 64);
        float[] down = FormulaWeights.values("down.proj", 2, 64);
        float[] up = FormulaWeights.values("up.proj", rows, 2);
        for (int i = 0; i < expected.length; i++) {
            int row = i / 64;
            int column = i % 64;
            expected[i] += (float) (scale * (up[2 * row] * down[column] + up[2 * row + 1] * down[64 + column]));
        }
        try (Checkpoint checkpoint = choices.open(file)) {
            assertThat(ClipWeights.of(checkpoint, choices).read(BLOCK + weight, rows, 64))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(expected);
        }
    }
}
