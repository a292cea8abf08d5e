package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MeasurementsTest {
    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(of(9, 1, 2).median()).isEqualTo(2);
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(of(9, 1, 2, 4).median()).isEqualTo(3);
    }

    @Test
    void aMachineThatSlowsDownLeavesTheRatioAsItWas() {
        assertThat(of(80, 40, 20).ratioTo(of(100, 50, 25))).isEqualTo(0.8);
    }

    @Test
    void aRatioIsOfAsManyRepetitions() {
        assertThatThrownBy(() -> of(1, 2).ratioTo(of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 of the reference (expected: 2");
    }

    @Test
    void nothingMeasuredHasNoMedian() {
        assertThatThrownBy(() -> of().median()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theDescriptionHasMedianSmallestAndLargest() {
        assertThat(of(10.44, 9.5, 9.84).describe(1)).isEqualTo("9.8 (9.5 to 10.4)");
    }

    private static Measurements of(double... values) {
        Measurements measurements = new Measurements();
        for (double value : values) {
            measurements.add(value);
        }
        return measurements;
    }
}
