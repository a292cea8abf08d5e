package io.mien.making.network;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * CLIP's text encoder (Radford et al. 2021, section 2.4), with the weights' names of OpenAI's code.
 *
 * <p>It takes prompts that are embedded already, because learned context tokens have no id: the caller puts them between
 * the embeddings of the words. Gradients reach the prompts, so that such tokens can be trained.
 */
public final class TextTransformer {
    private final Size size;
    private final ClipTransformer transformer;
    private final String prefix;

    /**
     * The size of an encoder.
     *
     * @param context the most tokens that a prompt may have
     * @param width of a token
     * @param layers of the Transformer
     * @param embedding floats in the result
     * @param headWidth of a head of the attention, a part of the width
     * @param hidden width of the perceptrons' hidden layer
     */
    public record Size(int context, int width, int layers, int embedding, int headWidth, int hidden) {

        /** The size in CLIP's ViT-B/32 and ViT-B/16. */
        public static final Size VIT_B = new Size(77, 512, 12, 512);

        public Size {
            if (context < 2) { // a start and an end
                throw new IllegalArgumentException("context: " + context + " tokens (expected: at least 2)");
            }
            ClipTransformer.requireHeads(width, headWidth);
            if (layers < 1 || embedding < 1) {
                throw new IllegalArgumentException(
                        "text layers: " + layers + ", embedding: " + embedding + " (expected: at least 1 each)");
            }
        }

        /** Whether the width alone says the heads, as in CLIP. */
        public boolean hasUsualHeads() {
            return ClipTransformer.hasUsualHeads(width);
        }

        /** As in CLIP: a head for every whole 64 of the width, a perceptron four times as wide. */
        public Size(int context, int width, int layers, int embedding) {
            this(context, width, layers, embedding, ClipTransformer.headWidth(width), 4 * width);
        }
    }

    /**
     * Describes an encoder.
     *
     * @param prefix of the weights' names, for example {@code text_encoder.}; empty for OpenAI's own files
     */
    public TextTransformer(Size size, Activation activation, String prefix) {
        this.size = size;
        this.transformer =
                new ClipTransformer(size.width, size.layers, size.headWidth, size.hidden, activation, prefix);
        this.prefix = prefix;
    }

    public Size size() {
        return size;
    }

    /**
     * Adds the encoder to a graph.
     *
     * <p>A token sees only those before it, so nothing behind the last end that is asked for has an effect: a caller who
     * knows the longest prompt saves the rest. DFER-CLIP's longest ends at 32 of 77, which is 2.4 times less work.
     *
     * @param prompts {@code [N, positions, width] float32}: embedded tokens, without positions
     * @param positions how many tokens of the prompts there are, at most the context; above the largest end
     * @param ends {@code [N] int32}: where each prompt's end token is
     * @return {@code [N, embedding] float32}, not normalised to unit length
     */
    public Operand<TFloat32> encode(
            Ops tf, NetworkVariables variables, Operand<TFloat32> prompts, int positions, Operand<TInt32> ends) {
        if (positions < 1 || positions > size.context) {
            throw new IllegalArgumentException(
                    "prompt positions: " + positions + " (expected: 1 to " + size.context + ")");
        }
        Layers layers = new Layers(tf, variables);
        int width = size.width;

        Operand<TFloat32> learnedPositions = tf.stridedSlice(
                variables.read(prefix + "positional_embedding", size.context, width), Indices.sliceTo(positions));
        Operand<TFloat32> x = tf.reshape(tf.math.add(prompts, learnedPositions), tf.constant(new int[] {-1, width}));
        x = transformer.apply(tf, layers, x, positions, Layers.Visibility.EARLIER);
        // ln_final looks at one token at a time, so only the ends' need it.
        Operand<TFloat32> last = tf.gather(x, endRows(tf, ends, positions), tf.constant(0));
        return layers.embedding(last, prefix + "ln_final", prefix + "text_projection", width, size.embedding);
    }

    /** Which row of {@code [N * positions, width]} each prompt's end is in. */
    private static Operand<TInt32> endRows(Ops tf, Operand<TInt32> ends, int positions) {
        Operand<TInt32> count = tf.size(ends);
        Operand<TInt32> starts = tf.math.mul(tf.range(tf.constant(0), count, tf.constant(1)), tf.constant(positions));
        return tf.math.add(starts, ends);
    }
}
