package io.mien.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelSetTest {
    private static final LabelSet LABELS = new LabelSet("three", List.of("a", "b", "c"));

    @Test
    void theLikeliestLabelHasTheLargestScoreAndOfEqualsIsTheFirst() {
        assertThat(LABELS.likeliest(new float[] {0.2f, 0.5f, 0.3f})).isEqualTo(1);
        assertThat(LABELS.likeliest(new float[] {0.4f, 0.2f, 0.4f})).isZero();
        assertThat(LABELS.likeliest(new float[] {-3, -2, -1})).isEqualTo(2);
    }
}
