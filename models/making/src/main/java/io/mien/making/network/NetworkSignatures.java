package io.mien.making.network;

import static io.mien.models.packages.PackageSignatures.CLASSIFY_CLIPS;
import static io.mien.models.packages.PackageSignatures.DERIVE_BFLOAT16;
import static io.mien.models.packages.PackageSignatures.EMBEDDING;
import static io.mien.models.packages.PackageSignatures.ENCODE_FRAMES;
import static io.mien.models.packages.PackageSignatures.ENCODE_FRAMES_BFLOAT16;
import static io.mien.models.packages.PackageSignatures.IMAGE;
import static io.mien.models.packages.PackageSignatures.LOGITS;
import static io.mien.models.packages.PackageSignatures.PROBABILITY;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Makes the parts that the signatures of all networks have in common. */
final class NetworkSignatures {
    private NetworkSignatures() {}

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

    static Optional<Signature> encodeFramesInBfloat16(Ops tf, NetworkVariables variables, ImageEncoder vision) {
        int side = vision.image();
        Placeholder<TUint8> image = tf.withName("image_bfloat16")
                .placeholder(TUint8.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, side, side, 3)));
        Bfloat16Weights weights = new Bfloat16Weights(tf, variables);
        return vision.encodeInBfloat16(tf, variables, weights, image).map(embedding -> {
            weights.endWith(DERIVE_BFLOAT16);
            return Signature.builder(ENCODE_FRAMES_BFLOAT16)
                    .input(IMAGE, image)
                    .output(EMBEDDING, tf.withName("frame_embedding_bfloat16").identity(embedding))
                    .build();
        });
    }

    /** For the network to add to and build. */
    static Signature.Builder classifyClips(Ops tf, Placeholder<TFloat32> embedding, Operand<TFloat32> logits) {
        return Signature.builder(CLASSIFY_CLIPS)
                .input(EMBEDDING, embedding)
                .output(LOGITS, tf.withName("logits").identity(logits))
                .output(PROBABILITY, tf.withName("probability").nn.softmax(logits));
    }
}
