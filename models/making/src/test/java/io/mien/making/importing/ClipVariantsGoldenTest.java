package io.mien.making.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.SavedTensor;
import io.mien.making.checkpoint.TorchSave;
import io.mien.making.network.FormulaWeights;
import io.mien.making.network.GoldenNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What files and their neighbours say, against what PyTorch computes of the same: activations, heads, low-rank matrices. The
 * numbers were recorded by {@code src/differential/record_variants.py}.
 */
final class ClipVariantsGoldenTest {
    private static final String OPEN_CLIP_CONFIG = """
            {"model_cfg": {"embed_dim": 16, "quick_gelu": %s,
               "vision_cfg": {"image_size": 16, "layers": 1, "width": 64, "head_width": %d, "patch_size": 8},
               "text_cfg": {"context_length": 6, "vocab_size": 20, "width": 64, "heads": 1, "layers": 1}}}
            """;

    private static final String HUGGING_FACE_CONFIG = """
            {"model_type": "clip", "projection_dim": 16,
             "text_config": {"hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 1, "num_attention_heads": 2,
               "max_position_embeddings": 6, "vocab_size": 20, "eos_token_id": 19},
             "vision_config": {"hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 1,
               "num_attention_heads": 4, "image_size": 16, "patch_size": 8, "hidden_act": "gelu"}}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "open_clip, quick-gelu|true|64",
                "open_clip, gelu|false|64",
                "open_clip, gelu, heads of 32|false|32",
            })
    void openClipsSettingsGiveOpenClipsNumbers(String variant, boolean quick, int headWidth) throws IOException {
        Files.writeString(folder.resolve("open_clip_config.json"), OPEN_CLIP_CONFIG.formatted(quick, headWidth));
        Map<String, SavedTensor> wrapped =
                ClipStateDict.renamed(ClipStateDict.openAi(), key -> "module._orig_mod." + key);
        requireFeatures(variant, wrapped);
    }

    @Test
    void huggingFacesSettingsGiveTheirNumbers() throws IOException {
        Files.writeString(folder.resolve("config.json"), HUGGING_FACE_CONFIG);
        requireFeatures("hugging_face, gelu and quick-gelu, 4 and 2 heads", ClipStateDict.huggingFace());
    }

    @Test
    void lowRankMatricesAreMergedAsPeftDoes() throws IOException {
        Files.writeString(folder.resolve("config.json"), HUGGING_FACE_CONFIG);
        Files.writeString(folder.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\", \"lora_alpha\": 8}");
        Map<String, SavedTensor> tensors = new LinkedHashMap<>();
        ClipStateDict.huggingFace().forEach((key, tensor) -> {
            String name = "base_model.model." + key;
            if (key.matches(".*\\.(q_proj|v_proj|fc1)\\.(weight|bias)")) {
                int dot = name.lastIndexOf('.');
                String module = name.substring(0, dot);
                tensors.put(module + ".base_layer" + name.substring(dot), tensor);
                if (key.endsWith(".weight")) {
                    put(tensors, module + ".lora_A.default.weight", 4, 64);
                    put(tensors, module + ".lora_B.default.weight", key.contains("fc1") ? 256 : 64, 4);
                }
            } else {
                tensors.put(name, tensor);
            }
        });
        requireFeatures("hugging_face, low-rank", tensors);
    }

    private static void put(Map<String, SavedTensor> tensors, String name, long... shape) {
        tensors.put(name, ClipStateDict.formula(name, shape));
    }

    private void requireFeatures(String variant, Map<String, SavedTensor> tensors) throws IOException {
        JsonNode recorded = GoldenNumbers.read("clip-variants.json");
        Path file = folder.resolve("pytorch_model.bin");
        TorchSave.stateDict(file, tensors);
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            ClipWeights weights = ClipWeights.of(checkpoint);
            ClipFeatures features = ClipFeatures.of(
                    weights,
                    ClipSettings.of(checkpoint, weights, Optional.empty()),
                    FormulaWeights.bytes("pictures", 2 * 16 * 16 * 3),
                    recorded.get("tokens"));
            GoldenNumbers.requireRows(
                    features.image(),
                    recorded.get(variant).get("image_features"),
                    ClipStateDict.EMBEDDING,
                    GoldenNumbers.TOLERANCE);
            GoldenNumbers.requireRows(
                    features.text(),
                    recorded.get(variant).get("text_features"),
                    ClipStateDict.EMBEDDING,
                    GoldenNumbers.TOLERANCE);
        }
    }
}
