package io.mien.faces.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FivePointsTest {
    @Test
    void areTheMiddlesOfTheEyesTheTipOfTheNoseAndTheCornersOfTheMouth() {
        // The landmark's number is its x; y is told apart by a hundred.
        double[] points = FivePoints.of((landmark, axis) -> landmark + 100 * axis);
        assertThat(points)
                .usingComparatorWithPrecision(1e-4)
                .containsExactly(38.5, 138.5, 44.5, 144.5, 30, 130, 48, 148, 54, 154);
    }
}
