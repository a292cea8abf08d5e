package io.mien.making.network;

import java.util.List;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Assign;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The derivation of an image encoder's bfloat16 weights from the graph's float32 ones. Whatever is folded, turned round or
 * rounded for speed is so here and nowhere else; a checkpoint and a package's files hold the weights as they were trained.
 *
 * <p>The derived weights are resource variables, which TensorFlow Java's exporter does not save (it knows {@code
 * VariableV2} only). One operation computes all of them, one after the other, after each load: {@link #endWith}. Behind
 * each it empties the float32 variable that nothing needs any more, so that a process never holds both encoders.
 */
final class Bfloat16Weights {
    private final Ops tf;
    private final NetworkVariables variables;

    /** What has to be done before the next weight is begun; nothing before the first. */
    private List<Op> done = List.of();

    /**
     * A linear layer {@code x W + b}.
     *
     * @param weight {@code [in, out]}
     * @param bias {@code [out]}
     */
    record Linear(Operand<TBfloat16> weight, Operand<TBfloat16> bias) {}

    /**
     * A patch embedding {@code x W + b + r} of pixels as they come, 0 to 255.
     *
     * @param weight {@code [side * side * 3, out]}, its rows in the order of row, column, channel
     * @param bias {@code [out]}
     * @param remainder {@code [out] float32}: what the bias lost when it was rounded
     */
    record Patches(Operand<TBfloat16> weight, Operand<TBfloat16> bias, Operand<TFloat32> remainder) {}

    /** The parts of an attention's first layer. */
    enum Projection {
        QUERIES_KEYS_VALUES(0, 3),
        QUERIES(0, 1),
        KEYS_VALUES(1, 2);

        private final int first;
        private final int count;

        Projection(int first, int count) {
            this.first = first;
            this.count = count;
        }
    }

    Bfloat16Weights(Ops tf, NetworkVariables variables) {
        this.tf = tf;
        this.variables = variables;
    }

    /** A layer with the names of PyTorch's Linear. */
    Linear linear(String name, long in, long out) {
        return scaled(name, in, out, 1, 1);
    }

    /**
     * A layer whose weight and bias are multiplied first.
     *
     * @param weightFactor of the weight
     * @param biasFactor of the bias
     */
    Linear scaled(String name, long in, long out, float weightFactor, float biasFactor) {
        NetworkVariables.Weight weight = variables.known(name + ".weight", out, in);
        NetworkVariables.Weight bias = variables.known(name + ".bias", out);
        Ops next = next();
        Linear derived = new Linear(
                derive(
                        weight.name(),
                        turned(next, next.math.mul(weight.value(), next.constant(weightFactor))),
                        Shape.of(in, out)),
                derive(bias.name(), rounded(next().math.mul(bias.value(), tf.constant(biasFactor))), Shape.of(out)));
        release(weight);
        release(bias);
        return derived;
    }

    /**
     * Queries, keys and values of an attention, with {@code 1 / sqrt(head width)} folded into the queries. The parts of
     * one attention that are asked for one by one release nothing: {@link #releaseAttention} does.
     *
     * @param name before {@code in_proj_weight}
     */
    Linear attention(String name, Projection part, long width, int headWidth) {
        int from = Math.toIntExact(part.first * width);
        int rows = Math.toIntExact(part.count * width);
        Ops next = next();
        Operand<TFloat32> factors = next.constant(queryFactors(part, Math.toIntExact(width), headWidth));
        Operand<TFloat32> weight = next.slice(
                variables.known(name + "in_proj_weight", 3 * width, width).value(),
                next.constant(new int[] {from, 0}),
                next.constant(new int[] {rows, Math.toIntExact(width)}));
        Operand<TFloat32> bias = next.slice(
                variables.known(name + "in_proj_bias", 3 * width).value(),
                next.constant(new int[] {from}),
                next.constant(new int[] {rows}));
        String derived = name + part.name().toLowerCase(Locale.ROOT);
        return new Linear(
                derive(
                        derived + ".weight",
                        turned(next, next.math.mul(weight, next.expandDims(factors, next.constant(1)))),
                        Shape.of(width, rows)),
                derive(derived + ".bias", rounded(next().math.mul(bias, factors)), Shape.of(rows)));
    }

    void releaseAttention(String name, long width) {
        release(variables.known(name + "in_proj_weight", 3 * width, width));
        release(variables.known(name + "in_proj_bias", 3 * width));
    }

    /**
     * A convolution that steps a whole patch, with the pixels' normalisation folded in.
     *
     * <p>The bias is that of the rounded weight: what rounding does is then in proportion to how far a pixel is from the
     * mean, as if the pixels had been normalised, and not to how bright it is.
     */
    Patches patches(String name, long out, int side, PixelNormalization normalization) {
        NetworkVariables.Weight filters = variables.known(name, out, 3, side, side);
        int rows = 3 * side * side;
        Ops next = next();
        Operand<TFloat32> flat = next.reshape(filters.value(), next.constant(new int[] {rows, Math.toIntExact(out)}));
        Operand<TBfloat16> weight = rounded(next.math.mul(flat, next.constant(column(rows, normalization.scale()))));
        Operand<TFloat32> exactBias = next.reshape(
                next.linalg.matMul(
                        next.constant(column(rows, normalization.darkness())),
                        tf.dtypes.cast(weight, TFloat32.class),
                        MatMul.transposeA(true)),
                next.constant(new int[] {-1}));
        Operand<TBfloat16> bias = rounded(exactBias);
        Operand<TFloat32> remainder = tf.math.sub(exactBias, tf.dtypes.cast(bias, TFloat32.class));
        Patches derived = new Patches(
                derive(name, weight, Shape.of(rows, out)),
                derive(name + ".bias", bias, Shape.of(out)),
                derive(name + ".bias_remainder", remainder, Shape.of(out)));
        release(filters);
        return derived;
    }

    /**
     * A convolution's weight and bias.
     *
     * @return the weight as {@code [side, side, in, out]}
     */
    Linear convolution(String name, long out, long in, long side) {
        NetworkVariables.Weight weight = variables.known(name + ".weight", out, in, side, side);
        NetworkVariables.Weight bias = variables.known(name + ".bias", out);
        Linear derived = new Linear(
                derive(weight.name(), rounded(weight.value()), Shape.of(side, side, in, out)),
                derive(bias.name(), rounded(bias.value()), Shape.of(out)));
        release(weight);
        release(bias);
        return derived;
    }

    /** Names the operation that does all of this; nothing can be derived after it. */
    void endWith(String name) {
        tf.withControlDependencies(done).withName(name).noOp();
    }

    /** A value for each channel, in every row of a patch's flat pixels: {@code [rows, 1]}. */
    private static float[][] column(int rows, float... ofChannels) {
        float[][] column = new float[rows][1];
        for (int row = 0; row < rows; row++) {
            column[row][0] = ofChannels[row % ofChannels.length];
        }
        return column;
    }

    private static float[] queryFactors(Projection part, int width, int headWidth) {
        float[] factors = new float[part.count * width];
        for (int i = 0; i < factors.length; i++) {
            boolean query = part.first * width + i < width;
            factors[i] = query ? (float) (1 / Math.sqrt(headWidth)) : 1;
        }
        return factors;
    }

    /** Rounded before it is turned round, which is half the work. */
    private static Operand<TBfloat16> turned(Ops next, Operand<TFloat32> weight) {
        return next.linalg.transpose(next.dtypes.cast(weight, TBfloat16.class), next.constant(new int[] {1, 0}));
    }

    private Operand<TBfloat16> rounded(Operand<TFloat32> value) {
        return tf.dtypes.cast(value, TBfloat16.class);
    }

    /** Operations made with it wait for all that was derived before, so that one weight at a time is in memory twice. */
    private Ops next() {
        return tf.withControlDependencies(done);
    }

    /** A variable that holds a value once it is derived. */
    private <T extends TType> Operand<T> derive(String name, Operand<T> value, Shape shape) {
        String derived = "bfloat16." + name;
        VarHandleOp variable = tf.withName(derived).varHandleOp(value.type(), shape, VarHandleOp.sharedName(derived));
        done = List.of(next().withName(derived + ".derive").assignVariableOp(variable, value));
        return tf.withName(derived + ".read").readVariableOp(variable, value.type());
    }

    private void release(NetworkVariables.Weight weight) {
        Ops next = next();
        Operand<TFloat32> nothing = next.constant(new float[0]);
        done = List.of(next.withName(weight.name() + ".release")
                .assign(weight.variable(), nothing, Assign.validateShape(false)));
    }
}
