package io.mien.models.network;

import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** The names by which a model package's SavedModel is called, and what every network's signatures have in common. */
public final class PackageSignatures {
    /** {@code encode_frames(image: uint8 [N, S, S, 3]) -> embedding: float32 [N, D]}. */
    public static final String ENCODE_FRAMES = "encode_frames";

    /**
     * {@code classify_clips(embedding: float32 [B, T, D]) -> logits, probability: float32 [B, C]}; with a temporal model also
     * {@code temporal_output: float32 [B, D]}.
     */
    public static final String CLASSIFY_CLIPS = "classify_clips";

    public static final String IMAGE = "image";
    public static final String EMBEDDING = "embedding";
    public static final String LOGITS = "logits";
    public static final String PROBABILITY = "probability";
    public static final String TEMPORAL_OUTPUT = "temporal_output";

    /** Each prompt's own score, where a label has several: {@code [B, labels * prompts a label]}. */
    public static final String PROMPT_LOGITS = "prompt_logits";

    private PackageSignatures() {}

    static Signature encodeFrames(Ops tf, NetworkVariables variables, ImageEncoder vision) {
        int side = vision.image();
        Placeholder<TUint8> image = tf.withName("image")
                .placeholder(TUint8.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, side, side, 3)));
        Operand<TFloat32> embedding = vision.encode(tf, variables, image);
        return Signature.builder(ENCODE_FRAMES)
                .input(IMAGE, image)
                .output(EMBEDDING, tf.withName("frame_embedding").identity(embedding))
                .build();
    }

    /** For the network to add to and build. */
    static Signature.Builder classifyClips(Ops tf, Placeholder<TFloat32> embedding, Operand<TFloat32> logits) {
        return Signature.builder(CLASSIFY_CLIPS)
                .input(EMBEDDING, embedding)
                .output(LOGITS, tf.withName("logits").identity(logits))
                .output(PROBABILITY, tf.withName("probability").nn.softmax(logits));
    }
}
