package io.mien.making.network;

import io.mien.models.packages.PackageSignatures;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * DFER-CLIP as it runs (Zhao and Patras, BMVC 2023, figure 2, without the text side, whose result is in the classifier):
 *
 * <pre>
 * frames ─ image encoder ─ embeddings ─ temporal Transformer ─ cosine with the classes' text features ─ softmax
 * └────── encode_frames ──────┘ └──────────────────────────── classify_clips ────────────────────────────┘
 * </pre>
 *
 * @param vision the image encoder
 * @param temporal the temporal model
 * @param classifier the classes
 * @param familiar what tells clips that are unlike those of training, if the network has it
 */
public record DferClip(
        ImageEncoder vision,
        TemporalTransformer temporal,
        CosineClassifier classifier,
        Optional<FamiliarClips> familiar)
        implements ExpressionNetwork {

    /** Name of the classes' text features in a {@link WeightSource}; {@code [classes, embedding]}. */
    public static final String CLASS_FEATURES = "class_features";

    /** Without a word on what is familiar to it, as published. */
    public DferClip(ImageEncoder vision, TemporalTransformer temporal, CosineClassifier classifier) {
        this(vision, temporal, classifier, Optional.empty());
    }

    public DferClip {
        int embedding = vision.embedding();
        if (temporal.size().width() != embedding || classifier.width() != embedding) {
            throw new IllegalArgumentException("embedding: " + embedding + " from the image encoder, "
                    + temporal.size().width() + " in the temporal model, " + classifier.width()
                    + " in the classifier (expected: all the same)");
        }
        familiar.ifPresent(known -> {
            if (known.width() != embedding) {
                throw new IllegalArgumentException("embedding: " + embedding + " from the image encoder, "
                        + known.width() + " in what is familiar (expected: the same)");
            }
        });
    }

    /** The published network, or one like it with a smaller or larger image encoder, under the published names. */
    public static DferClip of(VisionTransformer.Size vision, TemporalTransformer.Size temporal, int classes) {
        return new DferClip(
                new VisionTransformer(vision, PixelNormalization.NONE, Activation.QUICK_GELU, "image_encoder."),
                new TemporalTransformer(temporal, "temporal_net."),
                new CosineClassifier(
                        classes, vision.embedding(), CosineClassifier.DFER_CLIP_TEMPERATURE, CLASS_FEATURES));
    }

    @Override
    public int clipLength() {
        return temporal.size().frames();
    }

    @Override
    public int embeddingWidth() {
        return vision.embedding();
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
     * The signature has further outputs besides logits and probability: {@code temporal_output: float32 [B, D]}, and
     * {@code unlikeness: float32 [B, 1]} if the network knows what is familiar to it.
     */
    @Override
    public Signature classifyClips(Ops tf, NetworkVariables variables) {
        TemporalTransformer.Size size = temporal.size();
        Placeholder<TFloat32> embedding = tf.withName("embedding")
                .placeholder(
                        TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, size.frames(), size.width())));
        Operand<TFloat32> summary = temporal.summarize(tf, variables, embedding);
        Operand<TFloat32> logits = classifier.logits(tf, variables, summary);
        Signature.Builder signature = NetworkSignatures.classifyClips(tf, embedding, logits)
                .output(
                        PackageSignatures.TEMPORAL_OUTPUT,
                        tf.withName("temporal_output").identity(summary));
        familiar.ifPresent(known -> signature.output(
                PackageSignatures.UNLIKENESS,
                tf.withName("unlikeness").identity(known.unlikeness(tf, variables, embedding))));
        return signature.build();
    }
}
