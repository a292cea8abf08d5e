package io.mien.training.rendered;

import io.mien.making.network.ConvolutionalStem;
import io.mien.making.network.LinearHead;
import io.mien.making.network.NetworkVariables;
import io.mien.making.network.StemVisionTransformer;
import io.mien.training.engine.LossFunction;
import io.mien.training.engine.Losses;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * The loss of an image encoder that is trained from nothing, frame by frame: the class, and from the same embedding the
 * expression's parts and the face's points. The last two tell the encoder where to look; without them it stayed at
 * chance.
 *
 * <p>Inputs: {@code image [N, S, S, 3] uint8}, {@code target [N, classes]}, {@code weights [N, weights]},
 * {@code landmarks [N, 2 landmarks]} as fractions of the side. Output: {@code logits}.
 *
 * @param encoder what is trained
 * @param classes of the target
 * @param weights of the expression's parts
 * @param landmarks of a face
 * @param weightsFactor what the parts' mean squared error counts
 * @param landmarksFactor what the points' mean squared error counts
 * @param consistencyFactor what the mean squared difference of the probabilities of two views of a face counts; if it is
 *     above 0, the second half of a batch shows the faces of the first half in the same order
 * @param mixedStatistics whether faces get each other's statistics in the stem; the inputs are then also those of
 *     {@link MixedStatistics}
 */
record FrameLoss(
        StemVisionTransformer encoder,
        int classes,
        int weights,
        int landmarks,
        double weightsFactor,
        double landmarksFactor,
        double consistencyFactor,
        boolean mixedStatistics)
        implements LossFunction {
    static final String IMAGE = "image";
    static final String TARGET = "target";
    static final String WEIGHTS = "weights";
    static final String LANDMARKS = "landmarks";
    static final String LOGITS = "logits";
    /** The prefix of the names of weights that only training needs. */
    static final String AUXILIARY = "auxiliary.";

    @Override
    public Terms build(Ops tf, NetworkVariables variables) {
        int side = encoder.image();
        int width = encoder.embedding();
        Placeholder<TUint8> image = tf.withName(IMAGE)
                .placeholder(TUint8.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, side, side, 3)));
        Operand<TFloat32> embedding = encoder.encode(
                tf, variables, image, mixedStatistics ? MixedStatistics.inputs(tf) : ConvolutionalStem.Change.NONE);
        Operand<TFloat32> logits =
                new LinearHead(AUXILIARY + "classes", width, classes).apply(tf, variables, embedding);
        Operand<TFloat32> loss = Losses.crossEntropy(tf, logits, Losses.target(tf, classes));
        if (weightsFactor > 0) {
            loss = tf.math.add(loss, regression(tf, variables, embedding, WEIGHTS, weights, weightsFactor));
        }
        if (landmarksFactor > 0) {
            loss = tf.math.add(loss, regression(tf, variables, embedding, LANDMARKS, 2 * landmarks, landmarksFactor));
        }
        if (consistencyFactor > 0) {
            loss = tf.math.add(loss, tf.math.mul(difference(tf, logits), tf.constant((float) consistencyFactor)));
        }
        return new Terms(loss, Map.of(LOGITS, logits));
    }

    /** How differently the two views of each face are read; an odd batch, as in validation, has its last row left out. */
    private Operand<TFloat32> difference(Ops tf, Operand<TFloat32> logits) {
        Operand<TFloat32> probabilities = tf.nn.softmax(logits);
        Operand<TInt32> rows = tf.shape.size(tf.shape(logits), tf.constant(0));
        Operand<TInt32> half = tf.math.floorDiv(rows, tf.constant(2));
        Operand<TInt32> both = tf.concat(
                List.of(tf.reshape(half, tf.constant(new int[] {1})), tf.constant(new int[] {classes})),
                tf.constant(0));
        Operand<TInt32> second = tf.concat(
                List.of(tf.reshape(half, tf.constant(new int[] {1})), tf.constant(new int[] {0})), tf.constant(0));
        return Losses.squaredError(
                tf,
                tf.slice(probabilities, tf.constant(new int[] {0, 0}), both),
                tf.slice(probabilities, second, both));
    }

    private Operand<TFloat32> regression(
            Ops tf, NetworkVariables variables, Operand<TFloat32> embedding, String name, int out, double factor) {
        Placeholder<TFloat32> wanted =
                tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, out)));
        Operand<TFloat32> actual =
                new LinearHead(AUXILIARY + name, encoder.embedding(), out).apply(tf, variables, embedding);
        return tf.math.mul(Losses.squaredError(tf, actual, wanted), tf.constant((float) factor));
    }
}
