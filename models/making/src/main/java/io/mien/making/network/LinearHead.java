package io.mien.making.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A linear layer on top of an embedding, which gives training a further target; a package leaves it out.
 *
 * @param name of its weights, before {@code .weight} and {@code .bias}
 * @param in floats in the embedding
 * @param out floats that are asked for
 */
public record LinearHead(String name, int in, int out) {

    /**
     * Adds the layer to a graph.
     *
     * @param embedding {@code [N, in] float32}
     * @return {@code [N, out] float32}
     */
    public Operand<TFloat32> apply(Ops tf, NetworkVariables variables, Operand<TFloat32> embedding) {
        return new Layers(tf, variables).linear(embedding, name, in, out);
    }
}
