package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.avro.LabelSetReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverviewTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long FIRST_SLOT = START.getEpochSecond() / 10;

    private final SettableClock clock = new SettableClock(START);
    private final DashboardState state = new DashboardState(20, Duration.ofMinutes(10), clock);

    private void read(String stream, String subject, int from, int to) throws InvalidReadingException {
        for (int number = from; number < to; number++) {
            state.add(TestReading.of(stream, subject, number, START), clock.instant());
        }
    }

    private OverviewView.Row row(long since, String stream) {
        return state.overview(since, "page").streams().stream()
                .filter(row -> row.stream().equals(stream))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aStreamIsARowOfItsLastMinute() throws InvalidReadingException {
        read("cam1", "s1", 0, 4);
        read("cam1", "s2", 0, 4);
        state.add(TestReading.abstaining("cam1", "s2", 4, START), START);
        state.add(
                ExpressionReading.newBuilder(TestReading.of("cam1", "s2", 5, START))
                        .setSkippedCells(List.of(3))
                        .build(),
                START);

        OverviewView.Row row = row(0, "cam1");
        assertThat(row.faces()).isEqualTo(2);
        assertThat(row.readings()).isEqualTo(10);
        assertThat(row.abstained()).isEqualTo(1);
        assertThat(row.overloaded()).isEqualTo(1);
        assertThat(row.label()).isEqualTo("happiness");
        assertThat(row.latencyMillis()).isEqualTo(120);
        assertThat(row.feed()).isNull();
        assertThat(row.strip()).containsExactly(new StreamStrip.Slot(FIRST_SLOT, 0, 48, 10, 1));
        assertThat(state.overview(0, "page").labels()).containsExactly("happiness");
        assertThat(state.overview(0, "page").faces()).isEqualTo(2);
    }

    @Test
    void anUpdateHasTheRowsAndSlotsThatAreNew() throws InvalidReadingException {
        read("cam1", "s1", 0, 4);
        read("cam2", "s1", 0, 4);
        OverviewView before = state.overview(0, "page");
        assertThat(state.overview(before.revision(), "page").streams()).isEmpty();

        clock.advance(Duration.ofSeconds(10));
        read("cam1", "s1", 4, 6);
        OverviewView.Row row = row(before.revision(), "cam1");

        assertThat(row.strip()).extracting(StreamStrip.Slot::number).containsExactly(FIRST_SLOT + 1);
        assertThat(state.overview(before.revision(), "page").present())
                .isEqualTo(before.present())
                .hasSize(2);
    }

    @Test
    void facesLeaveAndTheLastMinutePassesThoughNothingComes() throws InvalidReadingException {
        read("cam1", "s1", 0, 4);
        long revision = state.overview(0, "page").revision();

        clock.advance(Duration.ofSeconds(90));
        OverviewView.Row row = row(revision, "cam1");

        assertThat(row.faces()).isZero();
        assertThat(row.readings()).isZero();
        assertThat(row.label()).isNull();
        assertThat(row.lastReadingAt()).isEqualTo(START.toEpochMilli());
        assertThat(row(0, "cam1").strip()).hasSize(1);
    }

    @Test
    void aFeedIsARowThoughNoFaceWasSeenAndItsTroubleIsInTheStrip() {
        state.add(TestFeed.ofGroup("yard", "outside", FeedCondition.RECONNECTING, START, "refused"), START);
        state.add(TestFeed.of("hall", FeedCondition.LIVE, START, ""), START);

        OverviewView.Row yard = row(0, "yard");
        assertThat(yard.group()).isEqualTo("outside");
        assertThat(yard.feed())
                .satisfies(feed -> assertThat(feed.state()).isEqualTo(StateView.FeedStanding.RECONNECTING));
        assertThat(yard.strip()).containsExactly(new StreamStrip.Slot(FIRST_SLOT, -1, 0, 0, 2));
        assertThat(row(0, "hall").strip()).isEmpty();
        assertThat(state.overview(0, "page").feeds())
                .isEqualTo(Map.of(StateView.FeedStanding.RECONNECTING, 1, StateView.FeedStanding.LIVE, 1));
    }

    @Test
    void deadLettersCountForStreamsThatAreKnownForTenMinutes() throws InvalidReadingException {
        read("cam1", "s1", 0, 1);
        state.add(deadLetter("cam1"));
        state.add(deadLetter("cam1"));
        state.add(deadLetter("whatever a stranger wrote"));

        assertThat(row(0, "cam1").deadLetters()).isEqualTo(2);
        assertThat(state.overview(0, "page").present()).hasSize(1);
        clock.advance(Duration.ofMinutes(9));
        read("cam1", "s1", 1, 2);
        assertThat(row(0, "cam1").deadLetters()).isEqualTo(2);
        clock.advance(Duration.ofMinutes(1));
        assertThat(row(0, "cam1").deadLetters()).isZero();
    }

    private DeadLetter deadLetter(String stream) {
        return new DeadLetter(clock.instant().toEpochMilli(), "face-frames", "0", "1", "NOT_AVRO", null, null, stream);
    }

    @Test
    void aStreamThatIsSilentForLongIsForgottenUnlessItIsALiveFeed() throws InvalidReadingException {
        read("cam1", "s1", 0, 1);
        read("cam2", "s1", 0, 1);
        state.add(TestFeed.of("cam2", FeedCondition.SILENT, START, ""), START);
        long revision = state.overview(0, "page").revision();

        clock.advance(Duration.ofMinutes(11));

        assertThat(state.overview(revision, "page").present()).hasSize(1);
        assertThat(row(0, "cam2").feed()).isNotNull();
        assertThat(row(0, "cam2").strip())
                .as("what is older than ten minutes is gone")
                .allMatch(slot -> slot.number() > FIRST_SLOT);
    }

    @Test
    void anotherLabelSetBeginsTheSlotAnew() throws InvalidReadingException {
        read("cam1", "s1", 0, 1);
        state.add(
                ExpressionReading.newBuilder(TestReading.of("cam1", "s2", 0, START))
                        .setLabelSet(new LabelSetReference("own", List.of("calm", "tense")))
                        .setProbabilities(List.of(0.2f, 0.8f))
                        .setTopLabel("tense")
                        .build(),
                START);

        assertThat(row(0, "cam1").label()).isEqualTo("tense");
        assertThat(row(0, "cam1").share()).isEqualTo(0.8);
    }
}
