package io.mien.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.models.testkit.OtherRunner;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PositionProbeTest {
    private static final BatchSettings EXACT =
            BatchSettings.defaults().withMaximumBatch(8).withExact(true);

    /** As a runner whose code sums the last rows of a matrix in another order. */
    private record LastRowDiffers(ModelRunner runner) implements OtherRunner {
        @Override
        public List<float[]> encodeFrames(List<byte[]> pictures) {
            List<float[]> rows = runner.encodeFrames(pictures);
            float[] last = rows.get(rows.size() - 1);
            last[0] = Math.nextUp(last[0]);
            return rows;
        }
    }

    private static ModelRunner formula() {
        return FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults())
                .open();
    }

    @Test
    void aRunnerWhoseRowsAreAlikeIsTakenForExactBatches() {
        try (BatchedModel model = new BatchedModel(formula(), EXACT, EXACT)) {
            assertThat(model.encoding().items()).isZero();
        }
    }

    @Test
    void oneWhoseLastRowDiffersInABitIsNot() {
        try (ModelRunner runner = new LastRowDiffers(formula())) {
            assertThatThrownBy(() -> new BatchedModel(runner, EXACT, EXACT))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("exact batches of 8 frames: item 7 of equal ones has other bits");
        }
    }

    @Test
    void whereBatchesNeedNotBeExactNobodyLooks() {
        try (BatchedModel model =
                new BatchedModel(new LastRowDiffers(formula()), EXACT.withExact(false), EXACT.withExact(false))) {
            assertThat(model.encoding().items()).isZero();
        }
    }
}
