package io.mien.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class DeadLetterHeadersTest {

    @Test
    void deadLettersSayWhereTheyComeFromAndWhy() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", "00-1".getBytes(StandardCharsets.UTF_8));

        new DeadLetterHeaders(
                        DeadLetterReason.UNKNOWN_SCHEMA,
                        "schema id: 7",
                        "guard",
                        "face-frames",
                        2,
                        41,
                        7,
                        "UNKNOWN_SCHEMA")
                .addTo(headers);

        assertThat(DeadLetterHeaders.text(headers, "traceparent")).contains("00-1");
        assertThat(DeadLetterHeaders.text(headers, "__streams.errors.topic")).contains("face-frames");
        assertThat(DeadLetterHeaders.text(headers, "__streams.errors.partition"))
                .contains("2");
        assertThat(DeadLetterHeaders.text(headers, "__streams.errors.offset")).contains("41");
        assertThat(DeadLetterHeaders.text(headers, "mien.error.code")).contains("UNKNOWN_SCHEMA");
        assertThat(DeadLetterHeaders.text(headers, "mien.error.schema-id")).contains("7");
    }

    @Test
    void aLetterWithoutSchemaIdHasNoHeaderForIt() {
        Map<String, byte[]> headers =
                new DeadLetterHeaders(DeadLetterReason.NOT_AVRO, "m", "guard", "t", 0, 0, null, "NOT_AVRO").toMap();

        assertThat(headers).doesNotContainKey(DeadLetterHeaders.SCHEMA_ID);
    }
}
