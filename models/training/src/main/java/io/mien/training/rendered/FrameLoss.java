package io.mien.training.rendered;

import io.mien.making.network.ImageEncoder;
import io.mien.making.network.LinearHead;
import io.mien.making.network.NetworkVariables;
import io.mien.training.engine.LossFunction;
import io.mien.training.engine.Losses;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
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
 */
record FrameLoss(
        ImageEncoder encoder, int classes, int weights, int landmarks, double weightsFactor, double landmarksFactor)
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
        Operand<TFloat32> embedding = encoder.encode(tf, variables, image);
        Operand<TFloat32> logits =
                new LinearHead(AUXILIARY + "classes", width, classes).apply(tf, variables, embedding);
        Operand<TFloat32> loss = Losses.crossEntropy(tf, logits, Losses.target(tf, classes));
        if (weightsFactor > 0) {
            loss = tf.math.add(loss, regression(tf, variables, embedding, WEIGHTS, weights, weightsFactor));
        }
        if (landmarksFactor > 0) {
            loss = tf.math.add(loss, regression(tf, variables, embedding, LANDMARKS, 2 * landmarks, landmarksFactor));
        }
        return new Terms(loss, Map.of(LOGITS, logits));
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
