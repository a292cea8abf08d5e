package io.mien.models.importing;

import io.mien.models.network.VisionTransformer;

/**
 * How large a CLIP model is, as its weights' shapes say.
 *
 * @param vision of the image encoder, with the width of the common embedding
 * @param text of the text encoder
 */
public record ClipSize(VisionTransformer.Size vision, Text text) {

    /**
     * How large the text encoder is.
     *
     * @param vocabulary tokens
     * @param context positions: tokens in a prompt at most
     * @param width of a token's embedding
     * @param layers of the Transformer
     * @param heads of its attention: one for every whole 64 of the width
     * @param embedding floats in the result
     */
    public record Text(int vocabulary, int context, int width, int layers, int heads, int embedding) {}

    /** Floats in the embedding that pictures and texts share. */
    public int embedding() {
        return text.embedding();
    }
}
