package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CaptureClocksTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MOMENTS = 1000;
    private final CaptureClocks clocks = new CaptureClocks(3, 10, 1);

    @Test
    void clocksJumpInEveryWayAndInTheSameOnesForTheSameSeed() {
        assertThat(clocks.jumps(MOMENTS)).hasSize(99).isEqualTo(new CaptureClocks(3, 10, 1).jumps(MOMENTS));
        assertThat(clocks.jumps(MOMENTS)).isNotEqualTo(new CaptureClocks(3, 10, 2).jumps(MOMENTS));
        assertThat(clocks.jumps(MOMENTS)).extracting(CaptureClocks.Jump::kind).contains(CaptureClocks.Kind.values());
    }

    @Test
    void aJumpLastsAndOneOfALifetimeIsOverWithTheNextPicture() {
        for (CaptureClocks.Jump jump : clocks.jumps(MOMENTS)) {
            Duration before = shown(jump, -1);
            Duration at = shown(jump, 0);
            Duration after = shown(jump, 1);
            switch (jump.kind()) {
                case FORWARD -> assertThat(List.of(at, after)).containsOnly(before.plusSeconds(jump.seconds()));
                case BACKWARD -> assertThat(List.of(at, after)).containsOnly(before.minusSeconds(jump.seconds()));
                case A_LIFETIME_AHEAD_ONCE -> {
                    assertThat(at).isGreaterThan(Duration.ofDays(365 * 70));
                    assertThat(after).isEqualTo(before);
                }
            }
        }
    }

    private Duration shown(CaptureClocks.Jump jump, int later) {
        return Duration.between(TIME, clocks.read(jump.stream(), jump.moment() + later, TIME));
    }

    @Test
    void rightClocksShowTheTime() {
        assertThat(CaptureClocks.RIGHT.read(7, MOMENTS, TIME)).isEqualTo(TIME);
    }
}
