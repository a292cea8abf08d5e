package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class SegmentPaceTest {
    private static final long STEP = 40_000;
    private static final long SECOND = 1_000_000;

    private final SegmentPace pace = new SegmentPace();

    private long pause(long stamp, long now) {
        return pace.pause(OptionalLong.of(stamp), now);
    }

    @Test
    void picturesThatComeInAHeapArePassedOnInTheirRhythm() {
        assertThat(pause(7 * SECOND, 100)).isZero();
        assertThat(pause(7 * SECOND + STEP, 100)).isEqualTo(STEP);
        assertThat(pause(7 * SECOND + 2 * STEP, 100 + STEP)).isEqualTo(STEP);
    }

    @Test
    void oneThatIsLateIsNotWaitedWithAndOneThatIsFarTooLateSetsTheRhythm() {
        pause(0, 0);
        long late = STEP + 400_000;
        assertThat(pause(STEP, late)).isZero();
        assertThat(pause(2 * STEP, late)).isZero();
        assertThat(pace.late(OptionalLong.of(2 * STEP), late)).isEqualTo(late - 2 * STEP);
        assertThat(pause(3 * STEP, 4 * SECOND)).isZero();
        assertThat(pace.late(OptionalLong.of(3 * STEP), 4 * SECOND)).isZero();
        assertThat(pause(4 * STEP, 4 * SECOND)).isEqualTo(STEP);
    }

    @Test
    void stampsThatJumpOrAreMissingCostNoPause() {
        pause(0, 0);
        assertThat(pause(900 * SECOND, STEP)).isZero();
        assertThat(pause(900 * SECOND + STEP, STEP)).isEqualTo(STEP);
        assertThat(pause(SECOND, 2 * STEP)).isZero();
        assertThat(pace.pause(OptionalLong.empty(), 3 * STEP)).isZero();
    }
}
