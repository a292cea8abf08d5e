package io.mien.cli.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.mien.models.json.StrictJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Writes dead letters as JSON, one on a line. */
public final class LetterExport {
    private LetterExport() {}

    /** A line. Bytes are in Base64, as nobody knows whether they are text. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(
            StoredLetter letter,
            Map<String, String> headers,
            @Nullable String key,
            @Nullable String value) {}

    /**
     * Writes what a filter lets pass.
     *
     * @param reader has to keep the values for them to be written
     * @return how many were written
     * @throws UncheckedIOException if that fails
     */
    public static long write(LetterReader reader, LetterFilter filter, BufferedWriter writer) {
        long[] count = new long[1];
        reader.forEach(filter.sourceTopics(), record -> {
            if (filter.matches(record)) {
                try {
                    writer.write(line(record));
                    writer.newLine();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                count[0]++;
            }
        });
        return count[0];
    }

    private static String line(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), String.valueOf(base64(header.value())));
        }
        try {
            return StrictJson.canonical()
                    .writeValueAsString(
                            new Line(StoredLetter.of(record), headers, base64(record.key()), base64(record.value())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON of a dead letter", e); // texts and numbers
        }
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }
}
