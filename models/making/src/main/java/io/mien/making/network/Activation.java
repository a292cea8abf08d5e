package io.mien.making.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The function between the two layers of a perceptron in CLIP's encoders. It belongs to the weights, but no checkpoint
 * says which one it was trained with: OpenAI's have {@link #QUICK_GELU}, most of open_clip's own have {@link #GELU}.
 * The wrong one gives features that look right and are not.
 */
public enum Activation {
    /** {@code x * sigmoid(1.702 x)}. */
    @JsonProperty("quick-gelu")
    QUICK_GELU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.mul(x, tf.math.sigmoid(tf.math.mul(x, tf.constant(1.702f))));
        }
    },

    /** {@code x * P(X <= x)} for a normal X, exactly: {@code 0.5 x (1 + erf(x / sqrt(2)))}. */
    @JsonProperty("gelu")
    GELU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
            return tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(erf, tf.constant(1f)));
        }
    };

    abstract Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x);
}
