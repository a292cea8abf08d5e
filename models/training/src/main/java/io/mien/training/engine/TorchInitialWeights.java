package io.mien.training.engine;

import io.mien.making.network.WeightSource;
import io.mien.training.augmentation.Randomness;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes seeded random weights of the sizes that the published code starts new parts with: linear layers as PyTorch
 * does, learned tokens with a small deviation, DFER-CLIP's class token and positions with one of 1. The numbers differ
 * from PyTorch's of the same seed.
 *
 * @param seed of all of them; a weight depends on it and on its name
 * @param shapes of all weights: a bias starts as its layer's matrix does
 */
public record TorchInitialWeights(long seed, Map<String, List<Long>> shapes) implements WeightSource {
    private static final double CONTEXT = 0.02;
    private static final double DESCRIPTOR = 1e-3;

    @Override
    public float[] read(String name, long... shape) {
        int length = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        float[] values = new float[length];
        SplittableRandom random = Randomness.of(seed, "initial " + name);
        if (name.endsWith("cls_token") || name.endsWith("pos_embedding")) {
            return normal(values, 1, random);
        }
        if (name.endsWith(".ctx")) {
            return normal(values, CONTEXT, random);
        }
        if (name.equals("descriptor")) {
            return normal(values, DESCRIPTOR, random);
        }
        if (name.contains(".norm.")) {
            Arrays.fill(values, name.endsWith(".weight") ? 1 : 0);
            return values;
        }
        return uniform(values, bound(name), random);
    }

    private double bound(String name) {
        List<Long> shape = shapes.getOrDefault(name.replace(".bias", ".weight"), List.of());
        if (shape.size() < 2) {
            throw new IllegalArgumentException(
                    "weight " + name + ": of no linear layer (expected: a layer's matrix or its bias)");
        }
        return 1 / Math.sqrt(shape.get(shape.size() - 1));
    }

    private static float[] uniform(float[] values, double bound, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
        return values;
    }

    private static float[] normal(float[] values, double deviation, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * Randomness.gaussian(random));
        }
        return values;
    }
}
