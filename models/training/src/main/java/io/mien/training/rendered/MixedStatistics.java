package io.mien.training.rendered;

import io.mien.making.network.ConvolutionalStem;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Gives a face part of another face's style: the mean and the deviation that each channel of early features has over the
 * picture (Zhou et al. 2021, "Domain generalization with MixStyle"). The shares are uniform here; the paper draws them
 * from a beta distribution.
 *
 * <p>Inputs: {@code partner [N] int32}, the row whose statistics are mixed in, and {@code own [N, 1, 1, 1] float32}, the
 * share of a face's own.
 *
 * @param partner of each row
 * @param own share of each row
 */
record MixedStatistics(Operand<TInt32> partner, Operand<TFloat32> own) implements ConvolutionalStem.Change {
    static final String PARTNER = "partner";
    static final String OWN = "own";

    /** Deeper features say what is shown rather than how. */
    private static final int MIXED_LAYERS = 2;

    private static final float LEAST_VARIANCE = 1e-5f;

    /** With the inputs as placeholders. */
    static MixedStatistics inputs(Ops tf) {
        return new MixedStatistics(
                tf.withName(PARTNER).placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE))),
                tf.withName(OWN).placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, 1, 1, 1))));
    }

    /**
     * Draws the inputs of a batch.
     *
     * @param chance that a row is mixed at all
     */
    static Map<String, Tensor> draw(SplittableRandom random, int rows, double chance) {
        int[] partners = new int[rows];
        float[] shares = new float[rows];
        for (int row = 0; row < rows; row++) {
            partners[row] = random.nextInt(rows);
            double share = random.nextDouble();
            shares[row] = random.nextDouble() < chance ? (float) share : 1;
        }
        return tensors(partners, shares);
    }

    /** The inputs that leave everything as it is. */
    static Map<String, Tensor> none(int rows) {
        float[] shares = new float[rows];
        Arrays.fill(shares, 1);
        return tensors(IntStream.range(0, rows).toArray(), shares);
    }

    private static Map<String, Tensor> tensors(int[] partners, float[] shares) {
        return Map.of(
                PARTNER,
                TInt32.tensorOf(Shape.of(partners.length), DataBuffers.of(partners, true, false)),
                OWN,
                TFloat32.tensorOf(Shape.of(shares.length, 1, 1, 1), DataBuffers.of(shares, true, false)));
    }

    @Override
    public Operand<TFloat32> apply(Ops tf, int layer, Operand<TFloat32> features) {
        if (layer >= MIXED_LAYERS) {
            return features;
        }
        Operand<TInt32> places = tf.constant(new int[] {1, 2});
        Operand<TFloat32> mean = tf.stopGradient(tf.math.mean(features, places, Mean.keepDims(true)));
        Operand<TFloat32> away = tf.math.sub(features, mean);
        Operand<TFloat32> variance = tf.math.mean(tf.math.square(away), places, Mean.keepDims(true));
        Operand<TFloat32> deviation = tf.stopGradient(tf.math.sqrt(tf.math.add(variance, tf.constant(LEAST_VARIANCE))));
        return tf.math.add(tf.math.mul(tf.math.div(away, deviation), mixed(tf, deviation)), mixed(tf, mean));
    }

    private Operand<TFloat32> mixed(Ops tf, Operand<TFloat32> statistic) {
        Operand<TFloat32> others = tf.gather(statistic, partner, tf.constant(0));
        return tf.math.add(others, tf.math.mul(own, tf.math.sub(statistic, others)));
    }
}
