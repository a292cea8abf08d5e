package io.mien.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.dashboard.history.Timeline.Event;
import io.mien.dashboard.history.Timeline.Kind;
import io.mien.dashboard.history.Timeline.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimelinesTest {
    private static final ReadingModel FIRST = new ReadingModel("m", "1", "sha256:1");
    private static final ReadingModel SECOND = new ReadingModel("m", "2", "sha256:2");

    private static HeldReading reading(int number, String status, int skipped, ReadingModel model) {
        boolean abstained = status.equals("ABSTAINED");
        return new HeldReading(
                500L * number,
                0,
                number,
                new ReadingPlace(0, number),
                status,
                abstained ? "too little" : null,
                skipped,
                List.of("a", "b"),
                model,
                null,
                abstained ? List.of() : List.of(0.25f, 0.75f));
    }

    private static List<Event> events(List<HeldReading> readings) {
        return TimelineEvents.of(Map.of("s", readings), List.of());
    }

    @Test
    void abstentionsInARowAreOneEventWithTheirReason() {
        List<HeldReading> readings = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            readings.add(reading(number, (number >= 5 && number < 8) || number == 12 ? "ABSTAINED" : "OK", 0, FIRST));
        }
        assertThat(events(readings))
                .containsExactly(
                        new Event(Kind.ABSTAINED, 2_500, 3_500, "s", "too little", 3),
                        new Event(Kind.ABSTAINED, 6_000, 6_000, "s", "too little", 1));
    }

    @Test
    void aPauseIsAGapWhenItIsLongForThisSubject() {
        List<HeldReading> readings = Stream.of(0, 1, 2, 3, 7, 20)
                .map(number -> reading(number, "OK", 0, FIRST))
                .toList();
        assertThat(events(readings)).containsExactly(new Event(Kind.GAP, 3_500, 10_000, "s", "", 0));
    }

    @Test
    void anOverloadIsOneEventWhicheverReadingsWereSpared() {
        List<HeldReading> readings = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            readings.add(reading(number, "OK", number >= 10 && number < 20 && number % 2 == 0 ? 3 : 0, FIRST));
        }
        assertThat(events(readings)).containsExactly(new Event(Kind.OVERLOAD, 5_000, 9_000, null, "", 5));
    }

    @Test
    void anotherModelIsToldOnceThoughReadingsOfBothComeForAMoment() {
        List<HeldReading> readings = List.of(
                reading(0, "OK", 0, FIRST),
                reading(1, "OK", 0, SECOND),
                reading(2, "OK", 0, FIRST),
                reading(3, "OK", 0, SECOND));
        assertThat(events(readings)).containsExactly(new Event(Kind.MODEL, 500, 500, null, "m 1 → m 2", 0));
    }

    @Test
    void aFeedsStatesAreToldOnceEach() {
        FeedChanges feeds = new FeedChanges();
        Instant at = Instant.ofEpochMilli(1_000);
        feeds.add("cam", at, "LIVE", "");
        feeds.add("cam", at, "LIVE", "");
        feeds.add("cam", at.plusMillis(500), "RECONNECTING", "refused");
        assertThat(TimelineEvents.of(Map.of(), feeds.of("cam", 0, 1_500)))
                .containsExactly(
                        new Event(Kind.FEED, 1_000, 1_000, null, "LIVE", 0),
                        new Event(Kind.FEED, 1_500, 1_500, null, "RECONNECTING: refused", 0));
        assertThat(feeds.of("cam", 0, 1_200)).hasSize(1);
        assertThat(feeds.of("other", 0, 1_200)).isEmpty();
    }

    @Test
    void moreReadingsThanThereIsRoomForAreDrawnByTheirMean() {
        List<HeldReading> readings = new ArrayList<>();
        for (int number = 0; number < 3_000; number++) {
            readings.add(reading(number, number % 10 == 9 ? "ABSTAINED" : "OK", 0, FIRST));
        }
        List<Point> points = Timelines.points(readings, 5_000);
        assertThat(points).hasSize(300);
        assertThat(points).allSatisfy(point -> {
            assertThat(point.p()).containsExactly(0.25, 0.75);
            assertThat(point.readings()).isEqualTo(10);
            assertThat(point.abstained()).isEqualTo(1);
        });
        // Each is the time of a reading that can be looked at.
        assertThat(points.get(0).at()).isEqualTo(4_000);
    }
}
