package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class BacklogTest {
    private static final long STEP = 40_000;

    @Test
    void picturesThatLieReadyAreOldUntilOneHasToBeWaitedFor() {
        Backlog backlog = new Backlog(Duration.ofSeconds(1));
        long arrival = 0;
        for (int n = 0; n < 20; n++) {
            assertThat(backlog.holds(OptionalLong.of(n * STEP), arrival)).isTrue();
            arrival += 3_000;
        }
        assertThat(backlog.holds(OptionalLong.of(20 * STEP), arrival + 35_000)).isFalse();
        assertThat(backlog.holds(OptionalLong.of(21 * STEP), arrival + 35_001)).isFalse();
    }

    @Test
    void noMoreAreOldThanOpeningTookTime() {
        Backlog backlog = new Backlog(Duration.ofMillis(100));
        long old = 0;
        for (int n = 0; n < 100; n++) {
            old += backlog.holds(OptionalLong.of(n * STEP), n) ? 1 : 0;
        }
        assertThat(old).isEqualTo((100_000 + 500_000) / STEP + 1);
    }

    @Test
    void aFeedWithoutStampsLosesItsFirstPictureOnly() {
        Backlog backlog = new Backlog(Duration.ofSeconds(1));
        assertThat(backlog.holds(OptionalLong.empty(), 0)).isTrue();
        assertThat(backlog.holds(OptionalLong.empty(), 1)).isFalse();
    }
}
