package io.mien.bench;

import io.mien.making.network.RandomWeights;
import io.mien.making.network.WeightSource;
import java.util.Arrays;
import java.util.Random;

/**
 * Makes random weights with what sets trained transformers apart from random ones: gains and scales that differ from channel
 * to channel, biases, and a few channels of very large values in the residual stream, which low precision has to carry beside
 * small ones (Sun et al., Massive Activations in Large Language Models, 2024, section 5, on vision transformers).
 */
final class TrainedLikeWeights implements WeightSource {
    private static final double SPREAD = 0.5;
    private static final double BIAS = 0.1;
    private static final int LARGE_CHANNELS = 3;
    private static final float LARGE = 50;

    private final WeightSource uniform;
    private final long seed;

    TrainedLikeWeights(long seed) {
        this.seed = seed;
        this.uniform = new RandomWeights(seed);
    }

    @Override
    public float[] read(String name, long... shape) {
        float[] values = uniform.read(name, shape);
        Random random = new Random(seed * 31 + name.hashCode());
        if (name.endsWith("bias")) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (BIAS * random.nextGaussian());
            }
        } else if (shape.length == 1) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) Math.exp(SPREAD * random.nextGaussian());
            }
        } else {
            scaleOutputs(values, shape, random);
        }
        if (name.endsWith("c_proj.bias") || name.endsWith("linear2.bias")) {
            // The same channels in each layer, as it is in trained ones.
            for (int i = 0; i < LARGE_CHANNELS; i++) {
                values[(i + 1) * values.length / (LARGE_CHANNELS + 2)] *= LARGE;
            }
        }
        return values;
    }

    /** Each output of a matrix has a scale of its own. */
    private static void scaleOutputs(float[] values, long[] shape, Random random) {
        int outputs = Math.toIntExact(shape[0]);
        int inputs = Math.toIntExact(Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
        for (int output = 0; output < outputs; output++) {
            float scale = (float) Math.exp(SPREAD * random.nextGaussian() - SPREAD * SPREAD / 2);
            for (int input = 0; input < inputs; input++) {
                values[output * inputs + input] *= scale;
            }
        }
    }
}
