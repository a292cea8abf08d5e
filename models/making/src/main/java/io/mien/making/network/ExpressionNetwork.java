package io.mien.making.network;

import java.util.Optional;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;

/**
 * A network that a model package can be made of: its two signatures, each a part of one graph.
 *
 * <p>The names of the weights it asks for are each implementation's.
 */
public interface ExpressionNetwork {

    /** {@code encode_frames(image: uint8 [N, S, S, 3]) -> embedding: float32 [N, D]}. */
    Signature encodeFrames(Ops tf, NetworkVariables variables);

    /**
     * {@code encode_frames_bfloat16}, with the inputs and outputs of {@code encode_frames}, beside the operation that
     * derives its weights from those of {@link #encodeFrames}, which is called before; empty if the network has none.
     */
    Optional<Signature> encodeFramesInBfloat16(Ops tf, NetworkVariables variables);

    /** {@code classify_clips(embedding: float32 [B, T, D]) -> logits, probability: float32 [B, C]}. */
    Signature classifyClips(Ops tf, NetworkVariables variables);

    /** Frames in a clip: T. */
    int clipLength();

    /** Floats in an embedding: D. */
    int embeddingWidth();
}
