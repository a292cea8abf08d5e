package io.mien.making.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * {@link VisionTransformer} once more, for processors that multiply in bfloat16 ({@link Bfloat16Transformer}). The patches'
 * product is in bfloat16 too; the first and last normalisation and the projection stay in float32.
 */
final class Bfloat16VisionTransformer {
    private final Ops tf;
    private final VisionTransformer.Size size;
    private final PixelNormalization normalization;
    private final ClipTransformer transformer;
    private final String prefix;

    Bfloat16VisionTransformer(
            Ops tf,
            VisionTransformer.Size size,
            PixelNormalization normalization,
            ClipTransformer transformer,
            String prefix) {
        this.tf = tf;
        this.size = size;
        this.normalization = normalization;
        this.transformer = transformer;
        this.prefix = prefix;
    }

    /**
     * Adds the encoder to a graph that has the float32 one already.
     *
     * @param image {@code [N, S, S, 3] uint8}
     * @return {@code [N, embedding] float32}
     */
    Operand<TFloat32> encode(NetworkVariables variables, Bfloat16Weights weights, Operand<TUint8> image) {
        int width = size.width();
        Bfloat16Transformer blocks = new Bfloat16Transformer(tf, variables, weights, transformer, size.tokens());
        Layers layers = blocks.layers();
        Operand<TFloat32> x = layers.withClassToken(
                patchEmbeddings(weights, image),
                variables.known(prefix + "class_embedding", width).value(),
                variables
                        .known(prefix + "positional_embedding", size.tokens(), width)
                        .value(),
                width);
        x = blocks.firstToken(layers.layerNorm(x, prefix + "ln_pre", width));
        return layers.embedding(x, prefix + "ln_post", prefix + "proj", width, size.embedding());
    }

    /** One token a patch: {@code [N, patches, width]}. Every 8-bit value is exact in bfloat16. */
    private Operand<TFloat32> patchEmbeddings(Bfloat16Weights weights, Operand<TUint8> image) {
        int patch = size.patch();
        int side = size.image() / patch;
        Operand<TBfloat16> pixels = tf.reshape(
                tf.linalg.transpose(
                        tf.reshape(
                                tf.dtypes.cast(image, TBfloat16.class),
                                tf.constant(new int[] {-1, side, patch, side, 3 * patch})),
                        tf.constant(new int[] {0, 1, 3, 2, 4})),
                tf.constant(new int[] {-1, 3 * patch * patch}));
        Bfloat16Weights.Patches layer = weights.patches(prefix + "conv1.weight", size.width(), patch, normalization);
        Operand<TFloat32> tokens = float32(tf.nn.biasAdd(tf.linalg.matMul(pixels, layer.weight()), layer.bias()));
        return tf.reshape(
                tf.math.add(tokens, layer.remainder()), tf.constant(new int[] {-1, size.patches(), size.width()}));
    }

    private Operand<TFloat32> float32(Operand<TBfloat16> x) {
        return tf.dtypes.cast(x, TFloat32.class);
    }
}
