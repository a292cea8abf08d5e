package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReconnectPausesTest {
    private static final FeedLoss ENDED = new FeedLoss(FeedLoss.Reason.ENDED, "ended");

    private final ReconnectPauses pauses = new ReconnectPauses(new Random(7));

    @Test
    void pausesGrowFromHalfASecondToHalfAMinuteAndAreNeverLonger() {
        Duration[] all = Stream.generate(() -> pauses.next(ENDED)).limit(12).toArray(Duration[]::new);

        assertThat(all)
                .allSatisfy(pause -> assertThat(pause).isBetween(ReconnectPauses.SHORTEST, ReconnectPauses.LONGEST));
        assertThat(all[3]).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        assertThat(all[11]).isGreaterThanOrEqualTo(Duration.ofMillis(22_500));
        assertThat(Stream.of(all).distinct()).hasSizeGreaterThan(8);
    }

    @Test
    void wrongPasswordsAreNotTriedInARow() {
        assertThat(pauses.next(new FeedLoss(FeedLoss.Reason.UNAUTHORISED, "wrong")))
                .isGreaterThan(Duration.ofSeconds(20));
    }

    @Test
    void aFeedThatWasWellBeginsWithTheShortestAgain() {
        Stream.generate(() -> pauses.next(ENDED)).limit(5).forEach(pause -> {});
        pauses.reset();
        assertThat(pauses.next(ENDED)).isEqualTo(ReconnectPauses.SHORTEST);
    }
}
