package io.mien.making.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.SavedTensor;
import io.mien.making.checkpoint.TorchSave;
import io.mien.making.network.FormulaWeights;
import io.mien.making.network.GoldenNumbers;
import io.mien.making.network.NetworkVariables;
import io.mien.making.network.PixelNormalization;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

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
               "max_position_embeddings": 6, "vocab_size": 20},
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
        TensorFlowRuntime.load();
        try (Checkpoint checkpoint = Checkpoint.open(file);
                Graph graph = new Graph();
                Session session = new Session(graph)) {
            ClipWeights weights = ClipWeights.of(checkpoint);
            ClipSettings settings = ClipSettings.of(checkpoint, weights, Optional.empty());
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            Placeholder<TUint8> pictures = tf.placeholder(TUint8.class);
            Operand<TFloat32> image = new VisionTransformer(
                            settings.vision(), PixelNormalization.CLIP, settings.visionActivation(), "visual.")
                    .encode(tf, variables, pictures);
            JsonNode tokens = recorded.get("tokens");
            Operand<TFloat32> text = new TextTransformer(settings.text(), settings.textActivation(), "")
                    .encode(
                            tf,
                            variables,
                            tf.constant(embedded(tokens, weights)),
                            ClipStateDict.CONTEXT,
                            tf.constant(ends(tokens)));
            variables.load(session, weights);
            byte[] bytes = FormulaWeights.bytes("pictures", 2 * 16 * 16 * 3);
            try (TUint8 fed = TUint8.tensorOf(Shape.of(2, 16, 16, 3), DataBuffers.of(bytes, true, false));
                    Result result = session.runner()
                            .feed(pictures, fed)
                            .fetch(image)
                            .fetch(text)
                            .run()) {
                requireRows(result, 0, recorded.get(variant).get("image_features"));
                requireRows(result, 1, recorded.get(variant).get("text_features"));
            }
        }
    }

    private static void requireRows(Result result, int output, JsonNode expected) {
        GoldenNumbers.requireRows(
                GoldenNumbers.floats((TFloat32) result.get(output)),
                expected,
                ClipStateDict.EMBEDDING,
                GoldenNumbers.TOLERANCE);
    }

    private static float[][][] embedded(JsonNode tokens, ClipWeights weights) {
        int width = ClipStateDict.WIDTH;
        float[] words = weights.read(ClipWeights.TOKEN_EMBEDDING, ClipStateDict.VOCABULARY, width);
        float[][][] embedded = new float[tokens.size()][ClipStateDict.CONTEXT][];
        for (int prompt = 0; prompt < embedded.length; prompt++) {
            for (int position = 0; position < ClipStateDict.CONTEXT; position++) {
                int token = tokens.get(prompt).get(position).intValue();
                embedded[prompt][position] = Arrays.copyOfRange(words, token * width, (token + 1) * width);
            }
        }
        return embedded;
    }

    private static int[] ends(JsonNode tokens) {
        int[] ends = new int[tokens.size()];
        for (int prompt = 0; prompt < ends.length; prompt++) {
            while (tokens.get(prompt).get(ends[prompt]).intValue() != ClipStateDict.VOCABULARY - 1) {
                ends[prompt]++;
            }
        }
        return ends;
    }
}
