package io.mien.making.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * CLIP's way to classify: the cosine between what was seen and each class's text feature, over a temperature.
 *
 * <p>The text features are weights like others, because a checkpoint's prompts are fixed once it is trained.
 *
 * @param classes how many
 * @param width of a feature
 * @param temperature what the cosine is divided by
 * @param weight name of the text features, {@code [classes, width]}, of any length but 0
 */
public record CosineClassifier(int classes, int width, double temperature, String weight) {

    /** DFER-CLIP's temperature; CLIP's own learned scale is not used there. */
    public static final double DFER_CLIP_TEMPERATURE = 0.01;

    public CosineClassifier {
        if (classes < 2 || width < 1 || !(temperature > 0)) {
            throw new IllegalArgumentException("classifier: " + classes + " classes, width " + width + ", temperature "
                    + temperature + " (expected: at least 2 classes, width at least 1, temperature above 0)");
        }
    }

    /**
     * Adds the classifier to a graph.
     *
     * @param feature {@code [B, width] float32}
     * @return {@code [B, classes] float32}
     */
    public Operand<TFloat32> logits(Ops tf, NetworkVariables variables, Operand<TFloat32> feature) {
        return logits(tf, feature, variables.read(weight, classes, width));
    }

    /**
     * The same with text features that the graph computes, as in training.
     *
     * @param feature {@code [B, width] float32}
     * @param text {@code [classes, width] float32}, of any length but 0
     * @return {@code [B, classes] float32}
     */
    public Operand<TFloat32> logits(Ops tf, Operand<TFloat32> feature, Operand<TFloat32> text) {
        Operand<TFloat32> cosine =
                tf.linalg.matMul(unitLength(tf, feature), unitLength(tf, text), MatMul.transposeB(true));
        return tf.math.mul(cosine, tf.constant((float) (1 / temperature)));
    }

    private static Operand<TFloat32> unitLength(Ops tf, Operand<TFloat32> x) {
        Operand<TFloat32> squared =
                tf.reduceSum(tf.math.square(x), tf.constant(new int[] {-1}), ReduceSum.keepDims(true));
        return tf.math.mul(x, tf.math.rsqrt(squared));
    }
}
