package io.mien.training.published;

import io.mien.making.network.ImageEncoder;
import io.mien.making.network.LearnedDescriptors;
import io.mien.making.network.NetworkVariables;
import io.mien.training.engine.LossFunction;
import io.mien.training.engine.Losses;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceMin;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The loss of CLIPER's training (Li et al. 2023): the released code's, or the plain cross-entropy of the logits that it
 * predicts with.
 *
 * <p>The released one has two parts. In the margin, a sample's own class counts with its worst descriptor, and every
 * other class with its best. The fine part compares the best descriptor of the own class with all descriptors of the
 * others. It is weighted by how rarely the batch's samples of that class chose the descriptor, which makes a class's
 * descriptors share its samples.
 *
 * <p>Inputs: {@code image [clips * frames, S, S, 3] uint8}, {@code target [clips, classes]}. Outputs: {@code logits
 * [clips, classes]}, {@code margin_logits}, {@code sample_weights [clips]}.
 *
 * @param encoder of pictures
 * @param descriptors of the classes
 * @param frames of a clip, whose features' mean is the clip's; 1 for stills
 * @param kind which loss
 */
record CliperLoss(ImageEncoder encoder, LearnedDescriptors descriptors, int frames, CliperLossKind kind)
        implements LossFunction {
    static final String IMAGE = "image";
    static final String LOGITS = "logits";
    static final String MARGIN_LOGITS = "margin_logits";
    static final String SAMPLE_WEIGHTS = "sample_weights";

    private static final float SCALE = 100;
    /** Leaves nothing of a score in a softmax. */
    private static final float HIDDEN = 1e9f;
    /** What the released code puts for a descriptor that no sample chose. */
    private static final float UNCHOSEN = -1f / 99;

    @Override
    public Terms build(Ops tf, NetworkVariables variables) {
        int side = encoder.image();
        int classes = descriptors.classes();
        int perClass = descriptors.perClass();
        Placeholder<TUint8> image = tf.withName(IMAGE)
                .placeholder(TUint8.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, side, side, 3)));
        Placeholder<TFloat32> target = Losses.target(tf, classes);
        Operand<TFloat32> features = tf.math.mean(
                tf.reshape(
                        encoder.encode(tf, variables, image), tf.constant(new int[] {-1, frames, encoder.embedding()})),
                tf.constant(new int[] {1}));
        Operand<TFloat32> texts = Losses.unitLength(tf, descriptors.features(tf, variables));
        Operand<TFloat32> cosine = tf.linalg.matMul(Losses.unitLength(tf, features), texts, MatMul.transposeB(true));
        Operand<TFloat32> scores =
                tf.reshape(tf.math.mul(cosine, tf.constant(SCALE)), tf.constant(new int[] {-1, classes, perClass}));
        Operand<TFloat32> logits = tf.math.mean(scores, tf.constant(new int[] {2}));

        Operand<TFloat32> best = tf.reduceMax(scores, tf.constant(2), ReduceMax.keepDims(false));
        Operand<TFloat32> worst = tf.reduceMin(scores, tf.constant(2), ReduceMin.keepDims(false));
        Operand<TFloat32> margin = tf.math.add(best, tf.math.mul(target, tf.math.sub(worst, best)));
        Operand<TFloat32> weights = sampleWeights(tf, scores, target);
        Operand<TFloat32> loss = switch (kind) {
            case CROSS_ENTROPY -> Losses.crossEntropy(tf, logits, target);
            case RELEASED ->
                tf.math.add(
                        Losses.crossEntropy(tf, margin, target),
                        tf.math.mean(tf.math.mul(weights, fine(tf, scores, best, target)), tf.constant(0)));
        };
        return new Terms(loss, Map.of(LOGITS, logits, MARGIN_LOGITS, margin, SAMPLE_WEIGHTS, weights));
    }

    /** Each sample's cross-entropy of its own class's best descriptor among all descriptors of the others. */
    private Operand<TFloat32> fine(Ops tf, Operand<TFloat32> scores, Operand<TFloat32> best, Operand<TFloat32> target) {
        int classes = descriptors.classes();
        int perClass = descriptors.perClass();
        Operand<TFloat32> own =
                tf.reduceSum(tf.math.mul(best, target), tf.constant(new int[] {1}), ReduceSum.keepDims(true));
        Operand<TFloat32> hidden =
                tf.math.mul(tf.reshape(target, tf.constant(new int[] {-1, classes, 1})), tf.constant(HIDDEN));
        Operand<TFloat32> others =
                tf.reshape(tf.math.sub(scores, hidden), tf.constant(new int[] {-1, classes * perClass}));
        Operand<TFloat32> all = tf.concat(List.of(own, others), tf.constant(1));
        float[][] first = new float[1][1 + classes * perClass];
        first[0][0] = 1;
        // Ones of as many rows; made from the target, since OnesLike has no gradient, not even of zero.
        Operand<TFloat32> ones = tf.reduceSum(target, tf.constant(new int[] {1}), ReduceSum.keepDims(true));
        Operand<TFloat32> wanted = tf.linalg.matMul(ones, tf.constant(first));
        return tf.nn.softmaxCrossEntropyWithLogits(all, wanted).loss();
    }

    /** The released code's factors; they depend on which descriptors were chosen, which has no gradient. */
    private Operand<TFloat32> sampleWeights(Ops tf, Operand<TFloat32> scores, Operand<TFloat32> target) {
        int classes = descriptors.classes();
        int perClass = descriptors.perClass();
        Operand<TFloat32> constant = tf.stopGradient(scores);
        Operand<TFloat32> own = tf.reduceSum( // [N, perClass]: the scores of the own class's descriptors
                tf.math.mul(constant, tf.reshape(target, tf.constant(new int[] {-1, classes, 1}))),
                tf.constant(new int[] {1}),
                ReduceSum.keepDims(false));
        Operand<TFloat32> chosen =
                tf.oneHot(tf.math.argMax(own, tf.constant(1)), tf.constant(perClass), tf.constant(1f), tf.constant(0f));
        Operand<TFloat32> counts = tf.linalg.matMul(target, chosen, MatMul.transposeA(true)); // [classes, perClass]
        Operand<TFloat32> unchosen = tf.dtypes.cast(tf.math.equal(counts, tf.constant(0f)), TFloat32.class);
        Operand<TFloat32> number = tf.math.add(counts, tf.math.mul(unchosen, tf.constant(UNCHOSEN)));
        Operand<TFloat32> share = tf.nn.softmax(tf.math.reciprocal(number));
        Operand<TFloat32> total = // with what stands for the unchosen ones, as the released code has it
                tf.reduceSum(number, tf.constant(new int[] {1}), ReduceSum.keepDims(true)); // [classes, 1]
        Operand<TFloat32> factor = tf.math.div(tf.math.mul(total, share), number);
        Operand<TFloat32> ofSample = tf.math.mul(tf.linalg.matMul(target, factor), chosen);
        return tf.stopGradient(tf.reduceSum(ofSample, tf.constant(new int[] {1}), ReduceSum.keepDims(false)));
    }
}
