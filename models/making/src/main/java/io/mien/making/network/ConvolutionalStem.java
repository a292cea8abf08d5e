package io.mien.making.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/**
 * Replaces the one large patch convolution of a small image Transformer by convolutions of 3 x 3 that each halve the
 * picture (Xiao et al. 2021, "Early convolutions help Transformers see better"). It learns faster, and few tokens are
 * left.
 *
 * @param channels of each convolution's output, from the picture on
 * @param prefix of the weights' names, for example {@code image_encoder.stem.}
 */
public record ConvolutionalStem(List<Integer> channels, String prefix) {
    private static final long KERNEL = 3;
    private static final List<Long> HALVING = List.of(1L, 2L, 2L, 1L);

    public ConvolutionalStem {
        channels = List.copyOf(channels);
        if (channels.isEmpty() || channels.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("stem: channels " + channels + " (expected: at least one convolution)");
        }
    }

    /** The factor by which the grid of tokens is smaller than the picture, along each side. */
    int reduction() {
        return 1 << channels.size();
    }

    /** Channels of a token. */
    int width() {
        return channels.get(channels.size() - 1);
    }

    /** What training does to the features between two convolutions. */
    @FunctionalInterface
    public interface Change {
        /** Nothing: what every model that is used does. */
        Change NONE = (tf, layer, features) -> features;

        /**
         * Adds the change to a graph.
         *
         * @param layer number of the convolution that they come from, from 0
         * @param features {@code [N, side, side, channels] float32}
         * @return of the same shape
         */
        Operand<TFloat32> apply(Ops tf, int layer, Operand<TFloat32> features);
    }

    /**
     * Adds the stem to a graph.
     *
     * @param picture {@code [N, S, S, in] float32}
     * @param change of the features that go on to a next convolution
     * @return {@code [N, S / reduction, S / reduction, width] float32}
     */
    Operand<TFloat32> apply(Ops tf, NetworkVariables variables, Operand<TFloat32> picture, int in, Change change) {
        Operand<TFloat32> x = picture;
        int from = in;
        for (int layer = 0; layer < channels.size(); layer++) {
            int to = channels.get(layer);
            String name = prefix + layer;
            Operand<TFloat32> filters = variables.readConvolution(name + ".weight", to, from, KERNEL, KERNEL);
            x = tf.nn.biasAdd(tf.nn.conv2d(x, filters, HALVING, "SAME"), variables.read(name + ".bias", to));
            if (layer < channels.size() - 1) { // the last one's output goes into a sum, as a patch embedding does
                x = change.apply(tf, layer, tf.nn.relu(x));
            }
            from = to;
        }
        return x;
    }

    /**
     * The same for processors that multiply in bfloat16, in a graph that has it in float32 already. The picture stays in
     * float32 up to the first convolution's output: it has a channel or three, which is little to multiply.
     */
    Operand<TFloat32> applyInBfloat16(
            Ops tf, NetworkVariables variables, Bfloat16Weights weights, Operand<TFloat32> picture, int in) {
        int first = channels.get(0);
        Operand<TFloat32> filters =
                variables.known(prefix + "0.weight", first, in, KERNEL, KERNEL).value();
        Operand<TFloat32> bias = variables.known(prefix + "0.bias", first).value();
        Operand<TFloat32> begun = tf.nn.biasAdd(tf.nn.conv2d(picture, filters, HALVING, "SAME"), bias);
        if (channels.size() == 1) {
            return begun;
        }
        Operand<TBfloat16> x = tf.dtypes.cast(tf.nn.relu(begun), TBfloat16.class);
        for (int layer = 1; layer < channels.size(); layer++) {
            Bfloat16Weights.Linear convolution =
                    weights.convolution(prefix + layer, channels.get(layer), channels.get(layer - 1), KERNEL);
            x = tf.nn.biasAdd(tf.nn.conv2d(x, convolution.weight(), HALVING, "SAME"), convolution.bias());
            if (layer < channels.size() - 1) {
                x = tf.nn.relu(x);
            }
        }
        return tf.dtypes.cast(x, TFloat32.class);
    }
}
