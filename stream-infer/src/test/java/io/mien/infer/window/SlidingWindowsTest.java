package io.mien.infer.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlidingWindowsTest {
    private static final SlidingWindows WINDOWS = SlidingWindows.DEFAULT;

    @Test
    void theUsualWindowsHaveCellsOfAnEighthSecond() {
        assertThat(WINDOWS.cellMicros()).isEqualTo(125_000);
        assertThat(WINDOWS.slideCells()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "124999,0", "125000,1", "-1,-1", "-125000,-1", "-125001,-2"})
    void cellsAreHalfOpenAndAlignedToTheEpoch(long micros, long cell) {
        assertThat(WINDOWS.cellOf(micros)).isEqualTo(cell);
        assertThat(WINDOWS.startOf(cell)).isLessThanOrEqualTo(micros);
        assertThat(WINDOWS.startOf(cell + 1)).isGreaterThan(micros);
    }

    @ParameterizedTest
    @CsvSource({"62500,0", "62499,2", "62501,2", "0,125000", "124999,124998", "-62500,0", "-1,124998"})
    void distancesFromTheMiddleAreExact(long micros, long halfMicros) {
        assertThat(WINDOWS.distanceFromMiddle(micros)).isEqualTo(halfMicros);
    }

    @ParameterizedTest
    @CsvSource({"0,4", "3,4", "4,8", "-1,0", "-4,0", "-5,-4"})
    void theFirstWindowThatHoldsACellEndsAtTheNextMultipleOfTheSlide(long cell, long end) {
        assertThat(WINDOWS.firstEndAfter(cell)).isEqualTo(end);
    }

    @Test
    void aLengthThatCellsDoNotDivideIsRefusedInWords() {
        assertThatThrownBy(() -> new SlidingWindows(Duration.ofNanos(1_000_001_000), Duration.ofMillis(500), 16))
                .hasMessage("length: PT1.000001S (expected: a whole number of microseconds for each of 16 cells)");
    }

    @ParameterizedTest
    @CsvSource({"PT0.3S", "PT0S", "PT-0.5S", "PT2.125S"})
    void aSlideThatIsNoWholeNumberOfCellsIsRefusedInWords(Duration slide) {
        assertThatThrownBy(() -> new SlidingWindows(Duration.ofSeconds(2), slide, 16))
                .hasMessage("slide: " + slide
                        + " (expected: a whole number of cells of PT0.125S, at most the length of PT2S)");
    }
}
