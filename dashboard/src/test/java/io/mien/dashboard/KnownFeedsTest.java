package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.avro.FeedState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class KnownFeedsTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration REMEMBER_ENDED = Duration.ofMinutes(10);

    private final KnownFeeds feeds = new KnownFeeds(REMEMBER_ENDED);

    private void hear(FeedState state, Instant at) {
        feeds.add(state, at, at);
    }

    @Test
    void whatIsWrongComesFirst() {
        hear(TestFeed.of("a", FeedCondition.LIVE, AT, ""), AT);
        hear(TestFeed.of("b", FeedCondition.SILENT, AT, "no picture"), AT);
        hear(TestFeed.of("c", FeedCondition.ENDED, AT, "it was removed"), AT);
        hear(TestFeed.of("d", FeedCondition.RECONNECTING, AT.minusSeconds(60), "nothing listens"), AT);
        hear(TestFeed.of("e", FeedCondition.LIVE, AT, ""), AT);

        assertThat(feeds.views(AT)).extracting(StateView.Feed::stream).containsExactly("d", "b", "c", "a", "e");
        StateView.Feed lost = feeds.views(AT).get(0);
        assertThat(lost.state()).isEqualTo(StateView.FeedStanding.RECONNECTING);
        assertThat(lost.since()).isEqualTo(AT.minusSeconds(60).toEpochMilli());
        assertThat(lost.sentence()).isEqualTo("nothing listens");
        assertThat(lost.losses()).containsEntry("SILENT", 1L).containsEntry("REFUSED", 2L);
        assertThat(lost.clock()).isEqualTo("CAMERA");
    }

    @Test
    void aFeedWhoseProcessHasFallenSilentIsUnheardOfUntilItSpeaksAgain() {
        hear(TestFeed.of("a", FeedCondition.LIVE, AT.minusSeconds(600), ""), AT);

        assertThat(feeds.views(AT.plusSeconds(30)).get(0).state()).isEqualTo(StateView.FeedStanding.LIVE);
        StateView.Feed unheard = feeds.views(AT.plusSeconds(31)).get(0);
        assertThat(unheard.state()).isEqualTo(StateView.FeedStanding.UNHEARD);
        assertThat(unheard.since()).isEqualTo(AT.toEpochMilli());
        assertThat(unheard.sentence()).isEqualTo("the process that reads it is gone or cut off; before that LIVE");

        hear(TestFeed.of("a", FeedCondition.LIVE, AT.minusSeconds(600), ""), AT.plusSeconds(40));
        assertThat(feeds.views(AT.plusSeconds(41)).get(0).state()).isEqualTo(StateView.FeedStanding.LIVE);
    }

    @Test
    void aProcessThatWasStartedAgainTakesThePlaceOfTheOneThatIsGone() {
        hear(TestFeed.of("a", "old", FeedCondition.LIVE, AT, ""), AT);
        hear(TestFeed.of("b", "old", FeedCondition.ENDED, AT, "its process was stopped"), AT);
        Instant later = AT.plusSeconds(60);
        hear(TestFeed.of("a", "new", FeedCondition.CONNECTING, later, ""), later);
        hear(TestFeed.of("b", "new", FeedCondition.LIVE, later, ""), later);

        assertThat(feeds.views(later))
                .extracting(StateView.Feed::stream, StateView.Feed::state)
                .containsExactly(
                        tuple("a", StateView.FeedStanding.CONNECTING), tuple("b", StateView.FeedStanding.LIVE));
    }

    @Test
    void twoProcessesThatSpeakOfOneStreamBothHaveTheirSay() {
        hear(TestFeed.of("a", "one", FeedCondition.LIVE, AT, ""), AT);
        hear(TestFeed.of("a", "other", FeedCondition.ENDED, AT, "another process publishes it"), AT);
        hear(TestFeed.of("a", "one", FeedCondition.LIVE, AT, ""), AT);

        assertThat(feeds.views(AT)).hasSize(1);
        assertThat(feeds.views(AT).get(0).state()).isEqualTo(StateView.FeedStanding.LIVE);

        hear(TestFeed.of("a", "other", FeedCondition.RECONNECTING, AT, "refused"), AT);
        assertThat(feeds.views(AT))
                .extracting(StateView.Feed::state)
                .containsExactly(StateView.FeedStanding.RECONNECTING, StateView.FeedStanding.LIVE);
    }

    @Test
    void whatHasEndedIsForgottenAfterAWhileAndWhatIsUnheardOfAfterADay() {
        hear(TestFeed.of("ended", FeedCondition.ENDED, AT, ""), AT);
        hear(TestFeed.of("unheard", FeedCondition.LIVE, AT, ""), AT);
        hear(TestFeed.of("gone", FeedCondition.LIVE, AT, ""), AT);
        feeds.remove("gone");

        assertThat(feeds.views(AT.plus(REMEMBER_ENDED))).hasSize(2);
        assertThat(feeds.views(AT.plus(REMEMBER_ENDED).plusSeconds(1)))
                .extracting(StateView.Feed::stream)
                .containsExactly("unheard");
        assertThat(feeds.views(AT.plus(Duration.ofDays(1)).plusSeconds(1))).isEmpty();
    }

    @Test
    void whoeverWritesStatesCannotFillTheMemory() {
        for (int feed = 0; feed < 2_000; feed++) {
            Instant at = AT.plusMillis(feed);
            hear(TestFeed.of("feed-" + feed, FeedCondition.LIVE, at, "long ".repeat(1_000)), at);
        }
        assertThat(feeds.views(AT))
                .hasSize(500)
                .allSatisfy(feed -> assertThat(feed.sentence()).hasSizeLessThan(400));
        hear(
                FeedState.newBuilder(TestFeed.of("odd", FeedCondition.UNKNOWN, AT, ""))
                        .setIntervalMicros(Long.MAX_VALUE)
                        .build(),
                AT.plusSeconds(10));
        assertThat(feeds.views(AT.plusSeconds(10)))
                .extracting(StateView.Feed::stream)
                .contains("odd");
    }
}
