package io.mien.making.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The pre-norm Transformer that both of CLIP's encoders are made of, with the weights' names of OpenAI's code.
 *
 * @param width of a token, a multiple of the heads'
 * @param layers how many blocks
 * @param headWidth of a head of the attention
 * @param hidden width of the perceptrons' hidden layer
 * @param activation of the perceptrons
 * @param prefix of the weights' names, before {@code transformer.resblocks.}
 */
record ClipTransformer(int width, int layers, int headWidth, int hidden, Activation activation, String prefix) {
    private static final int HEAD_WIDTH = 64;

    ClipTransformer {
        requireHeads(width, headWidth);
        if (layers < 1 || hidden < 1) {
            throw new IllegalArgumentException(
                    "layers: " + layers + ", hidden: " + hidden + " (expected: at least 1 each)");
        }
    }

    /**
     * The width of CLIP's heads: 64, or a little more where 64 does not divide the width. OpenAI's code counts whole
     * 64s, so a width of 96 gives one head of 96, and a width of 160 two heads of 80.
     *
     * @throws IllegalArgumentException if the width cannot be divided so
     */
    static int headWidth(int width) {
        if (!hasUsualHeads(width)) {
            throw new IllegalArgumentException("width: " + width + " (expected: a multiple of " + HEAD_WIDTH
                    + ", or else of the number of whole " + HEAD_WIDTH + "s in it)");
        }
        return width / (width / HEAD_WIDTH);
    }

    /** Whether a width has CLIP's heads, so that nothing else need say how many it has. */
    static boolean hasUsualHeads(int width) {
        int heads = width / HEAD_WIDTH;
        return heads >= 1 && width % heads == 0;
    }

    /** Refuses heads that do not divide a width. */
    static void requireHeads(int width, int headWidth) {
        if (headWidth < 1 || width % headWidth != 0) {
            throw new IllegalArgumentException(
                    "width: " + width + " (expected: a multiple of the heads' " + headWidth + ")");
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
        x = weights.attention(x, tokens, width / headWidth, headWidth, visibility);
        x = weights.linear(x, name + "attn.out_proj", width, width);
        Operand<TFloat32> attended = tf.math.add(input, x);

        x = weights.layerNorm(attended, name + "ln_2", width);
        x = weights.linear(x, name + "mlp.c_fc", width, hidden);
        x = activation.apply(tf, x);
        x = weights.linear(x, name + "mlp.c_proj", hidden, width);
        return tf.math.add(attended, x);
    }
}
