package io.mien.making.network;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The layers that the Transformers here are made of.
 *
 * <p>Sequences are kept as rows, {@code [sequences * tokens, width]}: every layer but attention looks at one token at a
 * time, and one large two-dimensional product is the fastest thing a CPU does.
 */
final class Layers {
    /** PyTorch's default, which CLIP and DFER-CLIP keep. */
    private static final float LAYER_NORM_EPSILON = 1e-5f;

    /** Added to a score, it leaves nothing of it; infinity would too, but makes NaN of a gradient's 0. */
    private static final float HIDDEN = -1e9f;

    private final Ops tf;
    private final Weights variables;

    /** Where the layers' weights come from. */
    @FunctionalInterface
    interface Weights {
        /** A weight by PyTorch's name and in PyTorch's shape. */
        Operand<TFloat32> read(String name, long... shape);
    }

    /** Says which tokens of its sequence a token attends to. */
    enum Visibility {
        ALL,
        /** Itself and those before it. */
        EARLIER
    }

    Layers(Ops tf, NetworkVariables variables) {
        this(tf, variables::read);
    }

    Layers(Ops tf, Weights weights) {
        this.tf = tf;
        this.variables = weights;
    }

    /** {@code x W^T + b}, with the names of PyTorch's Linear: {@code name.weight [out, in]}, {@code name.bias [out]}. */
    Operand<TFloat32> linear(Operand<TFloat32> x, String name, long in, long out) {
        return linear(x, name + ".weight", name + ".bias", in, out);
    }

    Operand<TFloat32> linear(Operand<TFloat32> x, String weight, String bias, long in, long out) {
        return tf.nn.biasAdd(linearWithoutBias(x, weight, in, out), variables.read(bias, out));
    }

    Operand<TFloat32> linearWithoutBias(Operand<TFloat32> x, String weight, long in, long out) {
        return tf.linalg.matMul(x, variables.read(weight, out, in), MatMul.transposeB(true));
    }

    /**
     * {@code (x - mean) / sqrt(var + eps) * gain + bias} over the last dimension.
     *
     * <p>Written with the centred {@code d = x - mean} on purpose. The algebraically equal form that multiplies
     * {@code x} and subtracts afterwards is fused by oneDNN into a kernel that ignores epsilon (embeddings then differ
     * by 3 %); a test compares runs with and without oneDNN.
     */
    Operand<TFloat32> layerNorm(Operand<TFloat32> x, String name, long width) {
        Operand<TFloat32> centred = tf.math.sub(x, meanOverLast(x));
        Operand<TFloat32> variance = meanOverLast(tf.math.square(centred));
        Operand<TFloat32> inverseDeviation = tf.math.rsqrt(tf.math.add(variance, tf.constant(LAYER_NORM_EPSILON)));
        return tf.math.add(
                tf.math.mul(tf.math.mul(centred, inverseDeviation), variables.read(name + ".weight", width)),
                variables.read(name + ".bias", width));
    }

    /**
     * Multi-head scaled dot-product attention.
     *
     * @param queriesKeysValues {@code [sequences * tokens, 3 * heads * headWidth]}: queries, keys, values side by side
     * @param visibility which tokens a token attends to
     * @return {@code [sequences * tokens, heads * headWidth]}
     */
    Operand<TFloat32> attention(
            Operand<TFloat32> queriesKeysValues, int tokens, int heads, int headWidth, Visibility visibility) {
        Operand<TFloat32> split = tf.linalg.transpose( // [3, sequences, heads, tokens, headWidth]
                tf.reshape(queriesKeysValues, tf.constant(new int[] {-1, tokens, 3, heads, headWidth})),
                tf.constant(new int[] {2, 0, 3, 1, 4}));
        List<Output<TFloat32>> parts = tf.unstack(split, 3L, Unstack.axis(0L)).output();
        Operand<TFloat32> queries = tf.math.mul(parts.get(0), tf.constant((float) (1 / Math.sqrt(headWidth))));
        Operand<TFloat32> keys = parts.get(1);
        Operand<TFloat32> values = parts.get(2);

        Operand<TFloat32> scores = tf.train.batchMatMul(queries, keys, TFloat32.class, BatchMatMul.adjY(true));
        Operand<TFloat32> weights = tf.nn.softmax(
                switch (visibility) {
                    case ALL -> scores;
                    case EARLIER -> tf.math.add(scores, tf.constant(hideLater(tokens)));
                });
        Operand<TFloat32> attended = tf.train.batchMatMul(weights, values, TFloat32.class);
        return tf.reshape(
                tf.linalg.transpose(attended, tf.constant(new int[] {0, 2, 1, 3})),
                tf.constant(new int[] {-1, heads * headWidth}));
    }

    /** {@code [tokens, tokens]}: 0 where a row's token may look, and so little elsewhere that softmax makes it 0. */
    private static float[][] hideLater(int tokens) {
        float[][] mask = new float[tokens][tokens];
        for (int token = 0; token < tokens; token++) {
            Arrays.fill(mask[token], token + 1, tokens, HIDDEN);
        }
        return mask;
    }

    /** GELU's approximation by tanh: {@code 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}. */
    Operand<TFloat32> tanhGelu(Operand<TFloat32> x) {
        Operand<TFloat32> cubed = tf.math.mul(x, tf.math.square(x));
        Operand<TFloat32> inner =
                tf.math.mul(tf.math.add(x, tf.math.mul(cubed, tf.constant(0.044715f))), tf.constant((float)
                        Math.sqrt(2 / Math.PI)));
        return tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(tf.math.tanh(inner), tf.constant(1f)));
    }

    /**
     * A learned token in front of every sequence, plus learned positions.
     *
     * @param sequences {@code [sequences, tokens, width]}
     * @param token {@code [width]}, or any shape of as many values
     * @param positions {@code [tokens + 1, width]}, or {@code [1, tokens + 1, width]}
     * @return rows: {@code [sequences * (tokens + 1), width]}
     */
    Operand<TFloat32> withClassToken(
            Operand<TFloat32> sequences, Operand<TFloat32> token, Operand<TFloat32> positions, int width) {
        Operand<TFloat32> classTokens = tf.tile(
                tf.reshape(token, tf.constant(new int[] {1, 1, width})),
                tf.concat(List.of(batch(sequences), tf.constant(new int[] {1, 1})), tf.constant(0)));
        Operand<TFloat32> x = tf.math.add(tf.concat(List.of(classTokens, sequences), tf.constant(1)), positions);
        return tf.reshape(x, tf.constant(new int[] {-1, width}));
    }

    /** The first token of each sequence: {@code [sequences * tokens, width] -> [sequences, width]}. */
    Operand<TFloat32> classToken(Operand<TFloat32> rows, int tokens, int width) {
        Operand<TFloat32> sequences = tf.reshape(rows, tf.constant(new int[] {-1, tokens, width}));
        return tf.gather(sequences, tf.constant(0), tf.constant(1));
    }

    /**
     * CLIP's last step, of pictures and of texts: what a sequence comes to, normalised, in the space of embeddings.
     *
     * @param x {@code [sequences, width]}
     * @param norm name of the layer norm
     * @param projection name of the matrix {@code [width, embedding]}
     * @return {@code [sequences, embedding]}
     */
    Operand<TFloat32> embedding(Operand<TFloat32> x, String norm, String projection, long width, long embedding) {
        return tf.linalg.matMul(layerNorm(x, norm, width), variables.read(projection, width, embedding));
    }

    private Operand<TInt32> batch(Operand<? extends TType> x) {
        return tf.reshape(tf.gather(tf.shape(x), tf.constant(0), tf.constant(0)), tf.constant(new int[] {1}));
    }

    private Operand<TFloat32> meanOverLast(Operand<TFloat32> x) {
        return tf.math.mean(x, tf.constant(new int[] {-1}), Mean.keepDims(true));
    }
}
