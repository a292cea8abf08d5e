package io.mien.models.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class InstructionSetTest {

    @Test
    void namesOfOneDnnAreKnownWithWhatGoesBeyondThem() {
        assertThat(InstructionSet.of("AVX2")).contains(InstructionSet.AVX2);
        assertThat(InstructionSet.of("avx512_core_bf16")).contains(InstructionSet.AVX512_CORE);
        assertThat(InstructionSet.of("AVX2_VNNI")).contains(InstructionSet.AVX2);
        assertThat(InstructionSet.of("SSE41")).contains(InstructionSet.SSE41);
        assertThat(InstructionSet.of("DEFAULT")).isEmpty();
        assertThat(InstructionSet.of("")).isEmpty();
    }

    @Test
    void aLargerSetIncludesTheSmaller() {
        assertThat(InstructionSet.AVX512_CORE.includes(InstructionSet.AVX)).isTrue();
        assertThat(InstructionSet.AVX.includes(InstructionSet.AVX)).isTrue();
        assertThat(InstructionSet.AVX.includes(InstructionSet.AVX2)).isFalse();
    }

    @Test
    void aReadingNamesWhatTheProcessHasLoaded() {
        assertThat(TensorFlowRuntime.instructionSet()).isNotBlank();
    }
}
