package io.mien.training.published;

import io.mien.making.network.NetworkVariables;
import io.mien.training.engine.LossFunction;
import io.mien.training.engine.Losses;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * The loss of Exp-CLIP's projection head (Zhao et al., WACV 2025, section 3.2): each picture of a batch has to find its
 * own teacher's vector among all, and each vector its picture.
 *
 * <p>Inputs: {@code feature [N, embedding]} of CLIP, which stands still; {@code teacher [N, hidden]}; {@code target [N, N]},
 * the identity. Output: {@code logits [N, N]}, pictures by vectors.
 *
 * @param embedding floats of a feature
 * @param hidden floats of a teacher's vector
 * @param scale what cosines are multiplied with: CLIP's own
 */
public record ExpClipHeadLoss(int embedding, int hidden, double scale) implements LossFunction {
    public static final String FEATURE = "feature";
    public static final String TEACHER = "teacher";
    public static final String TARGET = "target";
    static final String LOGITS = "logits";
    static final String WEIGHT = "mlp.weight";

    @Override
    public Terms build(Ops tf, NetworkVariables variables) {
        Placeholder<TFloat32> feature = rows(tf, FEATURE, embedding);
        Placeholder<TFloat32> teacher = rows(tf, TEACHER, hidden);
        Placeholder<TFloat32> target = rows(tf, TARGET, Shape.UNKNOWN_SIZE);
        Operand<TFloat32> projected =
                tf.linalg.matMul(feature, variables.read(WEIGHT, hidden, embedding), MatMul.transposeB(true));
        Operand<TFloat32> cosine = tf.linalg.matMul(
                Losses.unitLength(tf, projected), Losses.unitLength(tf, teacher), MatMul.transposeB(true));
        Operand<TFloat32> logits = tf.math.mul(cosine, tf.constant((float) scale));
        Operand<TFloat32> byVector = tf.linalg.transpose(logits, tf.constant(new int[] {1, 0}));
        Operand<TFloat32> both =
                tf.math.add(Losses.crossEntropy(tf, logits, target), Losses.crossEntropy(tf, byVector, target));
        return new Terms(tf.math.mul(both, tf.constant(0.5f)), Map.of(LOGITS, logits));
    }

    private static Placeholder<TFloat32> rows(Ops tf, String name, long width) {
        return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, width)));
    }
}
