package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.InputCoordinates;
import java.time.Instant;
import java.util.List;

/** Comparing readings of the same frames. */
public final class TestReadings {
    private TestReadings() {}

    /** The same readings in the same order, wherever in the topic their frames lay and whenever they were made. */
    public static void assertSameButForOffsets(List<ExpressionReading> some, List<ExpressionReading> others) {
        assertThat(some.stream().map(TestReadings::withoutPlaceAndTime))
                .containsExactlyElementsOf(
                        others.stream().map(TestReadings::withoutPlaceAndTime).toList());
    }

    private static ExpressionReading withoutPlaceAndTime(ExpressionReading reading) {
        return ExpressionReading.newBuilder(reading)
                .setProducedAt(Instant.EPOCH)
                .setInput(new InputCoordinates("", 0, 0L, 0L))
                .build();
    }
}
