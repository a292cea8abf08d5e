package io.mien.making.network;

import io.mien.models.ModelException;

/** Gives a network its weights, from a checkpoint, a training run, or random numbers. */
@FunctionalInterface
public interface WeightSource {

    /**
     * Reads one weight.
     *
     * @param name as in the state dict of the published PyTorch code, for example {@code image_encoder.conv1.weight}
     * @param shape as PyTorch has it: {@code [out, in]} for a linear layer, {@code [out, in, height, width]} for a
     *     convolution
     * @return the values in row-major order; the caller does not change them
     * @throws ModelException if there is no such weight or it has another shape
     */
    float[] read(String name, long... shape);
}
