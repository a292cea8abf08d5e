package io.mien.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class DeadLetterLogTest {
    private long now = 17;

    private final DeadLetterLog lines = new DeadLetterLog(LoggerFactory.getLogger(DeadLetterLogTest.class), () -> now);

    @Test
    void theFirstOfEachReasonHasALineAtOnce() {
        assertThat(lines.due(DeadLetterReason.NOT_AVRO)).hasValue(0);
        assertThat(lines.due(DeadLetterReason.NOT_AN_IMAGE)).hasValue(0);
    }

    @Test
    void aFloodHasALineInTenSecondsThatSaysHowManyThereWere() {
        assertThat(lines.due(DeadLetterReason.NOT_AVRO)).hasValue(0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(lines.due(DeadLetterReason.NOT_AVRO)).isEmpty();
        }
        now += DeadLetterLog.BETWEEN.toNanos();
        assertThat(lines.due(DeadLetterReason.NOT_AVRO)).hasValue(1_000);
        assertThat(lines.due(DeadLetterReason.NOT_AVRO)).isEmpty();
        now += 2 * DeadLetterLog.BETWEEN.toNanos();
        assertThat(lines.due(DeadLetterReason.NOT_AVRO)).hasValue(1);
    }
}
