package io.mien.infer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.ModelRuntime;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.tensorflow.InstructionSet;
import io.mien.models.tensorflow.PrecisionChoice;
import io.mien.models.tensorflow.RunnerOptions;
import org.junit.jupiter.api.Test;

final class AuditedPrecisionTest {

    @Test
    void readingsInBfloat16AreComputedAgainInItWithAllInstructions() {
        RunnerOptions options = Audit.options(made("bfloat16", "AVX512_CORE"));

        assertThat(options.precision()).isEqualTo(PrecisionChoice.BFLOAT16);
        assertThat(options.instructionSet()).isNull();
        assertThat(options.intraOpThreads()).isEqualTo(1);
    }

    @Test
    void exactReadingsAreComputedAgainInSinglePrecisionWithTheirInstructions() {
        RunnerOptions options = Audit.options(made("float32", "AVX"));

        assertThat(options.precision()).isEqualTo(PrecisionChoice.FLOAT32);
        assertThat(options.instructionSet()).isEqualTo(InstructionSet.AVX);
    }

    @Test
    void likeIsHeldAgainstLikeAndBfloat16AgainstItsOwnTolerance() {
        assertThat(Audit.toleranceOf(made("float32", "AVX"), here("float32")))
                .isEqualTo(Audit.TOLERANCE_ACROSS_MACHINES);
        for (String precision : new String[] {"float32", "bfloat16"}) {
            assertThat(Audit.toleranceOf(made("bfloat16", "AVX512_CORE"), here(precision)))
                    .isEqualTo(GoldenCheck.BFLOAT16_PROBABILITY_TOLERANCE);
        }
        assertThat(Audit.toleranceOf(made("float32", "AVX"), here("bfloat16")))
                .isEqualTo(GoldenCheck.BFLOAT16_PROBABILITY_TOLERANCE);
    }

    private static Circumstances made(String precision, String instructionSet) {
        return new Circumstances(
                SlidingWindows.DEFAULT,
                EvidenceRule.DEFAULT,
                true,
                32,
                false,
                "2.18.0",
                "CPU:0",
                precision,
                instructionSet,
                1);
    }

    private static ModelRuntime here(String precision) {
        return new ModelRuntime("2.18.0", "CPU:0", precision, "AVX512_CORE", 1);
    }
}
