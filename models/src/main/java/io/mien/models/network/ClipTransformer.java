package io.mien.models.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The pre-norm Transformer that both of CLIP's encoders are made of, with the weights' names of OpenAI's code: a head for
 * every 64 of the width, a perceptron four times as wide.
 *
 * @param width of a token, a multiple of 64
 * @param layers how many blocks
 * @param activation of the perceptrons
 * @param prefix of the weights' names, before {@code transformer.resblocks.}
 */
record ClipTransformer(int width, int layers, Activation activation, String prefix) {
    static final int HEAD_WIDTH = 64;

    ClipTransformer {
        if (width < HEAD_WIDTH || width % HEAD_WIDTH != 0) {
            throw new IllegalArgumentException("width: " + width + " (expected: a multiple of " + HEAD_WIDTH + ")");
        }
        if (layers < 1) {
            throw new IllegalArgumentException("layers: " + layers + " (expected: at least 1)");
        }
    }

    /**
     * Adds the blocks to a graph.
     *
     * @param rows {@code [sequences * tokens, width]}
     * @param tokens in a sequence
     * @param visibility which tokens a token attends to
     * @return {@code [sequences * tokens, width]}
     */
    Operand<TFloat32> apply(Ops tf, Layers weights, Operand<TFloat32> rows, int tokens, Layers.Visibility visibility) {
        Operand<TFloat32> x = rows;
        for (int layer = 0; layer < layers; layer++) {
            x = block(tf, weights, x, tokens, visibility, prefix + "transformer.resblocks." + layer + ".");
        }
        return x;
    }

    private Operand<TFloat32> block(
            Ops tf, Layers weights, Operand<TFloat32> input, int tokens, Layers.Visibility visibility, String name) {
        Operand<TFloat32> x = weights.layerNorm(input, name + "ln_1", width);
        x = weights.linear(x, name + "attn.in_proj_weight", name + "attn.in_proj_bias", width, 3L * width);
        x = weights.attention(x, tokens, width / HEAD_WIDTH, HEAD_WIDTH, visibility);
        x = weights.linear(x, name + "attn.out_proj", width, width);
        Operand<TFloat32> attended = tf.math.add(input, x);

        x = weights.layerNorm(attended, name + "ln_2", width);
        x = weights.linear(x, name + "mlp.c_fc", width, 4L * width);
        x = activation.apply(tf, x);
        x = weights.linear(x, name + "mlp.c_proj", 4L * width, width);
        return tf.math.add(attended, x);
    }
}
