package io.mien.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.junit.jupiter.api.Test;

final class DeadLetterRecordTest {
    private static final DeadLetterHeaders REASONS = new DeadLetterHeaders(
            DeadLetterReason.NOT_AVRO, "no record", "guard", "face-frames", 2, 41, null, "NOT_AVRO");

    @Test
    void aRecordOfTheLargestSizeIsKeptAsItWas() {
        byte[] key = "camera".getBytes(UTF_8);
        byte[] value = new byte[Topic.MAXIMUM_RECORD_BYTES];
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", "abc".getBytes(UTF_8)).add("nothing", null);

        DeadLetterRecord letter = DeadLetterRecord.of(key, value, headers, REASONS);

        assertThat(letter.key()).isSameAs(key);
        assertThat(letter.value()).isSameAs(value);
        assertThat(DeadLetterHeaders.text(letter.headers(), "trace")).contains("abc");
        assertThat(headers.toArray()).hasSize(2);
        assertThat(AbstractRecords.estimateSizeInBytesUpperBound(
                        RecordBatch.CURRENT_MAGIC_VALUE,
                        CompressionType.NONE,
                        key,
                        value,
                        letter.headers().toArray()))
                .isLessThan(Topic.MAXIMUM_DEAD_LETTER_BYTES);
    }

    @Test
    void ofALargerRecordTheLetterSaysWhereItLies() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", new byte[Topic.MAXIMUM_DEAD_LETTER_BYTES / 2]);

        DeadLetterRecord letter =
                DeadLetterRecord.of(null, new byte[Topic.MAXIMUM_DEAD_LETTER_BYTES / 2], headers, REASONS);

        assertThat(letter.value()).isNull();
        assertThat(letter.headers().lastHeader("trace")).isNull();
        assertThat(DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.OFFSET))
                .contains("41");
        assertThat(DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.REASON))
                .contains("NOT_AVRO");
        assertThat(DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.MESSAGE)
                        .orElseThrow())
                .startsWith("record of ")
                .endsWith("): no record");
    }

    @Test
    void aMessageHasAnEnd() {
        DeadLetterHeaders reasons =
                new DeadLetterHeaders(DeadLetterReason.UNEXPECTED, "x".repeat(1 << 20), "guard", "t", 0, 0, null, "E");

        assertThat(reasons.message()).hasSizeLessThan(10_000);
    }
}
