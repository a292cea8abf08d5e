package io.mien.models.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NativeBfloat16Test {

    @Test
    void aProcessorHasItWithDotProductsOrTiles() {
        assertThat(NativeBfloat16.obstacle(List.of("fpu", "avx512f", "avx512_bf16")))
                .isEmpty();
        assertThat(NativeBfloat16.obstacle(List.of("fpu", "avx512f", "amx_bf16")))
                .isEmpty();
    }

    @Test
    void wideRegistersAloneAreNotEnoughAndTheReasonIsSaid() {
        assertThat(NativeBfloat16.obstacle(List.of("fpu", "avx2", "avx512f", "avx512_vnni")))
                .contains("this processor does not multiply in bfloat16 (it has neither avx512_bf16 nor amx_bf16)");
        assertThat(NativeBfloat16.obstacle(List.of()))
                .contains("whether this processor multiplies in bfloat16 cannot be told");
    }

    @Test
    void limitedInstructionsAndBfloat16AreRefusedBeforeAnythingIsLoaded() {
        RunnerOptions limited = RunnerOptions.defaults().withInstructionSet(InstructionSet.PORTABLE);
        assertThatThrownBy(() -> limited.withPrecision(PrecisionChoice.BFLOAT16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("precision: bfloat16 with instructions limited to AVX (expected: float32 or auto; exact"
                        + " readings are made in float32)");
        assertThat(limited.withPrecision(PrecisionChoice.AUTO).precision()).isEqualTo(PrecisionChoice.AUTO);
    }
}
