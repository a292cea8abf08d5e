package io.mien.cli;

import io.mien.models.build.UntrainedModel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What is done once while an image is built, so that no container does it at each start: native libraries are unpacked
 * (into {@code org.bytedeco.javacpp.cachedir}), and the model that comes with an image is made.
 *
 * <p>{@code load CLASS …} loads the classes, and with them their native libraries; {@code untrained-model DIR} makes a
 * small model whose labels mean nothing.
 */
public final class ImagePreparation {
    private static final long SEED = 1;

    private ImagePreparation() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
        if (arguments.length < 2) {
            throw new IllegalArgumentException(
                    Arrays.toString(arguments) + " (expected: load CLASS … or untrained-model DIR)");
        }
        switch (arguments[0]) {
            case "load" -> {
                for (String name : Arrays.copyOfRange(arguments, 1, arguments.length)) {
                    Class<?> ignored = Class.forName(name);
                }
            }
            case "untrained-model" -> UntrainedModel.build(Path.of(arguments[1]), UntrainedModel.Size.TINY, SEED);
            default -> throw new IllegalArgumentException(arguments[0] + " (expected: load or untrained-model)");
        }
    }
}
