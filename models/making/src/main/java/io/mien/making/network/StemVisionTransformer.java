package io.mien.making.network;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * A small image encoder that is trained from nothing: local contrast, a {@link ConvolutionalStem}, learned positions,
 * CLIP's Transformer blocks, and the mean of the tokens. It is no CLIP, and no CLIP weights fit it.
 */
public final class StemVisionTransformer implements ImageEncoder {
    /** The window in which brightness and contrast are evened out, as a fraction of the picture. */
    private static final double CONTRAST_WINDOW = 1.0 / 16;

    private final Size size;
    private final ConvolutionalStem stem;
    private final ClipTransformer transformer;
    private final String prefix;

    /**
     * The size of an encoder.
     *
     * @param image side of the square picture in pixels, a multiple of two to the number of convolutions
     * @param stem channels of the stem's convolutions; the last is the width of a token
     * @param layers of the Transformer
     * @param headWidth of a head of its attention; divides the width
     * @param hidden width of its perceptrons' hidden layer
     * @param embedding floats in the result
     */
    public record Size(int image, List<Integer> stem, int layers, int headWidth, int hidden, int embedding) {

        /** 64 pixels, 16 tokens of 128, four layers: 3 MB of weights, hundreds of frames a second on one core. */
        public static final Size SMALL = new Size(64, List.of(32, 64, 96, 128), 4, 32, 256, 128);

        public Size {
            stem = List.copyOf(stem);
            int reduction = 1 << stem.size();
            if (stem.isEmpty() || image < reduction || image % reduction != 0) {
                throw new IllegalArgumentException("image: " + image + " (expected: a multiple of " + reduction
                        + ", which is what " + stem.size() + " convolutions reduce it by)");
            }
            int width = stem.get(stem.size() - 1);
            if (headWidth < 1 || width % headWidth != 0) {
                throw new IllegalArgumentException("stem: " + stem + " (expected: the last a multiple of " + headWidth
                        + ", the width of a head of attention)");
            }
            if (layers < 1 || embedding < 1) {
                throw new IllegalArgumentException(
                        "layers: " + layers + ", embedding: " + embedding + " (expected: at least 1 each)");
            }
        }

        int width() {
            return stem.get(stem.size() - 1);
        }

        int side() {
            return image >> stem.size();
        }

        int tokens() {
            return side() * side();
        }
    }

    /**
     * Describes an encoder.
     *
     * @param prefix of the weights' names, for example {@code image_encoder.}
     */
    public StemVisionTransformer(Size size, String prefix) {
        this.size = size;
        this.stem = new ConvolutionalStem(size.stem, prefix + "stem.");
        this.transformer = new ClipTransformer(
                size.width(), size.layers, size.headWidth, size.hidden, Activation.QUICK_GELU, prefix);
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
        return encode(tf, variables, image, ConvolutionalStem.Change.NONE);
    }

    /**
     * Adds the encoder to a graph that trains it.
     *
     * @param image {@code [N, S, S, 3] uint8}
     * @param change of what the stem's convolutions hand on
     * @return {@code [N, embedding] float32}
     */
    public Operand<TFloat32> encode(
            Ops tf, NetworkVariables variables, Operand<TUint8> image, ConvolutionalStem.Change change) {
        Layers layers = new Layers(tf, variables);
        Operand<TFloat32> grid = stem.apply(tf, variables, contrast(tf, image), 1, change);
        Operand<TFloat32> positions = variables.read(prefix + "positional_embedding", size.tokens(), size.width());
        Operand<TFloat32> x =
                transformer.apply(tf, layers, rows(tf, grid, positions), size.tokens(), Layers.Visibility.ALL);
        return embedding(tf, layers, x);
    }

    @Override
    public Optional<Operand<TFloat32>> encodeInBfloat16(
            Ops tf, NetworkVariables variables, Bfloat16Weights weights, Operand<TUint8> image) {
        Bfloat16Transformer blocks = new Bfloat16Transformer(tf, variables, weights, transformer, size.tokens());
        Operand<TFloat32> grid = stem.applyInBfloat16(tf, variables, weights, contrast(tf, image), 1);
        Operand<TFloat32> positions = variables
                .known(prefix + "positional_embedding", size.tokens(), size.width())
                .value();
        return Optional.of(embedding(tf, blocks.layers(), blocks.apply(rows(tf, grid, positions))));
    }

    private Operand<TFloat32> contrast(Ops tf, Operand<TUint8> image) {
        return new LocalContrast(size.image, CONTRAST_WINDOW * size.image).apply(tf, image);
    }

    /** The grid's cells with their places: {@code [N * tokens, width]}. */
    private Operand<TFloat32> rows(Ops tf, Operand<TFloat32> grid, Operand<TFloat32> positions) {
        int width = size.width();
        Operand<TFloat32> tokens =
                tf.math.add(tf.reshape(grid, tf.constant(new int[] {-1, size.tokens(), width})), positions);
        return tf.reshape(tokens, tf.constant(new int[] {-1, width}));
    }

    private Operand<TFloat32> embedding(Ops tf, Layers layers, Operand<TFloat32> tokens) {
        Operand<TFloat32> mean = tf.math.mean(
                tf.reshape(tokens, tf.constant(new int[] {-1, size.tokens(), size.width()})),
                tf.constant(new int[] {1}),
                Mean.keepDims(false));
        return layers.embedding(mean, prefix + "ln_post", prefix + "proj", size.width(), size.embedding);
    }

    /**
     * Where positions start: sines and cosines of row and column, as in the first Transformer, of an amplitude that they
     * are not lost at. With random ones of 0.02 the tokens' mean is a bag of patches, and training stays at chance.
     *
     * @return {@code [tokens, width]}
     */
    public float[] initialPositions(double amplitude) {
        int width = size.width();
        int quarter = width / 4;
        float[] positions = new float[size.tokens() * width];
        for (int token = 0; token < size.tokens(); token++) {
            int row = token / size.side();
            int column = token % size.side();
            for (int i = 0; i < quarter; i++) {
                // From one whole turn over the grid to none that matters.
                double frequency = Math.PI * Math.pow(0.02, (double) i / quarter);
                int at = token * width + 4 * i;
                positions[at] = (float) (amplitude * Math.sin(row * frequency));
                positions[at + 1] = (float) (amplitude * Math.cos(row * frequency));
                positions[at + 2] = (float) (amplitude * Math.sin(column * frequency));
                positions[at + 3] = (float) (amplitude * Math.cos(column * frequency));
            }
        }
        return positions;
    }
}
