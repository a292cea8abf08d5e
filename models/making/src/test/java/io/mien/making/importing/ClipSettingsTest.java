package io.mien.making.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.SavedTensor;
import io.mien.making.checkpoint.TorchSave;
import io.mien.making.network.Activation;
import io.mien.making.network.PixelNormalization;
import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands beside CLIP's weights, and what happens where nothing does. */
final class ClipSettingsTest {
    private static final String CONFIG = """
            {"model_type": "clip", "projection_dim": 16,
             "text_config": {"hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 1, "num_attention_heads": 2,
               "max_position_embeddings": 6, "vocab_size": 20, "eos_token_id": 19,
               "hidden_act": "quick_gelu"},
             "vision_config": {"hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 1,
               "num_attention_heads": 4, "image_size": 16, "patch_size": 8, "hidden_act": "gelu"}}
            """;

    private static final String OPEN_CLIP = """
            {"model_cfg": {"embed_dim": 16,
               "vision_cfg": {"image_size": 16, "layers": 1, "width": 64, "head_width": 32, "patch_size": 8},
               "text_cfg": {"context_length": 6, "vocab_size": 20, "width": 64, "heads": 1, "layers": 1}},
             "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "interpolation": "bicubic"}}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void huggingFacesConfigSaysActivationsAndHeadsOfBothEncoders() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        ClipSettings settings = settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.empty());
        assertThat(settings.visionActivation()).isEqualTo(Activation.GELU);
        assertThat(settings.textActivation()).isEqualTo(Activation.QUICK_GELU);
        assertThat(settings.vision().headWidth()).isEqualTo(16);
        assertThat(settings.text().headWidth()).isEqualTo(32);
        assertThat(settings.files()).containsExactly(folder.resolve("config.json"));
        assertThat(settings.notes()).contains("the image encoder's activation is gelu, as config.json says");
    }

    @Test
    void whatTransformersTakesInsteadOfAnEncodersSettingsIsTakenWithItsDefaults() throws IOException {
        String whole =
                "\"vision_config_dict\": {\"hidden_size\": 64, \"intermediate_size\": 256, \"num_hidden_layers\": 1,"
                        + " \"num_attention_heads\": 2, \"image_size\": 16, \"patch_size\": 8}";
        Files.writeString(
                folder.resolve("config.json"), CONFIG.replaceFirst("\\{", Matcher.quoteReplacement("{" + whole + ",")));
        ClipSettings settings = settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.empty());
        assertThat(settings.visionActivation()).isEqualTo(Activation.QUICK_GELU);
        assertThat(settings.vision().headWidth()).isEqualTo(32);
        Files.writeString(
                folder.resolve("config.json"),
                CONFIG.replaceFirst("\\{", "{\"vision_config_dict\": {\"hidden_act\": \"gelu\"},"));
        requireRefused("image size 224 (the weights' shapes in pytorch_model.bin say 16");
    }

    @Test
    void openClipsConfigSaysActivationHeadsAndPixels() throws IOException {
        Files.writeString(folder.resolve("open_clip_config.json"), OPEN_CLIP);
        ClipSettings settings = settings("open_clip_pytorch_model.bin", ClipStateDict.openAi(), Optional.empty());
        assertThat(settings.visionActivation()).isEqualTo(Activation.GELU);
        assertThat(settings.textActivation()).isEqualTo(Activation.GELU);
        assertThat(settings.vision().headWidth()).isEqualTo(32);
        assertThat(settings.pixels()).isEqualTo(new PixelNormalization(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)));
    }

    @Test
    void thePreprocessorsConfigSaysThePixels() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.writeString(
                folder.resolve("preprocessor_config.json"),
                "{\"crop_size\": {\"height\": 16, \"width\": 16}, \"image_mean\": [0.4, 0.4, 0.4],"
                        + " \"image_std\": [0.2, 0.2, 0.2], \"resample\": 3}");
        assertThat(settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.empty())
                        .pixels()
                        .mean())
                .containsExactly(0.4, 0.4, 0.4);
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"crop_size\": 224, \"resample\": 3}");
        requireRefused("image size 224 (the weights' shapes in pytorch_model.bin say 16");
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"resample\": 2}");
        requireRefused("resampled bilinear (expected: bicubic");
        Files.writeString(
                folder.resolve("preprocessor_config.json"),
                "{\"size\": {\"shortest_edge\": 18}, \"crop_size\": 16, \"resample\": 3}");
        requireRefused("size 18 and crop_size 16, so that a border is cut off (expected: CLIP's own");
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"size\": {\"height\": 16, \"width\": 16}}");
        requireRefused("to which pictures are squashed");
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"size\": 16, \"do_center_crop\": false}");
        requireRefused("do_center_crop false");
    }

    @Test
    void theProcessorsConfigOfNewerVersionsSaysThePixelsToo() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.writeString(folder.resolve("processor_config.json"), "{\"processor_class\": \"CLIPProcessor\"}");
        assertThat(settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.empty())
                        .pixels())
                .isEqualTo(PixelNormalization.CLIP);
        Files.writeString(
                folder.resolve("processor_config.json"),
                "{\"image_processor\": {\"image_mean\": [0.4, 0.4, 0.4], \"image_std\": [0.2, 0.2, 0.2]}}");
        assertThat(settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.empty())
                        .pixels()
                        .mean())
                .containsExactly(0.4, 0.4, 0.4);
        Files.writeString(
                folder.resolve("preprocessor_config.json"),
                "{\"image_mean\": [0.3, 0.3, 0.3], \"image_std\": [0.2, 0.2, 0.2]}");
        requireRefused("and preprocessor_config.json says");
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"do_rescale\": false}");
        requireRefused("do_rescale false");
    }

    @Test
    void settingsThatPythonWritesAreReadThoughTheyAreNoStrictJson() throws IOException {
        Files.writeString(folder.resolve("config.json"), "\uFEFF" + CONFIG.replaceFirst("\\{", "{\"best_loss\": NaN,"));
        assertThat(settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.empty())
                        .visionActivation())
                .isEqualTo(Activation.GELU);
    }

    @ParameterizedTest
    @CsvSource({
        "vision_cfg, global_average_pool, true",
        "vision_cfg, final_ln_after_pool, true",
        "vision_cfg, a_setting_of_next_year, 2",
        "text_cfg, hf_tokenizer_name, '\"bert-base-uncased\"'",
        "text_cfg, tokenizer_kwargs, '{\"clean\": \"canonicalize\"}'",
    })
    void aSettingOfOpenClipThatIsNotKnownIsRefused(String tower, String name, String value) throws IOException {
        String before = "\"" + tower + "\": {";
        Files.writeString(
                folder.resolve("open_clip_config.json"),
                OPEN_CLIP.replace(before, before + "\"" + name + "\": " + value + ", "));
        assertThatThrownBy(() -> settings("open_clip_pytorch_model.bin", ClipStateDict.openAi(), Optional.empty()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(tower + "." + name + " "
                        + value.replace("\"bert-base-uncased\"", "bert-base-uncased")
                                .replace(": ", ":"));
        Files.writeString(
                folder.resolve("open_clip_config.json"),
                OPEN_CLIP.replace(before, before + "\"" + name + "\": null, "));
        settings("open_clip_pytorch_model.bin", ClipStateDict.openAi(), Optional.empty());
    }

    @Test
    void theEndOfTextOfOlderExportsIsTaken() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG.replace("\"eos_token_id\": 19", "\"eos_token_id\": 2"));
        assertThat(settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.empty())
                        .files())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hidden_act\": \"gelu\"|\"hidden_act\": \"gelu_new\"|hidden_act gelu_new (expected: quick_gelu or gelu",
                "\"image_size\": 16|\"image_size\": 224|image size 224 (the weights' shapes in pytorch_model.bin say 16",
                "\"hidden_size\": 64, \"intermediate_size\": 256, \"num_hidden_layers\": 1,\\n|\"hidden_size\": 768,|width 768",
                "\"num_attention_heads\": 4|\"num_attention_heads\": 7|7 heads in the image encoder",
                "\"vocab_size\": 20, \"eos_token_id\": 19|\"vocab_size\": 49408|vocabulary 49408",
                "\"eos_token_id\": 19|\"eos_token_id\": 18|eos_token_id 18 (expected: 19, the last of the vocabulary, or 2",
                "\"eos_token_id\": 19|\"bos_token_id\": 18|eos_token_id 49407 (expected: 19",
                "\"model_type\": \"clip\"|\"model_type\": \"siglip\"|model_type siglip",
                "\"patch_size\": 8|\"patch_size\": 8, \"layer_norm_eps\": 1e-6|layer_norm_eps 1.0E-6 (expected: 1.0E-5",
            })
    void whatContradictsTheShapesIsRefusedWithBothValues(String found, String replaced, String message)
            throws IOException {
        String changed = CONFIG.replaceFirst(found.replace("\\n", "\\s*"), replaced + " ");
        assertThat(changed).isNotEqualTo(CONFIG);
        Files.writeString(folder.resolve("config.json"), changed);
        requireRefused(message);
    }

    @Test
    void whatContradictsTheCommandLineIsRefusedWithBothValues() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        assertThatThrownBy(() ->
                        settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.of(Activation.QUICK_GELU)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("activation is gelu, and --activation says quick-gelu");
    }

    @Test
    void whereNothingSaysTheActivationItIsAskedFor() throws IOException {
        assertThatThrownBy(() -> settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.empty()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("nothing says what activation")
                .hasMessageContaining("--activation");
        assertThatThrownBy(() -> settings("open_clip_model.bin", ClipStateDict.openAi(), Optional.empty()))
                .hasMessageContaining("--activation");
        assertThat(settings("mine.pt", ClipStateDict.openAi(), Optional.empty()).notes())
                .containsExactly("nothing says the activation: quick-gelu is taken, as OpenAI's code has it"
                        + " (--activation gelu if it was trained with open_clip's)");
        assertThat(settings("mine.pt", ClipStateDict.openAi(), Optional.of(Activation.GELU))
                        .textActivation())
                .isEqualTo(Activation.GELU);
    }

    @Test
    void whatNoEncoderHereHasIsRefused() throws IOException {
        Files.writeString(
                folder.resolve("open_clip_config.json"),
                OPEN_CLIP.replace("\"head_width\": 32", "\"ls_init_value\": 1e-5, \"pool_type\": \"avg\""));
        assertThatThrownBy(() -> settings("open_clip_pytorch_model.bin", ClipStateDict.openAi(), Optional.empty()))
                .hasMessageContaining("vision_cfg.ls_init_value 1.0E-5, vision_cfg.pool_type avg");
    }

    private void requireRefused(String message) {
        assertThatThrownBy(() -> settings("pytorch_model.bin", ClipStateDict.huggingFace(), Optional.empty()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    private ClipSettings settings(String name, Map<String, SavedTensor> tensors, Optional<Activation> given)
            throws IOException {
        Path file = folder.resolve(name);
        TorchSave.stateDict(file, tensors);
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return ClipSettings.of(checkpoint, ClipWeights.of(checkpoint), given);
        }
    }
}
