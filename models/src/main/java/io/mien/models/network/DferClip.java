package io.mien.models.network;

import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

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
 */
public record DferClip(ImageEncoder vision, TemporalTransformer temporal, CosineClassifier classifier) {

    /** Name of the classes' text features in a {@link WeightSource}; {@code [classes, embedding]}. */
    public static final String CLASS_FEATURES = "class_features";

    public DferClip {
        int embedding = vision.embedding();
        if (temporal.size().width() != embedding || classifier.width() != embedding) {
            throw new IllegalArgumentException("embedding: " + embedding + " from the image encoder, "
                    + temporal.size().width() + " in the temporal model, " + classifier.width()
                    + " in the classifier (expected: all the same)");
        }
    }

    /** The published network, or one like it with a smaller or larger image encoder, under the published names. */
    public static DferClip of(VisionTransformer.Size vision, TemporalTransformer.Size temporal, int classes) {
        return new DferClip(
                new VisionTransformer(vision, PixelNormalization.NONE, Activation.QUICK_GELU, "image_encoder."),
                new TemporalTransformer(temporal, "temporal_net."),
                new CosineClassifier(
                        classes, vision.embedding(), CosineClassifier.DFER_CLIP_TEMPERATURE, CLASS_FEATURES));
    }

    /** {@code encode_frames(image: uint8 [N, S, S, 3]) -> embedding: float32 [N, D]}. */
    public Signature encodeFrames(Ops tf, NetworkVariables variables) {
        int side = vision.image();
        Placeholder<TUint8> image = tf.withName("image")
                .placeholder(TUint8.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, side, side, 3)));
        Operand<TFloat32> embedding = vision.encode(tf, variables, image);
        return Signature.builder(PackageSignatures.ENCODE_FRAMES)
                .input(PackageSignatures.IMAGE, image)
                .output(
                        PackageSignatures.EMBEDDING,
                        tf.withName("frame_embedding").identity(embedding))
                .build();
    }

    /** {@code classify_clips(embedding: float32 [B, T, D]) -> logits, probability: float32 [B, C]}. */
    public Signature classifyClips(Ops tf, NetworkVariables variables) {
        TemporalTransformer.Size size = temporal.size();
        Placeholder<TFloat32> embedding = tf.withName("embedding")
                .placeholder(
                        TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, size.frames(), size.width())));
        Operand<TFloat32> logits = classifier.logits(tf, variables, temporal.summarize(tf, variables, embedding));
        return Signature.builder(PackageSignatures.CLASSIFY_CLIPS)
                .input(PackageSignatures.EMBEDDING, embedding)
                .output(PackageSignatures.LOGITS, tf.withName("logits").identity(logits))
                .output(
                        PackageSignatures.PROBABILITY,
                        tf.withName("probability").nn.softmax(logits))
                .build();
    }
}
