package io.mien.making.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.making.importing.StatedClip.Tower;
import io.mien.making.network.Activation;
import io.mien.making.network.PixelNormalization;
import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Reads what libraries write beside CLIP's weights: Hugging Face's {@code config.json}, {@code preprocessor_config.json} and
 * {@code processor_config.json}, open_clip's {@code open_clip_config.json}. What a file leaves out has its library's default, which it was written to mean.
 */
final class SideFiles {
    /** Tokens of CLIP's vocabulary. */
    static final int VOCABULARY = 49_408;

    private static final int OLD_END_OF_TEXT = 2;

    static final String HUGGING_FACE = "config.json";
    static final String PREPROCESSOR = "preprocessor_config.json";
    static final String PROCESSOR = "processor_config.json";
    static final String OPEN_CLIP = "open_clip_config.json";

    private SideFiles() {}

    /**
     * What lies in the folder of weights and belongs to their layout.
     *
     * @throws ModelException if a file is no JSON, or of another kind of model
     */
    static List<StatedClip> in(Path folder, ClipLayout layout) {
        Optional<SideFile> config = SideFile.read(folder.resolve(HUGGING_FACE)).filter(SideFiles::isOfModel);
        List<StatedClip> stated = new ArrayList<>();
        if (layout != ClipLayout.HUGGING_FACE) {
            SideFile.read(folder.resolve(OPEN_CLIP)).map(OpenClipSettings::of).ifPresent(stated::add);
            if (stated.isEmpty()) {
                config.filter(SideFiles::isClip).map(SideFiles::huggingFace).ifPresent(stated::add);
            }
            return stated;
        }
        config.map(SideFiles::huggingFace).ifPresent(stated::add);
        SideFile.read(folder.resolve(PREPROCESSOR))
                .map(file -> pictures(file, file.json()))
                .ifPresent(stated::add);
        SideFile.read(folder.resolve(PROCESSOR)).flatMap(SideFiles::processor).ifPresent(stated::add);
        return stated;
    }

    /** A training tool's own settings may be called so too. */
    private static boolean isOfModel(SideFile file) {
        return file.json().hasNonNull("model_type")
                || file.json().hasNonNull("vision_config")
                || file.json().hasNonNull("vision_config_dict");
    }

    private static boolean isClip(SideFile file) {
        return file.json().path("model_type").asText("clip").equals("clip");
    }

    private static StatedClip huggingFace(SideFile file) {
        JsonNode json = file.json();
        if (!isClip(file)) {
            throw new ModelException(file.path() + ": model_type "
                    + json.path("model_type").asText() + " (expected: clip, as the weights beside it are named)");
        }
        JsonNode vision = tower(json, "vision_config");
        JsonNode text = tower(json, "text_config");
        requireEndOfText(file, text);
        return new StatedClip(
                file.path(),
                tower(file, vision, 768, 12, 12, 3072),
                tower(file, text, 512, 12, 8, 2048),
                file.number(vision, "image_size", 224),
                file.number(vision, "patch_size", 32),
                file.number(json, "projection_dim", 512),
                file.number(text, "max_position_embeddings", 77),
                file.number(text, "vocab_size", VOCABULARY),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /**
     * CLIP takes a text's embedding where its largest token stands, which is the last of the vocabulary. So does transformers if
     * the end is said to be 2, as older exports have it; else it takes the first token that is the end, wherever it stands.
     */
    private static void requireEndOfText(SideFile file, JsonNode text) {
        int last = file.number(text, "vocab_size", VOCABULARY).orElseThrow() - 1;
        int end = file.number(text, "eos_token_id", VOCABULARY - 1).orElseThrow();
        if (end != last && end != OLD_END_OF_TEXT) {
            throw new ModelException(file.path() + ": eos_token_id " + end + " (expected: " + last
                    + ", the last of the vocabulary, or " + OLD_END_OF_TEXT + ", as older exports have it)");
        }
    }

    /**
     * Older exports say it twice. Where there is a {@code vision_config_dict}, transformers takes it whole, with defaults for
     * what it leaves out, whatever {@code vision_config} says.
     */
    private static JsonNode tower(JsonNode json, String name) {
        return json.hasNonNull(name + "_dict") ? json.path(name + "_dict") : json.path(name);
    }

    private static Tower tower(SideFile file, JsonNode config, int width, int layers, int heads, int hidden) {
        return new Tower(
                file.number(config, "hidden_size", width),
                file.number(config, "num_hidden_layers", layers),
                file.number(config, "num_attention_heads", heads),
                file.number(config, "intermediate_size", hidden),
                Optional.of(activation(file, config.path("hidden_act").asText("quick_gelu"))),
                OptionalDouble.of(config.path("layer_norm_eps").asDouble(1e-5)));
    }

    private static Activation activation(SideFile file, String name) {
        return switch (name) {
            case "quick_gelu" -> Activation.QUICK_GELU;
            case "gelu" -> Activation.GELU;
            default ->
                throw new ModelException(
                        file.path() + ": hidden_act " + name + " (expected: quick_gelu or gelu, which CLIP has)");
        };
    }

    /** Newer versions of transformers write what they do to pictures into the file of all that they do. */
    private static Optional<StatedClip> processor(SideFile file) {
        JsonNode pictures = file.json().path("image_processor");
        return pictures.isObject() ? Optional.of(pictures(file, pictures)) : Optional.empty();
    }

    private static StatedClip pictures(SideFile file, JsonNode json) {
        List<String> others = new ArrayList<>();
        if (json.has("rescale_factor") && Math.abs(json.path("rescale_factor").asDouble() - 1 / 255.0) > 1e-6) {
            others.add("rescale_factor " + json.path("rescale_factor").asText());
        }
        if (json.has("do_rescale") && !json.path("do_rescale").asBoolean()) {
            others.add("do_rescale false");
        }
        if (json.has("do_resize") && !json.path("do_resize").asBoolean()) {
            others.add("do_resize false");
        }
        if (json.has("do_center_crop") && !json.path("do_center_crop").asBoolean()) {
            others.add("do_center_crop false");
        }
        JsonNode size = json.path("size");
        OptionalInt crop = side(json.path("crop_size"), "height");
        OptionalInt shortest = side(size, "shortest_edge");
        if (size.has("height") && size.has("width")) {
            others.add("size " + size + ", to which pictures are squashed");
        } else if (shortest.isPresent() && crop.isPresent() && shortest.getAsInt() != crop.getAsInt()) {
            others.add("size " + shortest.getAsInt() + " and crop_size " + crop.getAsInt()
                    + ", so that a border is cut off");
        }
        return new StatedClip(
                file.path(),
                Tower.UNSAID,
                Tower.UNSAID,
                crop,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                json.has("do_normalize") && !json.path("do_normalize").asBoolean()
                        ? Optional.of(PixelNormalization.NONE)
                        : file.normalization(json.path("image_mean"), json.path("image_std")),
                SideFile.resampling(json.path("resample")),
                others);
    }

    /** Older files have a number, newer ones an object. */
    private static OptionalInt side(JsonNode size, String name) {
        JsonNode side = size.isNumber() ? size : size.path(name);
        return side.isNumber() ? OptionalInt.of(side.asInt()) : OptionalInt.empty();
    }
}
