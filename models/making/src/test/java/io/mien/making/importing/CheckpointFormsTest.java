package io.mien.making.importing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.SavedTensor;
import io.mien.making.checkpoint.TorchSave;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that hold something else than a CLIP's plain weights, and what is said of them. */
final class CheckpointFormsTest {
    private static final String BLOCK = "visual.transformer.resblocks.0.";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "visual.transformer.resblocks.0.mlp.c_fc.SCB, weights quantised by bitsandbytes",
        "visual.transformer.resblocks.0.mlp.c_fc.qweight, weights quantised by GPTQ",
        "visual.transformer.resblocks.0.mlp.c_fc.parametrizations.weight.original0, parametrised weights",
        "visual.transformer.resblocks.0.mlp.c_fc.weight_g, weights with weight norm",
        "visual.transformer.resblocks.0.mlp.c_fc.weight_orig, pruned weights",
    })
    void weightsThatStandForOthersAreToldFirst(String key, String message) throws IOException {
        Map<String, SavedTensor> tensors = ClipStateDict.openAi();
        tensors.remove(BLOCK + "mlp.c_fc.weight");
        tensors.put(key, ClipStateDict.formula(key, 8));
        assertThatThrownBy(() -> open(file(tensors))).hasMessageContaining("weights.pt: these are " + message);
    }

    @Test
    void halfAModelIsToldFirst() throws IOException {
        Map<String, SavedTensor> images = ClipStateDict.openAi();
        images.keySet().removeIf(key -> !key.startsWith("visual."));
        assertThatThrownBy(() -> open(file(images)))
                .hasMessageContaining("weights.pt: these are an image encoder alone");
        Map<String, SavedTensor> texts = ClipStateDict.huggingFace();
        texts.keySet().removeIf(key -> key.startsWith("vis"));
        assertThatThrownBy(() -> open(file(texts))).hasMessageContaining("weights.pt: these are a text encoder alone");
        assertThatThrownBy(() -> open(file(LowRankAdapterTest.update(BLOCK + "mlp.c_fc.", 256))))
                .hasMessageContaining("give them with --clip, and this with --low-rank");
        Map<String, SavedTensor> empty = new TreeMap<>();
        ClipStateDict.openAi().keySet().forEach(key -> empty.put(key, SavedTensor.of(count -> new float[count], 0)));
        assertThatThrownBy(() -> open(file(empty))).hasMessageContaining("python zero_to_fp32.py");
    }

    @Test
    void anAverageOfTheModelWithinAnotherIsNoOtherModel() throws IOException {
        Path file = folder.resolve("weights.pt");
        Map<String, SavedTensor> held = new LinkedHashMap<>();
        ClipStateDict.openAi().forEach((key, tensor) -> held.put("backbone." + key, tensor));
        TorchSave.nested(file, Map.of("state_dict", held, "ema_state_dict", ClipStateDict.openAi()));
        open(file);
    }

    private Path file(Map<String, SavedTensor> tensors) throws IOException {
        Path file = folder.resolve("weights.pt");
        TorchSave.stateDict(file, tensors);
        return file;
    }

    private static void open(Path file) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            ClipWeights.of(checkpoint);
        }
    }
}
