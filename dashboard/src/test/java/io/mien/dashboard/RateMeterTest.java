package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateMeterTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final RateMeter meter = new RateMeter();

    @Test
    void aSteadyPaceReadsAsThatPaceFromTheFirstWholeSecondOn() {
        for (int each = 0; each < 200; each++) {
            Instant at = START.plusMillis(250L * each);
            meter.mark(at);
            assertThat(meter.perSecond(at)).isEqualTo(at.isBefore(START.plusSeconds(1)) ? 0 : 4);
        }
    }

    @Test
    void thePaceFallsToZeroWhenNothingComes() {
        for (int each = 0; each < 40; each++) {
            meter.mark(START.plusMillis(250L * each));
        }

        assertThat(meter.perSecond(START.plusSeconds(10))).isEqualTo(4);
        assertThat(meter.perSecond(START.plusSeconds(15))).isEqualTo(2);
        assertThat(meter.perSecond(START.plusSeconds(20))).isZero();
        assertThat(meter.perSecond(START.plusSeconds(100_000))).isZero();
    }

    @Test
    void whatIsOlderThanTheSpanIsOfNoAccount() {
        meter.mark(START.plusSeconds(3_600));
        meter.mark(START);

        assertThat(meter.perSecond(START.plusSeconds(3_601))).isEqualTo(1);
    }

    @Test
    void anEventOfASecondAgoCountsForThatSecond() {
        meter.mark(START.plusSeconds(2));
        meter.mark(START.plusSeconds(1));

        assertThat(meter.perSecond(START.plusSeconds(3))).isEqualTo(1);
    }
}
