package io.mien.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FramesUsed;
import io.mien.schemas.avro.InputCoordinates;
import io.mien.schemas.avro.LabelSetReference;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.RuntimeReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingHistoryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final HistoryBounds SMALLEST = new HistoryBounds(Duration.ofHours(2), 1 << 20);

    private Instant now = START;
    private final ReadingHistory history = new ReadingHistory(SMALLEST, () -> now);

    private static ExpressionReading reading(String stream, String subject, int number, String model) {
        Instant end = START.plusMillis(500L * number);
        return ExpressionReading.newBuilder()
                .setReadingId(stream + "/" + subject + "/" + number + "/" + model)
                .setStreamId(stream)
                .setSubjectId(subject)
                .setWindowStart(end.minusSeconds(2))
                .setWindowEnd(end)
                .setStatus(number % 5 == 4 ? ReadingStatus.ABSTAINED : ReadingStatus.OK)
                .setReason(number % 5 == 4 ? "3 frames of 16" : null)
                .setLabelSet(new LabelSetReference("two", List.of("a", "b")))
                .setProbabilities(number % 5 == 4 ? List.of() : List.of(0.25f, 0.75f))
                .setTopLabel(number % 5 == 4 ? null : "b")
                .setFrames(new FramesUsed(0L, 9L, 16, 0))
                .setInput(new InputCoordinates("face-frames", 0, 0L, 9L))
                .setModel(new ModelReference(model, "1", "sha256:" + model, "sha256:p", false))
                .setRuntime(new RuntimeReference("2.18.0", "CPU", "float32", "", "", 1))
                .setPurpose("a test")
                .setProducedAt(end)
                .setSkippedCells(number % 7 == 6 ? List.of(1, 2) : null)
                .build();
    }

    private void add(String stream, String subject, int number) {
        history.add(reading(stream, subject, number, "m"), new ReadingPlace(number % 3, number), now);
    }

    private List<HeldReading> held(String stream, String subject) {
        return history.readings(stream, Long.MIN_VALUE, Long.MAX_VALUE).getOrDefault(subject, List.of());
    }

    @Test
    void whatWasPutInComesOutByTime() {
        for (int number : List.of(0, 1, 3, 2, 4, 5, 6)) {
            add("cam", "s", number);
        }
        assertThat(held("cam", "s"))
                .extracting(HeldReading::windowEnd)
                .isSorted()
                .hasSize(7);
        assertThat(held("cam", "s").get(3)).satisfies(reading -> {
            assertThat(reading.probabilities()).containsExactly(0.25f, 0.75f);
            assertThat(reading.status()).isEqualTo("OK");
            assertThat(reading.place()).isEqualTo(new ReadingPlace(0, 3));
            assertThat(reading.model()).isEqualTo(new HeldModel("m", "1", "sha256:m"));
        });
        assertThat(held("cam", "s").get(4)).satisfies(reading -> {
            assertThat(reading.status()).isEqualTo("ABSTAINED");
            assertThat(reading.reason()).isEqualTo("3 frames of 16");
            assertThat(reading.probabilities()).isEmpty();
        });
        assertThat(held("cam", "s").get(6).skippedCells()).isEqualTo(2);
    }

    @Test
    void aReadingIsFoundByItsIdAndByItsTime() {
        for (int number = 0; number < 1_000; number++) {
            add("cam", "s" + number / 300, number);
        }
        assertThat(history.find("cam/s1/333/m")).contains(new ReadingPlace(0, 333));
        assertThat(history.find("cam/s1/9999/m")).isEmpty();
        assertThat(history.find("cam", "s2", START.plusMillis(500L * 601).toEpochMilli()))
                .contains(new ReadingPlace(1, 601));
        assertThat(history.find("nobody", "s2", 0)).isEmpty();
    }

    @Test
    void whatIsDeliveredTwiceIsHeldOnce() {
        add("cam", "s", 0);
        add("cam", "s", 1);
        add("cam", "s", 0);
        assertThat(history.size()).isEqualTo(2);
        // Read again as the past, behind what is held already.
        history.addPast(reading("cam", "s", 1, "m"), new ReadingPlace(1, 1), now);
        assertThat(held("cam", "s")).hasSize(2);
    }

    @Test
    void thePastComesBeforeWhatCame() {
        now = START.plusSeconds(600);
        for (int number = 500; number < 900; number++) {
            add("cam", "s", number);
        }
        for (int number = 0; number < 500; number++) {
            history.addPast(reading("cam", "s", number, "m"), new ReadingPlace(0, number), START);
        }
        assertThat(held("cam", "s"))
                .hasSize(900)
                .extracting(HeldReading::windowEnd)
                .isSorted();
    }

    @Test
    void theOldestGoFirstWhenThereIsNoRoom() {
        for (int number = 0; number < 60_000; number++) {
            now = START.plusMillis(number);
            add("cam" + number % 10, "s" + number / 10_000, number);
        }
        assertThat(history.bytes()).isLessThanOrEqualTo(SMALLEST.bytes());
        assertThat(history.size()).isBetween(10_000L, 60_000L);
        assertThat(history.find("cam0/s0/0/m")).isEmpty();
        assertThat(history.find("cam9/s5/59999/m")).isPresent();
    }

    @Test
    void whatIsOlderThanTheSpanIsNotShown() {
        add("cam", "s", 0);
        now = START.plus(SMALLEST.span()).plusSeconds(1);
        add("cam", "s", 1);
        assertThat(held("cam", "s")).extracting(HeldReading::windowEnd).containsExactly(500 + START.toEpochMilli());
        history.addPast(reading("cam", "s", 2, "m"), new ReadingPlace(0, 2), START);
        assertThat(held("cam", "s")).hasSize(1);
    }

    @Test
    void eachReadingKeepsItsModel() {
        history.add(reading("cam", "s", 0, "old"), new ReadingPlace(0, 0), now);
        history.add(reading("cam", "s", 1, "new"), new ReadingPlace(0, 1), now);
        assertThat(held("cam", "s"))
                .extracting(reading -> reading.model().name())
                .containsExactly("old", "new");
    }

    @Test
    void boundsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new HistoryBounds(Duration.ofDays(32), 1 << 20))
                .hasMessageContaining("dashboard history: PT768H");
        assertThatThrownBy(() -> new HistoryBounds(Duration.ZERO, 1))
                .hasMessageContaining("dashboard history: 1 bytes");
    }

    @Test
    void aPlaceIsReadAsItIsWritten() {
        ReadingPlace place = new ReadingPlace(3, 1L << 40);
        assertThat(ReadingPlace.parse(place.toString())).contains(place);
        assertThat(ReadingPlace.parse("face-frames/0/1")).isEmpty();
        assertThat(ReadingPlace.parse("expressions/0/-1")).isEmpty();
    }
}
