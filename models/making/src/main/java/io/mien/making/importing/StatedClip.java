package io.mien.making.importing;

import io.mien.making.network.Activation;
import io.mien.making.network.PixelNormalization;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a file beside CLIP's weights says of them.
 *
 * @param file where it is
 * @param vision of the image encoder
 * @param text of the text encoder
 * @param image side of the picture, pixels
 * @param patch side of a patch, pixels
 * @param embedding floats that pictures and texts share
 * @param context positions of a text
 * @param vocabulary words
 * @param pixels how a picture's values are normalised
 * @param resampling filter that pictures are reduced with, in lower case
 * @param others what it says that no encoder here has: a clause each, for a refusal
 */
record StatedClip(
        Path file,
        Tower vision,
        Tower text,
        OptionalInt image,
        OptionalInt patch,
        OptionalInt embedding,
        OptionalInt context,
        OptionalInt vocabulary,
        Optional<PixelNormalization> pixels,
        Optional<String> resampling,
        List<String> others) {

    /**
     * Of one encoder.
     *
     * @param width of a token
     * @param layers of the Transformer
     * @param heads of the attention
     * @param hidden width of the perceptrons' hidden layer
     * @param activation of the perceptrons
     * @param epsilon of the normalisation of layers
     */
    record Tower(
            OptionalInt width,
            OptionalInt layers,
            OptionalInt heads,
            OptionalInt hidden,
            Optional<Activation> activation,
            OptionalDouble epsilon) {
        static final Tower UNSAID = new Tower(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                OptionalDouble.empty());
    }

    StatedClip {
        others = List.copyOf(others);
    }
}
