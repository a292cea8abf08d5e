package io.mien.making.network;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Makes seeded random weights, for networks that nobody trained. A weight depends on the seed, its name and its size
 * only, so neither the order of reading nor the machine matters.
 *
 * <p>LayerNorm gains are 1 and biases 0. Everything else is uniform with the variance that keeps the signal's size from
 * layer to layer ({@code 1 / fan-in}), so that different pictures give different scores.
 */
public final class RandomWeights implements WeightSource {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;

    public RandomWeights(long seed) {
        this.seed = seed;
    }

    @Override
    public float[] read(String name, long... shape) {
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        if (name.endsWith("bias")) {
            return values;
        }
        if (shape.length == 1 && name.endsWith(".weight")) {
            Arrays.fill(values, 1);
            return values;
        }
        double limit = Math.sqrt(3.0 / fanIn(name, shape));
        SplittableRandom random = new SplittableRandom(seed ^ hash(name));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (limit * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    /** How many numbers are summed up with this weight; 1 for embeddings, which are added as they are. */
    private static long fanIn(String name, long... shape) {
        if (name.endsWith("embedding") || name.endsWith("cls_token")) {
            return 1;
        }
        if (name.endsWith("proj")) { // used as x @ proj, so its first dimension is the input's
            return shape[0];
        }
        return Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
    }

    /** FNV-1a: Java's own String.hashCode has only 32 bits, and names here differ in single digits. */
    private static long hash(String name) {
        long hash = FNV_OFFSET;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
