package io.mien.making.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/**
 * {@link ClipTransformer} once more, for processors that multiply in bfloat16: what is multiplied is rounded to 8 bits of
 * significand, and summed in 32.
 *
 * <p>In float32 stay the residual stream, layer normalisation and softmax: rounding them costs accuracy, and casts are
 * cheaper than their elementwise operations in bfloat16.
 *
 * <p>Two things are written as they are because TensorFlow's optimiser and oneDNN know these forms: {@code
 * BatchMatMulV2} ({@code V3}, which TensorFlow Java makes, never reaches oneDNN), and {@code y * sigmoid(y)} on a layer's
 * bare output. docs/benchmarks.md has what each brings.
 */
final class Bfloat16Transformer {
    /** QuickGELU's factor. */
    private static final float QUICK = 1.702f;

    private final Ops tf;
    private final Layers layers;
    private final Bfloat16Weights weights;
    private final ClipTransformer transformer;
    private final int tokens;

    /**
     * Describes it in a graph that has the float32 one already.
     *
     * @param tokens in a sequence
     */
    Bfloat16Transformer(
            Ops tf, NetworkVariables variables, Bfloat16Weights weights, ClipTransformer transformer, int tokens) {
        this.tf = tf;
        this.layers =
                new Layers(tf, (name, shape) -> variables.known(name, shape).value());
        this.weights = weights;
        this.transformer = transformer;
        this.tokens = tokens;
    }

    /** The layers that go with it, of weights that the graph has read before. */
    Layers layers() {
        return layers;
    }

    /** All blocks: {@code [sequences * tokens, width]} to the same. */
    Operand<TFloat32> apply(Operand<TFloat32> rows) {
        Operand<TFloat32> x = rows;
        for (int layer = 0; layer < transformer.layers(); layer++) {
            x = block(x, blockName(layer));
        }
        return x;
    }

    /**
     * All blocks, of which only each sequence's first token goes on: of the last block, that is keys and values of all
     * tokens, and the rest of the first one. {@code [sequences * tokens, width]} to {@code [sequences, width]}.
     */
    Operand<TFloat32> firstToken(Operand<TFloat32> rows) {
        Operand<TFloat32> x = rows;
        int last = transformer.layers() - 1;
        for (int layer = 0; layer < last; layer++) {
            x = block(x, blockName(layer));
        }
        return lastBlock(x, blockName(last));
    }

    private String blockName(int layer) {
        return transformer.prefix() + "transformer.resblocks." + layer + ".";
    }

    private Operand<TFloat32> block(Operand<TFloat32> input, String name) {
        int width = transformer.width();
        Operand<TBfloat16> x = bfloat16(layers.layerNorm(input, name + "ln_1", width));
        List<Output<TBfloat16>> parts = heads(
                linear(
                        x,
                        weights.attention(
                                name + "attn.",
                                Bfloat16Weights.Projection.QUERIES_KEYS_VALUES,
                                width,
                                transformer.headWidth())),
                tokens,
                3);
        weights.releaseAttention(name + "attn.", width);
        Operand<TFloat32> attended = tf.math.add(
                input,
                float32(linear(
                        attention(parts.get(0), parts.get(1), parts.get(2)),
                        weights.linear(name + "attn.out_proj", width, width))));
        return tf.math.add(attended, perceptron(attended, name));
    }

    private Operand<TFloat32> lastBlock(Operand<TFloat32> input, String name) {
        int width = transformer.width();
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
        return tf.math.add(attended, perceptron(attended, name));
    }

    private Operand<TFloat32> perceptron(Operand<TFloat32> input, String name) {
        int width = transformer.width();
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

    /** {@code [sequences * length, parts * width] -> parts x [sequences, heads, length, head width]}. */
    private List<Output<TBfloat16>> heads(Operand<TBfloat16> rows, int length, int parts) {
        int headWidth = transformer.headWidth();
        Operand<TBfloat16> split = tf.linalg.transpose(
                tf.reshape(
                        rows, tf.constant(new int[] {-1, length, parts, transformer.width() / headWidth, headWidth})),
                tf.constant(new int[] {2, 0, 3, 1, 4}));
        return tf.unstack(split, (long) parts, Unstack.axis(0L)).output();
    }

    /** Of scaled queries; gives rows: {@code [sequences * queries, width]}. */
    private Operand<TBfloat16> attention(
            Operand<TBfloat16> queries, Operand<TBfloat16> keys, Operand<TBfloat16> values) {
        Operand<TBfloat16> scores = batchMatMul(queries, keys, true);
        Operand<TBfloat16> shares = bfloat16(tf.nn.softmax(float32(scores)));
        return tf.reshape(
                tf.linalg.transpose(batchMatMul(shares, values, false), tf.constant(new int[] {0, 2, 1, 3})),
                tf.constant(new int[] {-1, transformer.width()}));
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
