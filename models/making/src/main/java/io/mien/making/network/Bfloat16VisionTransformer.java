package io.mien.making.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * {@link VisionTransformer} once more, for processors that multiply in bfloat16: what is multiplied is rounded to 8 bits
 * of significand, and summed in 32.
 *
 * <p>In float32 stay the residual stream, layer normalisation, softmax and the last projection: rounding them costs
 * accuracy, and casts are cheaper than their elementwise operations in bfloat16. Only what reaches the result is
 * computed: of the last block, that is keys and values of all tokens, and the rest of the class token.
 *
 * <p>Two things are written as they are because TensorFlow's optimiser and oneDNN know these forms: {@code
 * BatchMatMulV2} ({@code V3}, which TensorFlow Java makes, never reaches oneDNN), and {@code y * sigmoid(y)} on a layer's
 * bare output. docs/benchmarks.md has what each brings.
 */
final class Bfloat16VisionTransformer {
    /** QuickGELU's factor. */
    private static final float QUICK = 1.702f;

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
        Layers layers =
                new Layers(tf, (name, shape) -> variables.known(name, shape).value());
        Operand<TFloat32> x = layers.withClassToken(
                patchEmbeddings(weights, image),
                variables.known(prefix + "class_embedding", width).value(),
                variables
                        .known(prefix + "positional_embedding", size.tokens(), width)
                        .value(),
                width);
        x = layers.layerNorm(x, prefix + "ln_pre", width);
        for (int layer = 0; layer < size.layers() - 1; layer++) {
            x = block(layers, weights, x, blockName(layer));
        }
        x = lastBlock(layers, weights, x, blockName(size.layers() - 1));
        return layers.embedding(x, prefix + "ln_post", prefix + "proj", width, size.embedding());
    }

    private String blockName(int layer) {
        return prefix + "transformer.resblocks." + layer + ".";
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

    private Operand<TFloat32> block(Layers layers, Bfloat16Weights weights, Operand<TFloat32> input, String name) {
        int width = size.width();
        Operand<TBfloat16> x = bfloat16(layers.layerNorm(input, name + "ln_1", width));
        List<Output<TBfloat16>> parts = heads(
                linear(
                        x,
                        weights.attention(
                                name + "attn.",
                                Bfloat16Weights.Projection.QUERIES_KEYS_VALUES,
                                width,
                                transformer.headWidth())),
                size.tokens(),
                3);
        weights.releaseAttention(name + "attn.", width);
        Operand<TFloat32> attended = tf.math.add(
                input,
                float32(linear(
                        attention(parts.get(0), parts.get(1), parts.get(2)),
                        weights.linear(name + "attn.out_proj", width, width))));
        return tf.math.add(attended, perceptron(layers, weights, attended, name));
    }

    /** Of the last block only the class token goes on: {@code [N, width]}. */
    private Operand<TFloat32> lastBlock(Layers layers, Bfloat16Weights weights, Operand<TFloat32> input, String name) {
        int width = size.width();
        int tokens = size.tokens();
        Operand<TFloat32> x = layers.layerNorm(input, name + "ln_1", width);
        Operand<TBfloat16> query = linear(
                bfloat16(layers.classToken(x, tokens, width)),
                weights.attention(name + "attn.", Bfloat16Weights.Projection.QUERIES, width, transformer.headWidth()));
        List<Output<TBfloat16>> keysValues = heads(
                linear(
                        bfloat16(x),
                        weights.attention(
                                name + "attn.",
                                Bfloat16Weights.Projection.KEYS_VALUES,
                                width,
                                transformer.headWidth())),
                tokens,
                2);
        weights.releaseAttention(name + "attn.", width);
        Operand<TBfloat16> seen = attention(heads(query, 1, 1).get(0), keysValues.get(0), keysValues.get(1));
        Operand<TFloat32> attended = tf.math.add(
                layers.classToken(input, tokens, width),
                float32(linear(seen, weights.linear(name + "attn.out_proj", width, width))));
        return tf.math.add(attended, perceptron(layers, weights, attended, name));
    }

    private Operand<TFloat32> perceptron(Layers layers, Bfloat16Weights weights, Operand<TFloat32> input, String name) {
        int width = size.width();
        int hidden = transformer.hidden();
        Operand<TBfloat16> x = bfloat16(layers.layerNorm(input, name + "ln_2", width));
        String first = name + "mlp.c_fc";
        String second = name + "mlp.c_proj";
        return float32(
                switch (transformer.activation()) {
                    case QUICK_GELU -> {
                        // x sigmoid(1.702 x) = y sigmoid(y) / 1.702, with y = 1.702 x
                        Operand<TBfloat16> y = linear(x, weights.scaled(first, width, hidden, QUICK, QUICK));
                        yield linear(
                                tf.math.mul(y, tf.math.sigmoid(y)),
                                weights.scaled(second, hidden, width, 1 / QUICK, 1));
                    }
                    case GELU ->
                        linear(
                                gelu(linear(x, weights.linear(first, width, hidden))),
                                weights.linear(second, hidden, width));
                });
    }

    private Operand<TBfloat16> gelu(Operand<TBfloat16> x) {
        Operand<TBfloat16> erf = tf.math.erf(tf.math.mul(x, constant(Math.sqrt(0.5))));
        return tf.math.mul(tf.math.mul(x, constant(0.5)), tf.math.add(erf, constant(1)));
    }

    private Operand<TBfloat16> constant(double value) {
        return tf.constantOf(TBfloat16.scalarOf((float) value));
    }

    /** {@code [sequences * tokens, parts * width] -> parts x [sequences, heads, tokens, head width]}. */
    private List<Output<TBfloat16>> heads(Operand<TBfloat16> rows, int tokens, int parts) {
        int headWidth = transformer.headWidth();
        Operand<TBfloat16> split = tf.linalg.transpose(
                tf.reshape(rows, tf.constant(new int[] {-1, tokens, parts, size.width() / headWidth, headWidth})),
                tf.constant(new int[] {2, 0, 3, 1, 4}));
        return tf.unstack(split, (long) parts, Unstack.axis(0L)).output();
    }

    /** Of scaled queries; gives rows: {@code [sequences * queries, width]}. */
    private Operand<TBfloat16> attention(
            Operand<TBfloat16> queries, Operand<TBfloat16> keys, Operand<TBfloat16> values) {
        Operand<TBfloat16> scores = batchMatMul(queries, keys, true);
        Operand<TBfloat16> weights = bfloat16(tf.nn.softmax(float32(scores)));
        return tf.reshape(
                tf.linalg.transpose(batchMatMul(weights, values, false), tf.constant(new int[] {0, 2, 1, 3})),
                tf.constant(new int[] {-1, size.width()}));
    }

    private Operand<TBfloat16> batchMatMul(Operand<TBfloat16> x, Operand<TBfloat16> y, boolean transposeY) {
        return tf.scope()
                .opBuilder("BatchMatMulV2", "BatchMatMulV2")
                .addInput(x.asOutput())
                .addInput(y.asOutput())
                .setAttr("adj_y", transposeY)
                .build()
                .output(0);
    }

    private Operand<TBfloat16> linear(Operand<TBfloat16> x, Bfloat16Weights.Linear layer) {
        return tf.nn.biasAdd(tf.linalg.matMul(x, layer.weight()), layer.bias());
    }

    private Operand<TBfloat16> bfloat16(Operand<TFloat32> x) {
        return tf.dtypes.cast(x, TBfloat16.class);
    }

    private Operand<TFloat32> float32(Operand<TBfloat16> x) {
        return tf.dtypes.cast(x, TFloat32.class);
    }
}
