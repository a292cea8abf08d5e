package io.mien.cli;

import java.nio.file.Path;
import java.util.Arrays;

/** Copies out the model that comes along, while an image is built. */
public final class ImagePreparation {
    private ImagePreparation() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException(Arrays.toString(arguments) + " (expected: the model's folder)");
        }
        BundledModel.copyTo(Path.of(arguments[0]));
    }
}
