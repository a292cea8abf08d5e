package io.mien.making.network;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Turns a prepared picture of a face into an embedding. */
public interface ImageEncoder {

    /** Side of the square picture in pixels. */
    int image();

    /** Floats in an embedding. */
    int embedding();

    /**
     * Adds the encoder to a graph.
     *
     * @param image {@code [N, S, S, 3] uint8}
     * @return {@code [N, embedding] float32}, not normalised to unit length
     */
    Operand<TFloat32> encode(Ops tf, NetworkVariables variables, Operand<TUint8> image);

    /**
     * Adds the encoder once more, computed in bfloat16 from the weights that {@link #encode} has read.
     *
     * @param image {@code [N, S, S, 3] uint8}
     * @return {@code [N, embedding] float32}; empty if the encoder gains nothing by it
     */
    default Optional<Operand<TFloat32>> encodeInBfloat16(
            Ops tf, NetworkVariables variables, Bfloat16Weights weights, Operand<TUint8> image) {
        return Optional.empty();
    }
}
