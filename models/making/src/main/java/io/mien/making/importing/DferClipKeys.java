package io.mien.making.importing;

import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.ModelException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys of a DFER-CLIP checkpoint, matched under its own names. The whole CLIP stands in it a second time, as {@code
 * clip_model_.}, under whose names the same tensors may be the only ones.
 *
 * @param size empty if keys are missing that tell it
 * @param keys what became of each
 */
record DferClipKeys(Optional<DferClipSize> size, KeyMatching keys) {
    static final String CONTEXT = "prompt_learner.ctx";
    static final String SUFFIX = "prompt_learner.token_suffix";

    private static final String PREFIX = "prompt_learner.token_prefix";
    private static final String IMAGE_ENCODER = "image_encoder.";
    static final String TEXT_ENCODER = "text_encoder.";
    private static final String TEMPORAL = "temporal_net.";
    private static final String BLOCKS = TEMPORAL + "temporal_transformer.layers.";
    private static final String CLIP = "clip_model_.";
    private static final List<String> VISION_KEYS = List.of(IMAGE_ENCODER, CLIP + "visual.");
    private static final List<String> TEXT_KEYS = List.of(TEXT_ENCODER, CLIP);
    private static final String WORDS = CLIP + ClipKeys.TOKEN_EMBEDDING;
    private static final int HEAD_WIDTH = 64;

    static boolean areIn(KeyMatching keys) {
        return keys.hasAny(TEMPORAL) || keys.hasAny("prompt_learner.");
    }

    static DferClipKeys match(KeyMatching keys) {
        ClipEncoders encoders = new ClipEncoders(keys);
        Optional<VisionTransformer.Size> vision = encoders.visionSize(VISION_KEYS);
        Optional<TextTransformer.Size> text = encoders.textSize(TEXT_KEYS);
        Optional<int[]> words = keys.sizes(List.of(WORDS), "vocabulary", "text width");
        Optional<TemporalTransformer.Size> temporal = temporalSize(keys);
        Optional<int[]> suffix = keys.sizes(List.of(SUFFIX), "classes", "tokens", "text width");
        boolean shared = keys.rank(CONTEXT) == 2;
        Optional<int[]> context = shared
                ? keys.sizes(List.of(CONTEXT), "learned tokens", "text width")
                : keys.sizes(List.of(CONTEXT), "classes", "learned tokens", "text width");
        keys.ignore(CLIP + ClipKeys.LOGIT_SCALE, "DFER-CLIP divides cosines by 0.01 instead");
        if (Stream.of(vision, text, words, temporal, suffix, context).anyMatch(Optional::isEmpty)) {
            return new DferClipKeys(Optional.empty(), keys);
        }
        if (!vision.get().hasUsualHeads() || !text.get().hasUsualHeads()) {
            throw new ModelException("checkpoint " + keys.file() + ": encoders of width "
                    + vision.get().width() + " and " + text.get().width() + " (expected: whole 64s, a head each)");
        }
        DferClipSize size = new DferClipSize(
                new ClipSize(vision.get(), text.get(), words.get()[0]),
                temporal.get(),
                suffix.get()[0],
                context.get()[shared ? 0 : 1],
                !shared);
        use(keys, size);
        return new DferClipKeys(Optional.of(size), keys);
    }

    KeyReport report() {
        return keys.report();
    }

    private static void use(KeyMatching keys, DferClipSize size) {
        TextTransformer.Size text = size.clip().text();
        int embedding = size.clip().embedding();
        int width = text.width();
        ClipEncoders encoders = new ClipEncoders(keys);
        encoders.useVision(IMAGE_ENCODER, VISION_KEYS, size.clip().vision());
        encoders.useText(
                TEXT_ENCODER, TEXT_KEYS, new TextTransformer.Size(text.context(), width, text.layers(), embedding));
        keys.use(ClipKeys.TOKEN_EMBEDDING, WORDS, size.clip().vocabulary(), width);

        int classes = size.classes();
        int contextTokens = size.contextTokens();
        keys.use(PREFIX, PREFIX, classes, 1, width);
        keys.use(SUFFIX, SUFFIX, classes, text.context() - 1L - contextTokens, width);
        if (size.classSpecific()) {
            keys.use(CONTEXT, CONTEXT, classes, contextTokens, width);
        } else {
            keys.use(CONTEXT, CONTEXT, contextTokens, width);
        }
        useTemporal(keys, size.temporal(), embedding);
    }

    private static Optional<TemporalTransformer.Size> temporalSize(KeyMatching keys) {
        Optional<int[]> positions = keys.sizes(List.of(TEMPORAL + "pos_embedding"), "1", "1 + frames", "embedding");
        String projection = BLOCKS + "0.0.fn.fn.to_qkv.weight";
        Optional<int[]> attention = keys.sizes(List.of(projection), "3 * 64 * heads", "embedding");
        Optional<int[]> perceptron = keys.sizes(List.of(BLOCKS + "0.1.fn.fn.net.0.weight"), "hidden", "embedding");
        if (Stream.of(positions, attention, perceptron).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        if (attention.get()[0] % (3 * HEAD_WIDTH) != 0) {
            keys.misshapen(projection, "[3 * 64 * heads, embedding]");
            return Optional.empty();
        }
        try {
            return Optional.of(new TemporalTransformer.Size(
                    positions.get()[1] - 1,
                    positions.get()[2],
                    keys.layers(BLOCKS),
                    attention.get()[0] / (3 * HEAD_WIDTH),
                    HEAD_WIDTH,
                    perceptron.get()[0]));
        } catch (IllegalArgumentException e) {
            throw new ModelException("checkpoint " + keys.file() + ": " + e.getMessage(), e);
        }
    }

    private static void useTemporal(KeyMatching keys, TemporalTransformer.Size size, int width) {
        int inner = size.heads() * size.headWidth();
        use(keys, TEMPORAL + "cls_token", 1, 1, width);
        use(keys, TEMPORAL + "pos_embedding", 1, 1L + size.frames(), width);
        for (int layer = 0; layer < size.layers(); layer++) {
            String attention = BLOCKS + layer + ".0.fn.";
            useNorm(keys, attention + "norm", width);
            use(keys, attention + "fn.to_qkv.weight", 3L * inner, width);
            use(keys, attention + "fn.to_out.0.weight", width, inner);
            use(keys, attention + "fn.to_out.0.bias", width);
            String perceptron = BLOCKS + layer + ".1.fn.";
            useNorm(keys, perceptron + "norm", width);
            use(keys, perceptron + "fn.net.0.weight", size.hidden(), width);
            use(keys, perceptron + "fn.net.0.bias", size.hidden());
            use(keys, perceptron + "fn.net.3.weight", width, size.hidden());
            use(keys, perceptron + "fn.net.3.bias", width);
        }
    }

    private static void useNorm(KeyMatching keys, String norm, int width) {
        use(keys, norm + ".weight", width);
        use(keys, norm + ".bias", width);
    }

    private static void use(KeyMatching keys, String key, long... shape) {
        keys.use(key, key, shape);
    }
}
