package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.LabelSetReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DashboardStateTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private final DashboardState state = new DashboardState(20, Duration.ofMinutes(10), clock);

    @Test
    void aSubjectShowsItsNewestReadingAndAllItsPoints() throws InvalidReadingException {
        feed("cam1", "s1", 0, 3);

        StateView.Subject subject = onlySubject(state.view(0));
        ExpressionReading newest = TestReading.of("cam1", "s1", 2, START);
        assertThat(subject.stream()).isEqualTo("cam1");
        assertThat(subject.subject()).isEqualTo("s1");
        assertThat(subject.status()).isEqualTo("OK");
        assertThat(subject.topLabel()).isEqualTo("happiness");
        assertThat(subject.topProbability()).isCloseTo(newest.getProbabilities().get(0), within(1e-4));
        assertThat(subject.frames()).isEqualTo(new StateView.Frames(30, 89, 16, 0));
        assertThat(subject.latencyMillis()).isEqualTo(120);
        assertThat(subject.points())
                .extracting(StateView.Point::at)
                .containsExactly(START.toEpochMilli(), START.toEpochMilli() + 500, START.toEpochMilli() + 1_000);
    }

    @Test
    void anAbstainedReadingHasAReasonAndNeitherLabelNorProbabilities() throws InvalidReadingException {
        feed("cam1", "s1", 0, 1);
        state.add(TestReading.abstaining("cam1", "s1", 1, START), START);

        StateView.Subject subject = onlySubject(state.view(0));
        assertThat(subject.status()).isEqualTo("ABSTAINED");
        assertThat(subject.reason()).contains("3 frames of 16");
        assertThat(subject.topLabel()).isNull();
        assertThat(subject.topProbability()).isZero();
        assertThat(subject.points()).extracting(point -> point.p() == null).containsExactly(false, true);
    }

    @Test
    void aReadingThatComesAgainIsCountedOnceButIsASignOfLife() throws InvalidReadingException {
        feed("cam1", "s1", 0, 4);
        clock.advance(Duration.ofSeconds(5));
        state.add(TestReading.of("cam1", "s1", 3, START), clock.instant());

        StateView view = state.view(0);
        assertThat(view.readings()).isEqualTo(4);
        assertThat(view.repeated()).isEqualTo(1);
        assertThat(onlySubject(view).points()).hasSize(4);
        assertThat(onlySubject(view).arrivedAt()).isEqualTo(clock.instant().toEpochMilli());
    }

    @Test
    void aReadingThatComesLateTakesItsPlaceAndNotTheNewestOnes() throws InvalidReadingException {
        state.add(TestReading.of("cam1", "s1", 5, START), START);
        state.add(TestReading.abstaining("cam1", "s1", 4, START), START);

        StateView.Subject subject = onlySubject(state.view(0));
        assertThat(subject.status()).isEqualTo("OK");
        assertThat(subject.points()).extracting(StateView.Point::status).containsExactly("ABSTAINED", "OK");
    }

    @Test
    void aHistoryKeepsItsNewestReadingsOnly() throws InvalidReadingException {
        feed("cam1", "s1", 0, 100);

        List<StateView.Point> points = onlySubject(state.view(0)).points();
        assertThat(points).hasSize(20);
        assertThat(points.get(0).at()).isEqualTo(START.plusMillis(80 * 500).toEpochMilli());
        assertThat(state.view(0).readings()).isEqualTo(100);
    }

    @Test
    void aViewSinceARevisionHoldsWhatIsNewSinceThen() throws InvalidReadingException {
        feed("cam1", "s1", 0, 3);
        feed("cam2", "s1", 0, 2);
        state.add(deadLetter("NOT_AVRO"));
        StateView before = state.view(0);

        feed("cam1", "s1", 3, 1);
        StateView update = state.view(before.revision());

        assertThat(before.deadLetters().newest()).hasSize(1);
        assertThat(update.present()).hasSize(2);
        assertThat(onlySubject(update).stream()).isEqualTo("cam1");
        assertThat(onlySubject(update).points()).hasSize(1);
        assertThat(update.deadLetters().total()).isEqualTo(1);
        assertThat(update.deadLetters().newest()).isNull();
        assertThat(state.view(update.revision()).subjects()).isEmpty();
    }

    @Test
    void aSubjectSilentForLongIsForgottenWithItsStream() throws InvalidReadingException {
        feed("cam1", "s1", 0, 3);
        clock.advance(Duration.ofMinutes(9));
        state.add(TestReading.of("cam2", "s1", 0, START), clock.instant());
        long revision = state.revision();
        clock.advance(Duration.ofMinutes(2));

        StateView view = state.view(revision);
        assertThat(view.revision()).isGreaterThan(revision);
        assertThat(view.present()).hasSize(1);
        assertThat(view.streams()).extracting(StateView.Stream::stream).containsExactly("cam2");
        assertThat(view.readings()).isEqualTo(4);
    }

    @Test
    void subjectsWithoutEndDoNotFillTheMemory() throws InvalidReadingException {
        for (int each = 0; each < 3_000; each++) {
            clock.advance(Duration.ofMillis(10));
            state.add(TestReading.of("stream" + each, "s", 0, START), clock.instant());
        }

        StateView view = state.view(0);
        assertThat(view.subjects()).hasSize(2_000);
        assertThat(view.streams()).hasSize(2_000);
        assertThat(view.subjects()).extracting(StateView.Subject::stream).contains("stream2999", "stream1000");
    }

    @Test
    void ratesAndLatencyAreThoseOfTheLastTenSeconds() throws InvalidReadingException {
        for (int number = 0; number < 40; number++) {
            clock.set(START.plusMillis(500L * number));
            state.add(TestReading.of("cam1", "s1", number, START), clock.instant());
            state.add(TestReading.of("cam1", "s2", number, START), clock.instant());
        }

        StateView view = state.view(0);
        assertThat(view.readingsPerSecond()).isEqualTo(4.0);
        assertThat(view.streams()).containsExactly(new StateView.Stream("cam1", 30.0));
        assertThat(view.latencyMillis()).isEqualTo(120);

        clock.advance(Duration.ofSeconds(30));
        StateView later = state.view(0);
        assertThat(later.readingsPerSecond()).isZero();
        assertThat(later.streams()).containsExactly(new StateView.Stream("cam1", 0));
        assertThat(later.latencyMillis()).isNull();
    }

    @Test
    void readingsOfTheLookBackCountButNotForTheRateOfNow() throws InvalidReadingException {
        for (int number = 0; number < 10; number++) {
            state.add(TestReading.of("cam1", "s1", number, START), START.minusSeconds(300));
        }
        clock.advance(Duration.ofSeconds(2));

        assertThat(state.view(0).readings()).isEqualTo(10);
        assertThat(state.view(0).readingsPerSecond()).isZero();
    }

    @Test
    void aRecordingHasNoLatency() throws InvalidReadingException {
        state.add(
                TestReading.builder("rec", "s1", 0, Instant.EPOCH)
                        .setProducedAt(START)
                        .build(),
                START);

        assertThat(onlySubject(state.view(0)).latencyMillis()).isNull();
        assertThat(state.view(0).latencyMillis()).isNull();
    }

    @Test
    void aBrokerWhoseClockIsAheadMakesNoReadingsOfTheFuture() throws InvalidReadingException {
        state.add(TestReading.of("cam1", "s1", 0, START), START.plusSeconds(3_600));

        assertThat(onlySubject(state.view(0)).arrivedAt()).isEqualTo(START.toEpochMilli());
    }

    @Test
    void silenceIsMeasuredByTheSubjectsOwnPace() throws InvalidReadingException {
        feed("fast", "s1", 0, 3);
        state.add(TestReading.of("slow", "s1", 0, START), START);
        state.add(TestReading.of("slow", "s1", 10, START), START);

        assertThat(state.view(0).subjects())
                .extracting(StateView.Subject::silentAfterMillis)
                .containsExactly(3_000L, 15_000L);
    }

    @Test
    void modelsAreThoseOfTheSubjectsPresent() throws InvalidReadingException {
        state.add(TestReading.untrained(TestReading.of("cam1", "s1", 0, START)), START);
        state.add(TestReading.of("cam2", "s1", 0, START), START);
        state.add(TestReading.of("cam3", "s1", 0, START), START);

        StateView view = state.view(0);
        assertThat(view.models()).extracting(StateView.Model::untrained).containsExactly(true, false);
        assertThat(view.subjects()).extracting(StateView.Subject::model).containsExactly(0, 1, 1);
        assertThat(view.models().get(0).purpose()).isEqualTo("a test");
    }

    @Test
    void anotherLabelSetBeginsAnotherHistory() throws InvalidReadingException {
        feed("cam1", "s1", 0, 3);
        long id = onlySubject(state.view(0)).id();
        ExpressionReading other = TestReading.builder("cam1", "s1", 3, START)
                .setLabelSet(new LabelSetReference("two", List.of("yes", "no")))
                .setProbabilities(List.of(0.25f, 0.75f))
                .setTopLabel("no")
                .build();
        state.add(other, START);

        StateView.Subject subject = onlySubject(state.view(0));
        assertThat(subject.id()).isNotEqualTo(id);
        assertThat(subject.points()).hasSize(1);
        assertThat(subject.topProbability()).isEqualTo(0.75);
    }

    @Test
    void valuesThatMakeNoSenseAreRefusedAndChangeNothing() {
        assertRefused(reading().setProbabilities(List.of(1f)), "probabilities: 1 (expected: 7, one for each label)");
        assertRefused(
                reading().setProbabilities(List.of(Float.NaN, 0f, 0f, 0f, 0f, 0f, 0f)),
                "probabilities: NaN (expected: 0 to 1)");
        assertRefused(
                reading().setProbabilities(List.of(0.5f, 0.25f, 0f, 0f, 0f, 0f, 0f)),
                "probabilities: a sum of 0.75 (expected: 1)");
        assertRefused(reading().setTopLabel("joy"), "top_label: joy (expected: a label of the label set)");
        assertRefused(
                reading().setStreamId("x".repeat(2_000)),
                "stream_id: 2000 characters (expected: 1 to 1000 characters)");
        assertThat(state.view(0).readings()).isZero();
        assertThat(state.view(0).subjects()).isEmpty();
    }

    @Test
    void deadLettersAreCountedByTopicAndReasonAndTheNewestAreKept() {
        for (int each = 0; each < 100; each++) {
            state.add(deadLetter(each % 4 == 0 ? "NOT_AN_IMAGE" : "NOT_AVRO"));
        }

        StateView.DeadLetters letters = state.view(0).deadLetters();
        assertThat(letters.total()).isEqualTo(100);
        assertThat(letters.counts())
                .containsExactly(
                        new StateView.DeadLetters.Count("face-frames", "NOT_AVRO", 75),
                        new StateView.DeadLetters.Count("face-frames", "NOT_AN_IMAGE", 25));
        assertThat(letters.newest()).hasSize(30);
    }

    @Test
    void reasonsWithoutEndDoNotFillTheMemory() {
        for (int each = 0; each < 1_000; each++) {
            state.add(deadLetter("R" + each));
        }

        StateView.DeadLetters letters = state.view(0).deadLetters();
        assertThat(letters.counts()).hasSize(51);
        assertThat(letters.counts().get(0)).isEqualTo(new StateView.DeadLetters.Count("OTHER", "OTHER", 950));
    }

    @Test
    void theSummarySaysWhatThePageSays() throws InvalidReadingException {
        state.connection(KafkaConnection.UNAVAILABLE, "no answer");
        feed("cam1", "s1", 0, 3);
        state.add(TestReading.abstaining("cam2", "s1", 0, START), START.minusSeconds(60));
        state.add(deadLetter("NOT_AVRO"));
        state.countUnreadable();

        DashboardSummary summary = state.summary();
        assertThat(summary.connection()).isEqualTo(KafkaConnection.UNAVAILABLE);
        assertThat(summary.problem()).isEqualTo("no answer");
        assertThat(summary.readings()).isEqualTo(4);
        assertThat(summary.deadLetters()).isEqualTo(1);
        assertThat(summary.unreadable()).isEqualTo(1);
        assertThat(summary.streams())
                .extracting(DashboardSummary.Stream::streamId)
                .containsExactly("cam1", "cam2");
        assertThat(summary.subjects())
                .extracting(DashboardSummary.Subject::live)
                .containsExactly(true, false);
        assertThat(summary.subjects().get(1).topLabel()).isNull();
    }

    private static ExpressionReading.Builder reading() {
        return TestReading.builder("cam1", "s1", 0, START);
    }

    private void assertRefused(ExpressionReading.Builder reading, String message) {
        assertThatThrownBy(() -> state.add(reading.build(), START))
                .isInstanceOf(InvalidReadingException.class)
                .hasMessage(message);
    }

    private void feed(String stream, String subject, int from, int count) throws InvalidReadingException {
        for (int number = from; number < from + count; number++) {
            state.add(TestReading.of(stream, subject, number, START), clock.instant());
        }
    }

    private static DeadLetter deadLetter(String reason) {
        return new DeadLetter(START.toEpochMilli(), "face-frames", "0", "17", reason, "value: none", "guard");
    }

    private static StateView.Subject onlySubject(StateView view) {
        assertThat(view.subjects()).hasSize(1);
        return view.subjects().get(0);
    }
}
