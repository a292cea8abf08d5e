package io.mien.models;

/**
 * Describes what a runner computes with; it is stamped on every reading.
 *
 * @param tensorFlowVersion for example {@code 2.18.0}; {@code none} for a runner without TensorFlow
 * @param device for example {@code CPU:0}
 * @param precision for example {@code float32}
 * @param instructionSet of the processor's code, for example {@code AVX512_CORE}; {@code unknown} if it cannot be told
 * @param threads that one operation is spread over
 */
public record ModelRuntime(
        String tensorFlowVersion, String device, String precision, String instructionSet, int threads) {}
