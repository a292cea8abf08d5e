package io.mien.training.rendered;

import io.mien.making.network.CosineClassifier;
import io.mien.making.network.NetworkVariables;
import io.mien.making.network.TemporalTransformer;
import io.mien.training.engine.LossFunction;
import io.mien.training.engine.Losses;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The loss of a temporal model's training, once the image encoder stands still: the class of a clip of embeddings.
 *
 * <p>Inputs: {@code embedding [N, frames, width]}, {@code target [N, classes]}. Output: {@code logits}.
 *
 * @param temporal what is trained
 * @param classifier what is trained
 */
record ClipLoss(TemporalTransformer temporal, CosineClassifier classifier) implements LossFunction {
    static final String EMBEDDING = "embedding";
    static final String TARGET = "target";
    static final String LOGITS = "logits";

    @Override
    public Terms build(Ops tf, NetworkVariables variables) {
        TemporalTransformer.Size size = temporal.size();
        Placeholder<TFloat32> embedding = tf.withName(EMBEDDING)
                .placeholder(
                        TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, size.frames(), size.width())));
        Operand<TFloat32> logits = classifier.logits(tf, variables, temporal.summarize(tf, variables, embedding));
        return new Terms(
                Losses.crossEntropy(tf, logits, Losses.target(tf, classifier.classes())), Map.of(LOGITS, logits));
    }
}
