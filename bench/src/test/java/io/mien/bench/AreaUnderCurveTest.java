package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AreaUnderCurveTest {
    @Test
    void isOneWhereAllPositivesHaveMoreAndHalfWhereNothingTellsThemApart() {
        assertThat(AreaUnderCurve.of(List.of(0.9, 0.8), List.of(0.1, 0.7))).isEqualTo(1);
        assertThat(AreaUnderCurve.of(List.of(0.1), List.of(0.9))).isZero();
        assertThat(AreaUnderCurve.of(List.of(0.5, 0.5), List.of(0.5))).isEqualTo(0.5);
    }

    @Test
    void countsThePairsThatAreInOrder() {
        assertThat(AreaUnderCurve.of(List.of(0.2, 0.6), List.of(0.1, 0.4, 0.6))).isEqualTo(3.5 / 6);
    }

    @Test
    void isNotANumberWithoutAnyOfAKind() {
        assertThat(AreaUnderCurve.of(List.of(), List.of(0.5))).isNaN();
    }
}
