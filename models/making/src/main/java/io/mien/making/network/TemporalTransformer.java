package io.mien.making.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * DFER-CLIP's temporal model (Zhao and Patras, BMVC 2023, section 3.2): a learnable class token in front of the clip's frame
 * features, learned positions, pre-norm blocks, and the class token out. No LayerNorm follows the last block, queries, keys
 * and values have no bias, and its GELU is the tanh approximation, unlike CLIP's. Weights' names are those of the published
 * code.
 */
public final class TemporalTransformer {
    private final Size size;
    private final String prefix;

    /**
     * The size of a temporal model.
     *
     * @param frames in a clip
     * @param width of a frame's embedding
     * @param layers of the Transformer
     * @param heads of its attention
     * @param headWidth of a head
     * @param hidden width of the perceptron's hidden layer
     */
    public record Size(int frames, int width, int layers, int heads, int headWidth, int hidden) {

        /** The published size: 16 frames of 512 floats, one layer, eight heads. */
        public static final Size DFER_CLIP = new Size(16, 512, 1, 8, 64, 1024);

        public Size {
            if (frames < 1 || width < 1 || layers < 1 || heads < 1 || headWidth < 1 || hidden < 1) {
                throw new IllegalArgumentException("temporal Transformer: " + frames + " frames, width " + width + ", "
                        + layers + " layers, " + heads + " heads of " + headWidth + ", hidden " + hidden
                        + " (expected: at least 1 each)");
            }
        }

        /** The class token and the frames. */
        int tokens() {
            return 1 + frames;
        }
    }

    /**
     * Describes a temporal model.
     *
     * @param prefix of the weights' names, for example {@code temporal_net.}
     */
    public TemporalTransformer(Size size, String prefix) {
        this.size = size;
        this.prefix = prefix;
    }

    public Size size() {
        return size;
    }

    /**
     * Adds the model to a graph.
     *
     * @param embedding {@code [B, frames, width] float32}
     * @return {@code [B, width] float32}
     */
    public Operand<TFloat32> summarize(Ops tf, NetworkVariables variables, Operand<TFloat32> embedding) {
        Layers layers = new Layers(tf, variables);
        int width = size.width;

        Operand<TFloat32> x = layers.withClassToken(
                embedding,
                variables.read(prefix + "cls_token", 1, 1, width),
                variables.read(prefix + "pos_embedding", 1, size.tokens(), width),
                width);
        for (int layer = 0; layer < size.layers; layer++) {
            x = block(tf, layers, x, prefix + "temporal_transformer.layers." + layer + ".");
        }
        return layers.classToken(x, size.tokens(), width);
    }

    private Operand<TFloat32> block(Ops tf, Layers layers, Operand<TFloat32> input, String name) {
        int width = size.width;
        int inner = size.heads * size.headWidth;
        Operand<TFloat32> x = layers.layerNorm(input, name + "0.fn.norm", width);
        x = layers.linearWithoutBias(x, name + "0.fn.fn.to_qkv.weight", width, 3L * inner);
        x = layers.attention(x, size.tokens(), size.heads, size.headWidth, Layers.Visibility.ALL);
        x = layers.linear(x, name + "0.fn.fn.to_out.0", inner, width);
        Operand<TFloat32> attended = tf.math.add(input, x);

        x = layers.layerNorm(attended, name + "1.fn.norm", width);
        x = layers.linear(x, name + "1.fn.fn.net.0", width, size.hidden);
        x = layers.tanhGelu(x);
        x = layers.linear(x, name + "1.fn.fn.net.3", size.hidden, width);
        return tf.math.add(attended, x);
    }
}
