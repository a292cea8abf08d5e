package io.mien.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ShareRuleTest {
    private static final double TICK = 0.25;

    private final ShareRule rule = new ShareRule(Duration.ofSeconds(2));

    @Test
    void upToHalfOfTheBoundTheShareNeverFalls() {
        assertThat(rule.next(1, 1_000, 0.2, TICK)).isEqualTo(1);
        assertThat(rule.next(0.5, 1_000, 0.2, TICK)).isEqualTo(0.5);
        assertThat(rule.next(0.5, 0, 0.2, TICK)).isEqualTo(0.5625);
        assertThat(rule.next(0.5, 0, 0.8, TICK))
                .as("what is worked off can be offered")
                .isEqualTo(0.8);
    }

    @Test
    void beyondItTheShareIsWhatIsWorkedOffAndLessTheCloserTheBoundIs() {
        assertThat(rule.next(0.6, 1_001, 0.5, TICK)).isBetween(0.499, 0.5);
        assertThat(rule.next(0.6, 1_500, 0.5, TICK)).isEqualTo(0.375);
        assertThat(rule.next(0.49, 2_000, 0.5, TICK)).isEqualTo(0.25);
        assertThat(rule.next(0.49, 60_000, 0.5, TICK)).isEqualTo(0.25);
    }

    @Test
    void theShareFallsByHalfAtATimeAndNeverToNothing() {
        assertThat(rule.next(1, 2_000, 0, TICK)).isEqualTo(0.5);
        assertThat(rule.next(ShareRule.LEAST, 2_000, 0, TICK)).isEqualTo(ShareRule.LEAST);
    }
}
