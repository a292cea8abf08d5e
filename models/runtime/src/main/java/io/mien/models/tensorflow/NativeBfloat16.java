package io.mien.models.tensorflow;

import java.util.List;
import java.util.Optional;

/**
 * Whether this processor multiplies in bfloat16 by itself. TensorFlow does not ask: it takes AVX-512 for enough, and
 * without the instructions oneDNN then converts back and forth, four times slower than float32.
 */
final class NativeBfloat16 {
    /** By Linux's names: AVX-512's dot products, and the tiles of Intel's servers. */
    private static final List<String> INSTRUCTIONS = List.of("avx512_bf16", "amx_bf16");

    private NativeBfloat16() {}

    /** Why it does not; empty if it does. */
    static Optional<String> obstacle() {
        return obstacle(InstructionSet.processorFlags());
    }

    /** The same of a processor with these features, by Linux's names. */
    static Optional<String> obstacle(List<String> flags) {
        return INSTRUCTIONS.stream().anyMatch(flags::contains)
                ? Optional.empty()
                : Optional.of(
                        flags.isEmpty()
                                ? "whether this processor multiplies in bfloat16 cannot be told"
                                : "this processor does not multiply in bfloat16 (it has neither " + INSTRUCTIONS.get(0)
                                        + " nor " + INSTRUCTIONS.get(1) + ")");
    }
}
