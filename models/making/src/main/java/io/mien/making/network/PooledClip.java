package io.mien.making.network;

import io.mien.models.packages.PackageSignatures;
import java.util.Optional;
import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * CLIP over the mean of a clip's frames, without a temporal model, and with several prompts a label: what CLIP itself,
 * Exp-CLIP (Zhao et al., WACV 2025) and CLIPER (Li et al., ICME 2024) do with video.
 *
 * <pre>
 * frames ─ image encoder ─ embeddings ─ mean ─ (head) ─ cosine with every prompt's feature ─ mean over a label's prompts
 * └────── encode_frames ──────┘ └──────────────────────────── classify_clips ────────────────────────────┘
 * </pre>
 *
 * <p>The embeddings are averaged as they come from the encoder, of any length. Exp-CLIP's head is a matrix without
 * bias, so projecting the mean once equals the mean of the projected frames.
 *
 * @param vision the image encoder
 * @param clipLength frames in a clip
 * @param head width of the features behind the head; empty if there is none
 * @param labels how many
 * @param promptsPerLabel the same for every label
 * @param prompts scores each prompt; its classes are the labels' prompts, one label's side by side
 */
public record PooledClip(
        VisionTransformer vision,
        int clipLength,
        OptionalInt head,
        int labels,
        int promptsPerLabel,
        CosineClassifier prompts)
        implements ExpressionNetwork {

    /** Name of the head's weight in a {@link WeightSource}; {@code [head, embedding]}, as Exp-CLIP's files have it. */
    public static final String HEAD = "mlp.weight";

    /** Name of the prompts' features, behind the head if there is one; {@code [labels * promptsPerLabel, width]}. */
    public static final String PROMPT_FEATURES = "prompt_features";

    public PooledClip {
        int embedding = vision.size().embedding();
        if (clipLength < 1 || promptsPerLabel < 1) {
            throw new IllegalArgumentException("clip length " + clipLength + ", prompts a label " + promptsPerLabel
                    + " (expected: at least 1 each)");
        }
        if (prompts.classes() != labels * promptsPerLabel || prompts.width() != head.orElse(embedding)) {
            throw new IllegalArgumentException("prompt features: " + prompts.classes() + " of " + prompts.width()
                    + " (expected: " + labels + " labels' " + promptsPerLabel + " of " + head.orElse(embedding) + ")");
        }
    }

    /**
     * A network under OpenAI's names.
     *
     * @param scale what cosines are multiplied with
     */
    public static PooledClip of(
            VisionTransformer vision, int clipLength, OptionalInt head, int labels, int promptsPerLabel, double scale) {
        return new PooledClip(
                vision,
                clipLength,
                head,
                labels,
                promptsPerLabel,
                new CosineClassifier(
                        labels * promptsPerLabel, head.orElse(vision.size().embedding()), 1 / scale, PROMPT_FEATURES));
    }

    @Override
    public int embeddingWidth() {
        return vision.size().embedding();
    }

    @Override
    public Signature encodeFrames(Ops tf, NetworkVariables variables) {
        return NetworkSignatures.encodeFrames(tf, variables, vision);
    }

    @Override
    public Optional<Signature> encodeFramesInBfloat16(Ops tf, NetworkVariables variables) {
        return NetworkSignatures.encodeFramesInBfloat16(tf, variables, vision);
    }

    /**
     * {@code classify_clips(embedding: float32 [B, T, D]) -> logits, probability: float32 [B, C], prompt_logits: float32 [B,
     * C * K]}.
     */
    @Override
    public Signature classifyClips(Ops tf, NetworkVariables variables) {
        int width = embeddingWidth();
        Placeholder<TFloat32> embedding = tf.withName("embedding")
                .placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, clipLength, width)));
        Operand<TFloat32> mean = tf.math.mean(embedding, tf.constant(1));
        Operand<TFloat32> feature = head.isEmpty()
                ? mean
                : tf.linalg.matMul(mean, variables.read(HEAD, head.getAsInt(), width), MatMul.transposeB(true));
        Operand<TFloat32> promptLogits = prompts.logits(tf, variables, feature);
        Operand<TFloat32> logits = tf.math.mean(
                tf.reshape(promptLogits, tf.constant(new int[] {-1, labels, promptsPerLabel})), tf.constant(2));
        return NetworkSignatures.classifyClips(tf, embedding, logits)
                .output(
                        PackageSignatures.PROMPT_LOGITS,
                        tf.withName("prompt_logits").identity(promptLogits))
                .build();
    }
}
