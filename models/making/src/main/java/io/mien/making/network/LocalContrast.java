package io.mien.making.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Takes light and skin out of a picture: luminance minus its local mean, over its local standard deviation, clipped.
 * Edges and folds remain, and they hold the expression. A network trained on rendered faces then has less to unlearn on
 * photographed ones.
 *
 * <p>"Local" is a Gaussian window. It is separable, and on pictures of one known size a blur along rows is a product
 * with a fixed matrix. The rows of the matrix are normalised, so nothing beyond the picture's edge counts.
 *
 * @param image side of the picture in pixels
 * @param deviation of the Gaussian, in pixels
 */
record LocalContrast(int image, double deviation) {
    private static final float[] LUMINANCE = {0.299f, 0.587f, 0.114f};
    /** A part of a full-scale value, which keeps a flat patch's noise from being blown up. */
    private static final float LEAST_DEVIATION = 0.02f;

    private static final float LIMIT = 3;

    /**
     * Adds it to a graph.
     *
     * @param picture {@code [N, S, S, 3] uint8}
     * @return {@code [N, S, S, 1] float32}, within 3 of 0
     */
    Operand<TFloat32> apply(Ops tf, Operand<TUint8> picture) {
        Operand<TFloat32> channels =
                tf.reshape(tf.dtypes.cast(picture, TFloat32.class), tf.constant(new int[] {-1, 3}));
        Operand<TFloat32> weights =
                tf.constant(new float[][] {{LUMINANCE[0] / 255}, {LUMINANCE[1] / 255}, {LUMINANCE[2] / 255}});
        Operand<TFloat32> luminance =
                tf.reshape(tf.linalg.matMul(channels, weights), tf.constant(new int[] {-1, image, image}));
        Operand<TFloat32> blur = tf.constant(blur());
        Operand<TFloat32> centred = tf.math.sub(luminance, blurred(tf, blur, luminance));
        Operand<TFloat32> variance = blurred(tf, blur, tf.math.square(centred));
        Operand<TFloat32> contrast =
                tf.math.div(centred, tf.math.add(tf.math.sqrt(variance), tf.constant(LEAST_DEVIATION)));
        Operand<TFloat32> clipped = tf.clipByValue(contrast, tf.constant(-LIMIT), tf.constant(LIMIT));
        return tf.reshape(clipped, tf.constant(new int[] {-1, image, image, 1}));
    }

    private Operand<TFloat32> blurred(Ops tf, Operand<TFloat32> blur, Operand<TFloat32> pictures) {
        Operand<TFloat32> rows = tf.reshape(pictures, tf.constant(new int[] {-1, image}));
        Operand<TFloat32> alongRows = tf.reshape(
                tf.linalg.matMul(rows, blur, MatMul.transposeB(true)), tf.constant(new int[] {-1, image, image}));
        return tf.train.batchMatMul(blur, alongRows, TFloat32.class);
    }

    /** Row i weighs the pixels around i. */
    private float[][] blur() {
        float[][] matrix = new float[image][image];
        for (int i = 0; i < image; i++) {
            double sum = 0;
            for (int j = 0; j < image; j++) {
                sum += gaussian(i - j);
            }
            for (int j = 0; j < image; j++) {
                matrix[i][j] = (float) (gaussian(i - j) / sum);
            }
        }
        return matrix;
    }

    private double gaussian(double distance) {
        return Math.exp(-distance * distance / (2 * deviation * deviation));
    }
}
