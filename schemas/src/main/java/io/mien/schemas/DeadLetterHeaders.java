package io.mien.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a dead letter: the ones that Kafka Streams writes (KIP-1034), which existing tools read, and Mien's
 * own beside them. They never hold a stack trace or a byte of a picture.
 *
 * @param reason a permanent code
 * @param message what was wrong, in words
 * @param stage the part that found it, for example {@code ingest} or {@code guard}
 * @param topic where the record came from
 * @param partition where the record came from
 * @param offset where the record came from
 * @param schemaId the id in the record's first bytes, or null if it has none
 * @param exception the reason again, or the class of an exception that nobody expected
 */
public record DeadLetterHeaders(
        DeadLetterReason reason,
        String message,
        String stage,
        String topic,
        int partition,
        long offset,
        @Nullable Integer schemaId,
        String exception) {
    public static final String TOPIC = "__streams.errors.topic";
    public static final String PARTITION = "__streams.errors.partition";
    public static final String OFFSET = "__streams.errors.offset";
    public static final String EXCEPTION = "__streams.errors.exception";
    public static final String MESSAGE = "__streams.errors.message";
    public static final String REASON = "mien.error.code";
    public static final String STAGE = "mien.error.stage";
    public static final String SCHEMA_ID = "mien.error.schema-id";

    /** The longest message, in characters: some of them come of libraries and quote what they were given. */
    private static final int LONGEST_MESSAGE = 2_000;

    public DeadLetterHeaders {
        message = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    }

    DeadLetterHeaders withMessage(String other) {
        return new DeadLetterHeaders(reason, other, stage, topic, partition, offset, schemaId, exception);
    }

    /** The headers by name, in a fixed order. */
    public Map<String, byte[]> toMap() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(TOPIC, topic);
        texts.put(PARTITION, Integer.toString(partition));
        texts.put(OFFSET, Long.toString(offset));
        texts.put(EXCEPTION, exception);
        texts.put(MESSAGE, message);
        texts.put(REASON, reason.name());
        texts.put(STAGE, stage);
        if (schemaId != null) {
            texts.put(SCHEMA_ID, Integer.toString(schemaId));
        }
        Map<String, byte[]> headers = new LinkedHashMap<>();
        texts.forEach((name, text) -> headers.put(name, text.getBytes(UTF_8)));
        return headers;
    }

    /** Adds these headers to those that the record has already. */
    public void addTo(Headers headers) {
        toMap().forEach(headers::add);
    }

    /** One header of a dead letter as text. */
    public static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }
}
