package io.mien.making.importing;

import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a CLIP file, matched under OpenAI's names.
 *
 * @param layout how the file names them
 * @param size empty if keys are missing that tell it
 * @param keys what became of each
 */
record ClipKeys(ClipLayout layout, Optional<ClipSize> size, KeyMatching keys) {
    static final String TOKEN_EMBEDDING = "token_embedding.weight";
    static final String LOGIT_SCALE = "logit_scale";

    private static final String VISUAL = "visual.";
    private static final String TEXT = "text.";
    /** Numbers that a shape says as well, which OpenAI's own files alone have. */
    private static final List<String> STATED_SIZES = List.of("input_resolution", "context_length", "vocab_size");

    static boolean areIn(KeyMatching keys) {
        return keys.hasAny(VISUAL) || keys.hasAny("vision_model.") || keys.hasAny("text_model.");
    }

    static ClipKeys match(KeyMatching keys) {
        if (keys.hasAny("vision_model.") || keys.hasAny("text_model.")) {
            return new ClipKeys(ClipLayout.HUGGING_FACE, new HuggingFaceKeys(keys).match(), keys);
        }
        boolean nested = keys.hasAny(TEXT);
        return new ClipKeys(
                nested ? ClipLayout.OPEN_CLIP : ClipLayout.OPENAI, matchOpenAi(keys, nested ? TEXT : ""), keys);
    }

    /** Whether the file is OpenAI's own, or a state dict of it. */
    boolean isOfOpenAi() {
        return layout == ClipLayout.OPENAI && STATED_SIZES.stream().allMatch(keys::has);
    }

    KeyReport report() {
        return keys.report();
    }

    private static Optional<ClipSize> matchOpenAi(KeyMatching keys, String textPrefix) {
        ClipEncoders encoders = new ClipEncoders(keys);
        // Newer models of open_clip have a linear layer in its place, whose matrix lies the other way round.
        boolean linearProjection = keys.has(textPrefix + "text_projection.weight");
        Optional<VisionTransformer.Size> vision = encoders.visionSize(List.of(VISUAL));
        Optional<int[]> words = keys.sizes(List.of(textPrefix + TOKEN_EMBEDDING), "vocabulary", "width");
        Optional<TextTransformer.Size> text =
                linearProjection ? textSizeOfLinear(keys, textPrefix) : encoders.textSize(List.of(textPrefix));
        if (vision.isEmpty() || words.isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        TextTransformer.Size textSize = text.get();
        encoders.useVision(VISUAL, List.of(VISUAL), vision.get());
        keys.use(TOKEN_EMBEDDING, textPrefix + TOKEN_EMBEDDING, words.get()[0], textSize.width());
        encoders.useTextButProjection("", List.of(textPrefix), textSize);
        // The image encoder's embedding counts, so that one of two that differ is named.
        if (linearProjection) {
            keys.useTransposed(
                    "text_projection",
                    textPrefix + "text_projection.weight",
                    textSize.width(),
                    vision.get().embedding());
        } else {
            keys.use(
                    "text_projection",
                    textPrefix + "text_projection",
                    textSize.width(),
                    vision.get().embedding());
        }
        keys.use(LOGIT_SCALE, LOGIT_SCALE);
        return Optional.of(new ClipSize(vision.get(), textSize, words.get()[0]));
    }

    private static Optional<TextTransformer.Size> textSizeOfLinear(KeyMatching keys, String textPrefix) {
        Optional<int[]> positions = keys.sizes(List.of(textPrefix + "positional_embedding"), "context", "width");
        Optional<int[]> projection = keys.sizes(List.of(textPrefix + "text_projection.weight"), "embedding", "width");
        int layers = Math.max(1, keys.layers(textPrefix + "transformer.resblocks."));
        return positions.isEmpty() || projection.isEmpty()
                ? Optional.empty()
                : Optional.of(ClipEncoders.textSize(
                        keys,
                        positions.get(),
                        layers,
                        projection.get()[0],
                        keys.rows(List.of(textPrefix + "transformer.resblocks.0.mlp.c_fc.weight"))
                                .orElse(4 * positions.get()[1])));
    }
}
