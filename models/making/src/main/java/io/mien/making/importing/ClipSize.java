package io.mien.making.importing;

import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;

/**
 * The size of a CLIP model, as its weights' shapes tell it.
 *
 * @param vision of the image encoder
 * @param text of the text encoder
 * @param vocabulary tokens that have an embedding
 */
public record ClipSize(VisionTransformer.Size vision, TextTransformer.Size text, int vocabulary) {

    /** Floats in the embedding that pictures and texts share. */
    public int embedding() {
        return vision.embedding();
    }
}
