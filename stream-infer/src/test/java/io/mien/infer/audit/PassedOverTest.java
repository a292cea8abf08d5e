package io.mien.infer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.element.SubjectKey;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.WindowRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PassedOverTest {
    private static final Instant START = Instant.ofEpochSecond(1_000);
    private static final long CELL = 125_000;

    @Test
    void theCellsOfAllReadingsOfASubjectAreKnownByTheirTimes() {
        PassedOver passedOver = PassedOver.of(List.of(reading(0, List.of(14, 15)), reading(4, List.of(10, 11, 12))));

        assertThat(passedOver.cells())
                .isEqualTo(Map.of(
                        new SubjectKey("camera", "face"),
                        Set.of(1_000_000_000L + 14 * CELL, 1_000_000_000L + 15 * CELL, 1_000_000_000L + 16 * CELL)));
        assertThat(passedOver.dispute(reading(0, List.of(14, 15)))).isEmpty();
    }

    @Test
    void aFrameThatOneReadingHasAndAnotherHasNotMakesBothIncomparable() {
        PassedOver passedOver = PassedOver.of(List.of(reading(0, null), reading(0, List.of(15)), reading(16, null)));

        assertThat(passedOver.dispute(reading(0, null)))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .contains("readings disagree about which of the window's cells were passed over"));
        assertThat(passedOver.dispute(reading(0, List.of(15)))).isPresent();
        assertThat(passedOver.dispute(reading(16, null))).isEmpty();
    }

    @Test
    void onlyAWindowBesideALossMayBeAbsent() {
        PassedOver passedOver = PassedOver.of(
                List.of(reading(0, null), reading(20, List.of(15)), reading(80, null), reading(100, null)));

        assertThat(passedOver.excusesAbsence(reading(40, null))).isPresent();
        assertThat(passedOver.excusesAbsence(reading(8, null))).isPresent();
        assertThat(passedOver.excusesAbsence(reading(84, null))).isEmpty();
    }

    @Test
    void aRecordingWithoutOverloadExcusesNothing() {
        PassedOver passedOver = PassedOver.of(List.of(reading(0, null), reading(20, null)));

        assertThat(passedOver.cells()).isEmpty();
        assertThat(passedOver.excusesAbsence(reading(8, null))).isEmpty();
    }

    private static ExpressionReading reading(long cell, @Nullable List<Integer> skipped) {
        return ExpressionReading.newBuilder(ReadingComparisonTest.reading(0.25f, 0.75f))
                .setStreamId("camera")
                .setSubjectId("face")
                .setWindowStart(START.plusNanos(1_000 * cell * CELL))
                .setWindowEnd(START.plusNanos(1_000 * (cell + 16) * CELL))
                .setWindowing(new WindowRule(16, 4 * CELL, 8, 4))
                .setSkippedCells(skipped)
                .build();
    }
}
