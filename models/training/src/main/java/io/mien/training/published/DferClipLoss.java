package io.mien.training.published;

import io.mien.making.network.DferClip;
import io.mien.making.network.NetworkVariables;
import io.mien.making.network.PromptLearner;
import io.mien.training.engine.LossFunction;
import io.mien.training.engine.Losses;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The loss of DFER-CLIP's training: the cross-entropy of its clips' logits.
 *
 * <p>Inputs: {@code image [clips * frames, S, S, 3] uint8}, {@code target [clips, classes] float32}, a 1 for each clip's
 * class. Output: {@code logits [clips, classes]}.
 *
 * @param network what is trained
 * @param prompts the text side, or null if the classes' features are weights of their own, as in a model package, which
 *     holds no text encoder
 */
public record DferClipLoss(DferClip network, @Nullable PromptLearner prompts) implements LossFunction {
    static final String IMAGE = "image";
    static final String TARGET = Losses.TARGET;
    static final String LOGITS = "logits";

    @Override
    public Terms build(Ops tf, NetworkVariables variables) {
        int side = network.vision().image();
        int frames = network.temporal().size().frames();
        int width = network.vision().embedding();
        Placeholder<TUint8> image = tf.withName(IMAGE)
                .placeholder(TUint8.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, side, side, 3)));
        Placeholder<TFloat32> target = Losses.target(tf, network.classifier().classes());
        Operand<TFloat32> embedding = network.vision().encode(tf, variables, image);
        Operand<TFloat32> feature = network.temporal()
                .summarize(tf, variables, tf.reshape(embedding, tf.constant(new int[] {-1, frames, width})));
        Operand<TFloat32> logits = prompts == null
                ? network.classifier().logits(tf, variables, feature)
                : network.classifier().logits(tf, feature, prompts.classFeatures(tf, variables));
        return new Terms(Losses.crossEntropy(tf, logits, target), Map.of(LOGITS, logits));
    }
}
