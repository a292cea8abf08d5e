package io.mien.making.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Says how unlike a clip is to those that a network was trained on: the Mahalanobis distance of its mean embedding from
 * the nearest class, with one covariance for all classes (Lee et al. 2018, "A simple unified framework for detecting
 * out-of-distribution samples"). A network is as sure of what it never saw the like of as of anything else; this tells
 * the two apart.
 *
 * @param classes that have a centre each
 * @param width of an embedding
 * @param prefix of its weights' names
 */
public record FamiliarClips(int classes, int width, String prefix) {
    private static final String WHITENING = "whitening";
    private static final String CENTRES = "centres";

    public FamiliarClips {
        if (classes < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "familiar clips: " + classes + " classes, width " + width + " (expected: at least 1 each)");
        }
    }

    /** The name of the matrix, {@code [width, width]}: the covariance's inverse root, over the limit. */
    public String whitening() {
        return prefix + WHITENING;
    }

    /** The name of the classes' means, {@code [classes, width]}, after that matrix. */
    public String centres() {
        return prefix + CENTRES;
    }

    /**
     * Adds it to a graph.
     *
     * @param embedding {@code [B, T, width] float32}
     * @return {@code [B, 1] float32}: 1 is the limit
     */
    Operand<TFloat32> unlikeness(Ops tf, NetworkVariables variables, Operand<TFloat32> embedding) {
        Operand<TFloat32> mean = tf.math.mean(embedding, tf.constant(new int[] {1}), Mean.keepDims(false));
        Operand<TFloat32> white =
                tf.linalg.matMul(mean, variables.read(whitening(), width, width), MatMul.transposeB(true));
        Operand<TFloat32> away = tf.math.sub(
                tf.reshape(white, tf.constant(new int[] {-1, 1, width})), variables.read(centres(), classes, width));
        Operand<TFloat32> squared =
                tf.reduceSum(tf.math.square(away), tf.constant(new int[] {2}), ReduceSum.keepDims(false));
        return tf.math.sqrt(
                tf.reshape(tf.reduceMin(squared, tf.constant(new int[] {1})), tf.constant(new int[] {-1, 1})));
    }
}
