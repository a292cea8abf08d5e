package io.mien.infer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ModelCoverageTest {
    private static final long A = 1;
    private static final long B = 2;
    private static final int CELLS = 16;

    @Test
    void theFormerModelReadsTheWindowsUnderWayToTheirEndAndNoLonger() {
        ModelCoverage coverage = ModelCoverage.of(A, 99);
        for (long cell = 100; cell < 115; cell++) {
            assertThat(coverage.former(B, cell, CELLS)).as("cell %d", cell).hasValue(A);
            coverage = coverage.with(cell, CELLS, B, A);
        }
        // The window of cells 100 to 115 is the first that the other model has encoded wholly.
        assertThat(coverage.former(B, 115, CELLS)).isEmpty();
    }

    @Test
    void aModelThatReadAlongForAWindowNeedsNoFormerOne() {
        ModelCoverage coverage = ModelCoverage.of(A, 99);
        for (long cell = 100; cell < 130; cell++) {
            coverage = coverage.with(cell, CELLS, A, B);
        }
        assertThat(coverage.former(B, 130, CELLS)).isEmpty();
    }

    @Test
    void aSubjectThatIsNewNeedsNone() {
        assertThat(ModelCoverage.NONE.former(B, 100, CELLS)).isEmpty();
    }

    @Test
    void aPauseOfAWindowEndsTheWindowsUnderWay() {
        ModelCoverage coverage = ModelCoverage.of(A, 99);
        assertThat(coverage.former(B, 99 + CELLS - 1, CELLS)).hasValue(A);
        assertThat(coverage.former(B, 99 + CELLS, CELLS)).isEmpty();
    }

    @Test
    void aModelThatLeftFramesOutBeginsAnew() {
        ModelCoverage coverage = ModelCoverage.of(A, 99)
                .with(100, CELLS, A, B)
                .with(101, CELLS, A, 0)
                .with(102, CELLS, A, B);
        assertThat(coverage.spans())
                .contains(new ModelCoverage.Span(B, 102, 102))
                .hasSize(2);
    }
}
