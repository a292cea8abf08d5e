package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FrameRateTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FrameRate rate = new FrameRate();

    @Test
    void theAdvanceOfTheSequenceOverTimeIsTheRate() {
        for (int each = 0; each <= 60; each++) {
            rate.mark(100 + 15L * each, START.plusMillis(500L * each));
        }

        assertThat(rate.perSecond(START.plusSeconds(30))).isCloseTo(30, within(0.001));
    }

    @Test
    void subjectsThatReportTheSameFramesAreNotCountedTwice() {
        for (int each = 0; each <= 20; each++) {
            rate.mark(15L * each, START.plusMillis(500L * each));
            rate.mark(15L * each, START.plusMillis(500L * each + 20));
            rate.mark(15L * each - 15, START.plusMillis(500L * each + 40));
        }

        assertThat(rate.perSecond(START.plusSeconds(10))).isCloseTo(30, within(0.001));
    }

    @Test
    void oneReadingIsNoRateYet() {
        rate.mark(1_000, START);

        assertThat(rate.perSecond(START.plusSeconds(1))).isZero();
    }

    @Test
    void aStreamThatStallsFallsToZero() {
        for (int each = 0; each <= 10; each++) {
            rate.mark(15L * each, START.plusMillis(500L * each));
        }

        assertThat(rate.perSecond(START.plusSeconds(8))).isBetween(15.0, 20.0);
        assertThat(rate.perSecond(START.plusSeconds(20))).isZero();
    }

    @Test
    void aNewSessionOfTheStreamIsNoJumpBack() {
        for (int each = 0; each <= 10; each++) {
            rate.mark(10_000 + 15L * each, START.plusMillis(500L * each));
        }
        for (int each = 0; each <= 4; each++) {
            rate.mark(15L * each, START.plusMillis(6_000 + 500L * each));
        }

        assertThat(rate.perSecond(START.plusSeconds(8))).isCloseTo(30, within(0.001));
    }
}
