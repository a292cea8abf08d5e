package io.mien.making.importing;

import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Matches Hugging Face's names of CLIP's weights with OpenAI's: queries, keys and values apart, projections transposed. */
final class HuggingFaceKeys {
    private static final String VISION = "vision_model.";
    private static final String TEXT = "text_model.";
    private static final String PATCHES = VISION + "embeddings.patch_embedding.weight";
    private static final String VISION_POSITIONS = VISION + "embeddings.position_embedding.weight";
    private static final String VISION_PROJECTION = "visual_projection.weight";
    private static final String WORDS = TEXT + "embeddings.token_embedding.weight";
    private static final String TEXT_POSITIONS = TEXT + "embeddings.position_embedding.weight";
    private static final String TEXT_PROJECTION = "text_projection.weight";
    private static final String LAYERS = "encoder.layers.";

    private final KeyMatching keys;

    HuggingFaceKeys(KeyMatching keys) {
        this.keys = keys;
    }

    Optional<ClipSize> match() {
        Optional<int[]> patches = keys.sizes(List.of(PATCHES), "width", "3", "patch", "patch");
        Optional<int[]> positions = keys.sizes(List.of(VISION_POSITIONS), "1 + patches", "width");
        Optional<int[]> projection = keys.sizes(List.of(VISION_PROJECTION), "embedding", "width");
        Optional<int[]> words = keys.sizes(List.of(WORDS), "vocabulary", "width");
        Optional<int[]> textPositions = keys.sizes(List.of(TEXT_POSITIONS), "context", "width");
        Optional<int[]> textProjection = keys.sizes(List.of(TEXT_PROJECTION), "embedding", "width");
        if (Stream.of(patches, positions, projection, words, textPositions, textProjection)
                .anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        int embedding = projection.get()[0];
        VisionTransformer.Size vision = ClipEncoders.visionSize(
                keys, patches.get(), positions.get()[0], layers(VISION), embedding, hidden(VISION, patches.get()[0]));
        TextTransformer.Size text = ClipEncoders.textSize(
                keys,
                textPositions.get(),
                layers(TEXT),
                embedding,
                hidden(TEXT, textPositions.get()[1]));
        useVision(vision, positions.get()[0]);
        useText(text, words.get()[0]);
        keys.use(ClipKeys.LOGIT_SCALE, ClipKeys.LOGIT_SCALE);
        return Optional.of(new ClipSize(vision, text, words.get()[0]));
    }

    private void useVision(VisionTransformer.Size size, int positions) {
        int width = size.width();
        keys.use("visual.class_embedding", VISION + "embeddings.class_embedding", width);
        keys.use("visual.positional_embedding", VISION_POSITIONS, positions, width);
        keys.use("visual.conv1.weight", PATCHES, width, 3, size.patch(), size.patch());
        useNorm("visual.ln_pre", VISION + "pre_layrnorm", width); // their spelling
        useBlocks("visual.", VISION, size.layers(), width, size.hidden());
        useNorm("visual.ln_post", VISION + "post_layernorm", width);
        keys.useTransposed("visual.proj", VISION_PROJECTION, width, size.embedding());
    }

    private void useText(TextTransformer.Size size, int vocabulary) {
        int width = size.width();
        keys.use(ClipKeys.TOKEN_EMBEDDING, WORDS, vocabulary, width);
        keys.use("positional_embedding", TEXT_POSITIONS, size.context(), width);
        useBlocks("", TEXT, size.layers(), width, size.hidden());
        useNorm("ln_final", TEXT + "final_layer_norm", width);
        keys.useTransposed("text_projection", TEXT_PROJECTION, width, size.embedding());
    }

    private void useBlocks(String name, String model, int layers, int width, int hidden) {
        for (int layer = 0; layer < layers; layer++) {
            String to = name + "transformer.resblocks." + layer + ".";
            String from = model + LAYERS + layer + ".";
            keys.useStacked(to + "attn.in_proj_weight", projections(from, "weight"), width, width);
            keys.useStacked(to + "attn.in_proj_bias", projections(from, "bias"), width);
            useLinear(to + "attn.out_proj", from + "self_attn.out_proj", width, width);
            useNorm(to + "ln_1", from + "layer_norm1", width);
            useLinear(to + "mlp.c_fc", from + "mlp.fc1", hidden, width);
            useLinear(to + "mlp.c_proj", from + "mlp.fc2", width, hidden);
            useNorm(to + "ln_2", from + "layer_norm2", width);
        }
    }

    private static List<String> projections(String layer, String what) {
        return Stream.of("q", "k", "v")
                .map(projection -> layer + "self_attn." + projection + "_proj." + what)
                .toList();
    }

    private void useLinear(String name, String key, long out, long in) {
        keys.use(name + ".weight", key + ".weight", out, in);
        keys.use(name + ".bias", key + ".bias", out);
    }

    private void useNorm(String name, String key, long width) {
        keys.use(name + ".weight", key + ".weight", width);
        keys.use(name + ".bias", key + ".bias", width);
    }

    private int hidden(String model, int width) {
        return keys.rows(List.of(model + LAYERS + "0.mlp.fc1.weight")).orElse(4 * width);
    }

    private int layers(String model) {
        return Math.max(1, keys.layers(model + LAYERS));
    }
}
