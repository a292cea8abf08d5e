package io.mien.training.engine;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The parts that the recipes' losses are made of. */
public final class Losses {
    /** The name of the input that holds each item's wanted probabilities, one row an item. */
    public static final String TARGET = "target";

    private Losses() {}

    /** {@code target [N, classes] float32}: the probability that each row should have. */
    public static Placeholder<TFloat32> target(Ops tf, int classes) {
        return tf.withName(TARGET)
                .placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, classes)));
    }

    /**
     * The mean cross-entropy. Targets are dense, since TensorFlow has no gradient in Java for the loss that takes indices.
     */
    public static Operand<TFloat32> crossEntropy(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> target) {
        return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, target).loss(), tf.constant(0));
    }

    /** The mean of the squared differences of two {@code [N, width]}. */
    public static Operand<TFloat32> squaredError(Ops tf, Operand<TFloat32> actual, Operand<TFloat32> wanted) {
        return tf.math.mean(tf.math.square(tf.math.sub(actual, wanted)), tf.constant(new int[] {0, 1}));
    }

    /** {@code [N, width]} with every row of length 1. */
    public static Operand<TFloat32> unitLength(Ops tf, Operand<TFloat32> x) {
        Operand<TFloat32> squared = tf.reduceSum(
                tf.math.square(x), tf.constant(new int[] {-1}), org.tensorflow.op.core.ReduceSum.keepDims(true));
        return tf.math.mul(x, tf.math.rsqrt(squared));
    }
}
