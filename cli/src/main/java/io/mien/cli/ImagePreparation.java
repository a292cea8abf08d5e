package io.mien.cli;

import io.mien.models.build.UntrainedModel;
import java.nio.file.Path;
import java.util.Arrays;

/** Makes the model that comes with an image, while the image is built: a small one whose labels mean nothing. */
public final class ImagePreparation {
    private static final long SEED = 1;

    private ImagePreparation() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException(Arrays.toString(arguments) + " (expected: the model's folder)");
        }
        UntrainedModel.build(Path.of(arguments[0]), UntrainedModel.Size.TINY, SEED);
    }
}
