package io.mien.making.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.making.importing.StatedClip.Tower;
import io.mien.making.network.Activation;
import io.mien.models.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Reads open_clip's {@code open_clip_config.json}. */
final class OpenClipSettings {
    /**
     * What is read of an encoder, checked, or changes nothing about what a trained one computes. Any other setting may be of
     * another arithmetic over the same keys, as averages over patches in older versions are.
     */
    private static final Set<String> VISION = Set.of(
            "layers",
            "width",
            "head_width",
            "mlp_ratio",
            "patch_size",
            "image_size",
            "pool_type",
            "patch_dropout",
            "pos_embed_type",
            "output_tokens",
            "block_type",
            "attn_pooler_queries",
            "attn_pooler_heads",
            "timm_model_pretrained",
            "timm_pool",
            "timm_proj",
            "timm_proj_bias",
            "timm_drop",
            "timm_drop_path");

    private static final Set<String> TEXT = Set.of(
            "context_length",
            "vocab_size",
            "width",
            "heads",
            "layers",
            "mlp_ratio",
            "pool_type",
            "proj_type",
            "pad_id",
            "eos_id",
            "output_tokens",
            "block_type",
            "hf_model_pretrained",
            "hf_proj_type",
            "hf_pooler_type");

    private OpenClipSettings() {}

    static StatedClip of(SideFile file) {
        JsonNode model = file.json().path("model_cfg");
        JsonNode vision = model.path("vision_cfg");
        JsonNode text = model.path("text_cfg");
        if (!vision.isObject()) {
            throw new ModelException(file.path() + ": no model_cfg with vision_cfg (expected: open_clip's settings)");
        }
        List<String> others = new ArrayList<>();
        addOthers("vision_cfg.", vision, VISION, others);
        addOthers("text_cfg.", text, TEXT, others);
        if (!vision.path("pool_type").asText("tok").equals("tok")) {
            others.add("vision_cfg.pool_type " + vision.path("pool_type").asText());
        }
        if (!text.path("proj_type").asText("linear").equals("linear")) {
            others.add("text_cfg.proj_type " + text.path("proj_type").asText());
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
                        vision.path("layers").isArray() ? OptionalInt.empty() : file.number(vision, "layers", 12),
                        OptionalInt.of(
                                width / Math.max(1, vision.path("head_width").asInt(64))),
                        OptionalInt.of((int) (width * vision.path("mlp_ratio").asDouble(4))),
                        Optional.of(activation),
                        OptionalDouble.empty()),
                new Tower(
                        OptionalInt.of(textWidth),
                        file.number(text, "layers", 12),
                        file.number(text, "heads", 8),
                        OptionalInt.of((int) (textWidth * text.path("mlp_ratio").asDouble(4))),
                        Optional.of(activation),
                        OptionalDouble.empty()),
                vision.path("image_size").isArray() ? OptionalInt.empty() : file.number(vision, "image_size", 224),
                file.number(vision, "patch_size", 16),
                model.path("embed_dim").isNumber()
                        ? OptionalInt.of(model.path("embed_dim").asInt())
                        : OptionalInt.empty(),
                file.number(text, "context_length", 77),
                file.number(text, "vocab_size", SideFiles.VOCABULARY),
                file.normalization(pictures.path("mean"), pictures.path("std")),
                SideFile.resampling(pictures.path("interpolation")),
                others);
    }

    private static void addOthers(String where, JsonNode config, Set<String> known, List<String> others) {
        for (Map.Entry<String, JsonNode> setting : config.properties()) {
            JsonNode value = setting.getValue();
            if (!known.contains(setting.getKey()) && isSet(value)) {
                others.add(where + setting.getKey() + " " + (value.isTextual() ? value.asText() : value.toString()));
            }
        }
    }

    private static boolean isSet(JsonNode value) {
        return value.isContainerNode()
                ? !value.isEmpty()
                : !value.isNull()
                        && !(value.isBoolean() && !value.asBoolean())
                        && !value.asText().isEmpty();
    }
}
