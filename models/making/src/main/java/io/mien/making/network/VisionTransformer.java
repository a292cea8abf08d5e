package io.mien.making.network;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * CLIP's image encoder (Radford et al. 2021, section 2.4, after Dosovitskiy et al. 2021, figure 1), with the weights' names
 * of OpenAI's code.
 */
public final class VisionTransformer implements ImageEncoder {
    private final Size size;
    private final PixelNormalization normalization;
    private final ClipTransformer transformer;
    private final String prefix;

    /**
     * The size of an encoder.
     *
     * @param image side of the square picture in pixels, a multiple of {@code patch}
     * @param patch side of a square patch in pixels
     * @param width of a token
     * @param layers of the Transformer
     * @param embedding floats in the result
     * @param headWidth of a head of the attention, a part of the width
     * @param hidden width of the perceptrons' hidden layer
     */
    public record Size(int image, int patch, int width, int layers, int embedding, int headWidth, int hidden) {

        /** CLIP's ViT-B/32, which DFER-CLIP builds on: 88 million weights. */
        public static final Size VIT_B_32 = new Size(224, 32, 768, 12, 512);

        public Size {
            if (patch < 1 || image < patch || image % patch != 0) {
                throw new IllegalArgumentException(
                        "image: " + image + " (expected: a whole number of patches of " + patch + ")");
            }
            ClipTransformer.requireHeads(width, headWidth);
            if (layers < 1 || embedding < 1) {
                throw new IllegalArgumentException(
                        "layers: " + layers + ", embedding: " + embedding + " (expected: at least 1 each)");
            }
        }

        /** Whether the width alone says the heads, as in CLIP. */
        public boolean hasUsualHeads() {
            return ClipTransformer.hasUsualHeads(width);
        }

        /** As in CLIP: a head for every whole 64 of the width, a perceptron four times as wide. */
        public Size(int image, int patch, int width, int layers, int embedding) {
            this(image, patch, width, layers, embedding, ClipTransformer.headWidth(width), 4 * width);
        }

        int patches() {
            return (image / patch) * (image / patch);
        }

        /** The class token and the patches. */
        int tokens() {
            return 1 + patches();
        }
    }

    /**
     * Describes an encoder.
     *
     * @param prefix of the weights' names, for example {@code image_encoder.}
     */
    public VisionTransformer(Size size, PixelNormalization normalization, Activation activation, String prefix) {
        this.size = size;
        this.normalization = normalization;
        this.transformer =
                new ClipTransformer(size.width, size.layers, size.headWidth, size.hidden, activation, prefix);
        this.prefix = prefix;
    }

    public Size size() {
        return size;
    }

    @Override
    public int image() {
        return size.image;
    }

    @Override
    public int embedding() {
        return size.embedding;
    }

    @Override
    public Operand<TFloat32> encode(Ops tf, NetworkVariables variables, Operand<TUint8> image) {
        Layers layers = new Layers(tf, variables);
        int width = size.width;

        Operand<TFloat32> x = layers.withClassToken(
                patchEmbeddings(tf, variables, normalize(tf, image)),
                variables.read(prefix + "class_embedding", width),
                variables.read(prefix + "positional_embedding", size.tokens(), width),
                width);
        x = layers.layerNorm(x, prefix + "ln_pre", width);
        x = transformer.apply(tf, layers, x, size.tokens(), Layers.Visibility.ALL);
        Operand<TFloat32> classToken = layers.classToken(x, size.tokens(), width);
        return layers.embedding(classToken, prefix + "ln_post", prefix + "proj", width, size.embedding);
    }

    @Override
    public Optional<Operand<TFloat32>> encodeInBfloat16(
            Ops tf, NetworkVariables variables, Bfloat16Weights weights, Operand<TUint8> image) {
        return Optional.of(new Bfloat16VisionTransformer(tf, size, normalization, transformer, prefix)
                .encode(variables, weights, image));
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
