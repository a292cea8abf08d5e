package io.mien.models.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * CLIP's image encoder (Radford et al. 2021, section 2.4, after Dosovitskiy et al. 2021, figure 1), with the weights' names
 * of OpenAI's code.
 */
public final class VisionTransformer {
    private static final int HEAD_WIDTH = 64;

    private final Size size;
    private final PixelNormalization normalization;
    private final String prefix;

    /**
     * How large it is.
     *
     * @param image side of the square picture in pixels, a multiple of {@code patch}
     * @param patch side of a square patch in pixels
     * @param width of a token, a multiple of 64: there is a head for every 64
     * @param layers of the Transformer
     * @param embedding floats in the result
     */
    public record Size(int image, int patch, int width, int layers, int embedding) {

        /** CLIP's ViT-B/32, which DFER-CLIP builds on: 88 million weights. */
        public static final Size VIT_B_32 = new Size(224, 32, 768, 12, 512);

        public Size {
            if (patch < 1 || image < patch || image % patch != 0) {
                throw new IllegalArgumentException(
                        "image: " + image + " (expected: a whole number of patches of " + patch + ")");
            }
            if (width < HEAD_WIDTH || width % HEAD_WIDTH != 0) {
                throw new IllegalArgumentException("width: " + width + " (expected: a multiple of " + HEAD_WIDTH + ")");
            }
            if (layers < 1 || embedding < 1) {
                throw new IllegalArgumentException(
                        "layers: " + layers + ", embedding: " + embedding + " (expected: at least 1 each)");
            }
        }

        int patches() {
            return (image / patch) * (image / patch);
        }

        /** The class token and the patches. */
        int tokens() {
            return 1 + patches();
        }

        int heads() {
            return width / HEAD_WIDTH;
        }
    }

    /**
     * Describes an encoder.
     *
     * @param prefix of the weights' names, for example {@code image_encoder.}
     */
    public VisionTransformer(Size size, PixelNormalization normalization, String prefix) {
        this.size = size;
        this.normalization = normalization;
        this.prefix = prefix;
    }

    public Size size() {
        return size;
    }

    /**
     * Adds the encoder to a graph.
     *
     * @param image {@code [N, S, S, 3] uint8}
     * @return {@code [N, embedding] float32}, not normalised to unit length
     */
    public Operand<TFloat32> encode(Ops tf, NetworkVariables variables, Operand<TUint8> image) {
        Layers layers = new Layers(tf, variables);
        int width = size.width;

        Operand<TFloat32> x = layers.withClassToken(
                patchEmbeddings(tf, variables, normalize(tf, image)),
                variables.read(prefix + "class_embedding", width),
                variables.read(prefix + "positional_embedding", size.tokens(), width),
                width);
        x = layers.layerNorm(x, prefix + "ln_pre", width);
        for (int layer = 0; layer < size.layers; layer++) {
            x = block(tf, layers, x, prefix + "transformer.resblocks." + layer + ".");
        }
        x = layers.layerNorm(layers.classToken(x, size.tokens(), width), prefix + "ln_post", width);
        return tf.linalg.matMul(x, variables.read(prefix + "proj", width, size.embedding));
    }

    /** A pre-norm residual block: attention, then a two-layer perceptron four times as wide. */
    private Operand<TFloat32> block(Ops tf, Layers layers, Operand<TFloat32> input, String name) {
        int width = size.width;
        Operand<TFloat32> x = layers.layerNorm(input, name + "ln_1", width);
        x = layers.linear(x, name + "attn.in_proj_weight", name + "attn.in_proj_bias", width, 3L * width);
        x = layers.attention(x, size.tokens(), size.heads(), HEAD_WIDTH);
        x = layers.linear(x, name + "attn.out_proj", width, width);
        Operand<TFloat32> attended = tf.math.add(input, x);

        x = layers.layerNorm(attended, name + "ln_2", width);
        x = layers.linear(x, name + "mlp.c_fc", width, 4L * width);
        x = layers.quickGelu(x);
        x = layers.linear(x, name + "mlp.c_proj", 4L * width, width);
        return tf.math.add(attended, x);
    }

    private Operand<TFloat32> normalize(Ops tf, Operand<TUint8> image) {
        Operand<TFloat32> scaled =
                tf.math.mul(tf.dtypes.cast(image, TFloat32.class), tf.constant(normalization.scale()));
        return normalization.equals(PixelNormalization.NONE)
                ? scaled
                : tf.math.add(scaled, tf.constant(normalization.shift()));
    }

    /** One token a patch, by a convolution that steps a whole patch: {@code [N, patches, width]}. */
    private Operand<TFloat32> patchEmbeddings(Ops tf, NetworkVariables variables, Operand<TFloat32> image) {
        long patch = size.patch;
        Operand<TFloat32> filters = variables.readConvolution(prefix + "conv1.weight", size.width, 3, patch, patch);
        Operand<TFloat32> grid = tf.nn.conv2d(image, filters, List.of(1L, patch, patch, 1L), "VALID");
        return tf.reshape(grid, tf.constant(new int[] {-1, size.patches(), size.width}));
    }
}
