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
 * Reads what libraries write beside CLIP's weights: Hugging Face's {@code config.json} and {@code preprocessor_config.json},
 * open_clip's {@code open_clip_config.json}. What a file leaves out has its library's default, which it was written to mean.
 */
final class SideFiles {
    /** Tokens of CLIP's vocabulary. */
    private static final int VOCABULARY = 49_408;

    private static final int OLD_END_OF_TEXT = 2;

    static final String HUGGING_FACE = "config.json";
    static final String PREPROCESSOR = "preprocessor_config.json";
    static final String OPEN_CLIP = "open_clip_config.json";

    /** Names of Pillow's filters, by its numbers. */
    private static final List<String> FILTERS = List.of("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming");

    /** Settings of open_clip's own image encoder that change what it computes, and that none here has. */
    private static final List<String> OTHER_VISION = List.of(
            "timm_model_name",
            "attentional_pool",
            "no_ln_pre",
            "act_kwargs",
            "norm_kwargs",
            "ls_init_value",
            "qk_norm");

    private static final List<String> OTHER_TEXT = List.of(
            "hf_model_name", "embed_cls", "no_causal_mask", "act_kwargs", "norm_kwargs", "ls_init_value", "proj_bias");

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
            SideFile.read(folder.resolve(OPEN_CLIP)).map(SideFiles::openClip).ifPresent(stated::add);
            if (stated.isEmpty()) {
                config.filter(SideFiles::isClip).map(SideFiles::huggingFace).ifPresent(stated::add);
            }
            return stated;
        }
        config.map(SideFiles::huggingFace).ifPresent(stated::add);
        SideFile.read(folder.resolve(PREPROCESSOR)).map(SideFiles::preprocessor).ifPresent(stated::add);
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
                number(file, vision, "image_size", 224),
                number(file, vision, "patch_size", 32),
                number(file, json, "projection_dim", 512),
                number(file, text, "max_position_embeddings", 77),
                number(file, text, "vocab_size", VOCABULARY),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /**
     * CLIP takes a text's embedding where its largest token stands, which is the last of the vocabulary. So does transformers if
     * the end is said to be 2, as older exports have it; else it takes the first token that is the end, wherever it stands.
     */
    private static void requireEndOfText(SideFile file, JsonNode text) {
        int last = number(file, text, "vocab_size", VOCABULARY).orElseThrow() - 1;
        int end = number(file, text, "eos_token_id", VOCABULARY - 1).orElseThrow();
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
                number(file, config, "hidden_size", width),
                number(file, config, "num_hidden_layers", layers),
                number(file, config, "num_attention_heads", heads),
                number(file, config, "intermediate_size", hidden),
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

    private static StatedClip preprocessor(SideFile file) {
        JsonNode json = file.json();
        List<String> others = new ArrayList<>();
        if (json.has("rescale_factor") && Math.abs(json.path("rescale_factor").asDouble() - 1 / 255.0) > 1e-6) {
            others.add("rescale_factor " + json.path("rescale_factor").asText());
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
                        : normalization(file, json.path("image_mean"), json.path("image_std")),
                resampling(json.path("resample")),
                others);
    }

    /** Older files have a number, newer ones an object. */
    private static OptionalInt side(JsonNode size, String name) {
        JsonNode side = size.isNumber() ? size : size.path(name);
        return side.isNumber() ? OptionalInt.of(side.asInt()) : OptionalInt.empty();
    }

    private static StatedClip openClip(SideFile file) {
        JsonNode model = file.json().path("model_cfg");
        JsonNode vision = model.path("vision_cfg");
        JsonNode text = model.path("text_cfg");
        if (!vision.isObject()) {
            throw new ModelException(file.path() + ": no model_cfg with vision_cfg (expected: open_clip's settings)");
        }
        List<String> others = new ArrayList<>();
        addOthers("vision_cfg.", vision, OTHER_VISION, others);
        addOthers("text_cfg.", text, OTHER_TEXT, others);
        if (!vision.path("pool_type").asText("tok").equals("tok")) {
            others.add("vision_cfg.pool_type " + vision.path("pool_type").asText());
        }
        if (!text.path("pool_type").asText("argmax").equals("argmax")) {
            others.add("text_cfg.pool_type " + text.path("pool_type").asText());
        }
        JsonNode pictures = file.json().path("preprocess_cfg");
        if (!pictures.path("resize_mode").asText("shortest").equals("shortest")) {
            others.add(
                    "preprocess_cfg.resize_mode " + pictures.path("resize_mode").asText());
        }
        Activation activation = model.path("quick_gelu").asBoolean() ? Activation.QUICK_GELU : Activation.GELU;
        int width = vision.path("width").asInt(768);
        int textWidth = text.path("width").asInt(512);
        return new StatedClip(
                file.path(),
                new Tower(
                        OptionalInt.of(width),
                        vision.path("layers").isArray() ? OptionalInt.empty() : number(file, vision, "layers", 12),
                        OptionalInt.of(
                                width / Math.max(1, vision.path("head_width").asInt(64))),
                        OptionalInt.of((int) (width * vision.path("mlp_ratio").asDouble(4))),
                        Optional.of(activation),
                        OptionalDouble.empty()),
                new Tower(
                        OptionalInt.of(textWidth),
                        number(file, text, "layers", 12),
                        number(file, text, "heads", 8),
                        OptionalInt.of((int) (textWidth * text.path("mlp_ratio").asDouble(4))),
                        Optional.of(activation),
                        OptionalDouble.empty()),
                vision.path("image_size").isArray() ? OptionalInt.empty() : number(file, vision, "image_size", 224),
                number(file, vision, "patch_size", 16),
                model.path("embed_dim").isNumber()
                        ? OptionalInt.of(model.path("embed_dim").asInt())
                        : OptionalInt.empty(),
                number(file, text, "context_length", 77),
                number(file, text, "vocab_size", VOCABULARY),
                normalization(file, pictures.path("mean"), pictures.path("std")),
                resampling(pictures.path("interpolation")),
                others);
    }

    private static void addOthers(String where, JsonNode config, List<String> names, List<String> others) {
        for (String name : names) {
            JsonNode value = config.path(name);
            boolean isSet = value.isContainerNode()
                    ? !value.isEmpty()
                    : !(value.isMissingNode() || value.isNull() || (value.isBoolean() && !value.asBoolean()));
            if (isSet) {
                others.add(where + name + " " + (value.isTextual() ? value.asText() : value.toString()));
            }
        }
    }

    private static OptionalInt number(SideFile file, JsonNode config, String name, int otherwise) {
        JsonNode value = config.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalInt.of(otherwise);
        }
        if (!value.canConvertToInt()) {
            throw new ModelException(file.path() + ": " + name + " " + value + " (expected: a whole number)");
        }
        return OptionalInt.of(value.asInt());
    }

    private static Optional<PixelNormalization> normalization(SideFile file, JsonNode mean, JsonNode deviation) {
        if (!mean.isArray() || !deviation.isArray()) {
            return Optional.empty();
        }
        List<Double> means = new ArrayList<>();
        mean.forEach(value -> means.add(value.asDouble()));
        List<Double> deviations = new ArrayList<>();
        deviation.forEach(value -> deviations.add(value.asDouble()));
        try {
            return Optional.of(new PixelNormalization(means, deviations));
        } catch (IllegalArgumentException e) {
            throw new ModelException(file.path() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> resampling(JsonNode filter) {
        if (filter.isInt() && filter.asInt() >= 0 && filter.asInt() < FILTERS.size()) {
            return Optional.of(FILTERS.get(filter.asInt()));
        }
        return filter.isTextual() ? Optional.of(filter.asText()) : Optional.empty();
    }
}
