package io.mien.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mien.schemas.DeadLetterHeaders;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that was set aside, as its headers describe it, without its payload.
 *
 * @param at when it was set aside, milliseconds since 1970
 * @param topic where the record came from
 * @param partition where the record came from, as the header says it
 * @param offset where the record came from, as the header says it
 * @param reason a code of {@link io.mien.schemas.DeadLetterReason}, or what another program wrote there
 * @param message what was wrong, in words
 * @param stage the part that found it
 * @param stream its key, which is the stream of records that were written as they should be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetter(
        long at,
        String topic,
        @Nullable String partition,
        @Nullable String offset,
        String reason,
        @Nullable String message,
        @Nullable String stage,
        @Nullable String stream) {
    private static final int LONGEST_TEXT = 300;
    private static final String UNKNOWN = "UNKNOWN";

    /** Of no stream that is known. */
    DeadLetter(
            long at,
            String topic,
            @Nullable String partition,
            @Nullable String offset,
            String reason,
            @Nullable String message,
            @Nullable String stage) {
        this(at, topic, partition, offset, reason, message, stage, null);
    }

    static DeadLetter of(ConsumerRecord<byte[], ?> record) {
        Headers headers = record.headers();
        String reason = text(headers, DeadLetterHeaders.REASON)
                .or(() -> text(headers, DeadLetterHeaders.EXCEPTION))
                .orElse(UNKNOWN);
        return new DeadLetter(
                record.timestamp(),
                text(headers, DeadLetterHeaders.TOPIC).orElse(record.topic()),
                text(headers, DeadLetterHeaders.PARTITION).orElse(null),
                text(headers, DeadLetterHeaders.OFFSET).orElse(null),
                reason,
                text(headers, DeadLetterHeaders.MESSAGE).orElse(null),
                text(headers, DeadLetterHeaders.STAGE).orElse(null),
                record.key() == null ? null : Texts.shortened(new String(record.key(), UTF_8), LONGEST_TEXT));
    }

    private static Optional<String> text(Headers headers, String name) {
        return DeadLetterHeaders.text(headers, name).map(text -> Texts.shortened(text, LONGEST_TEXT));
    }
}
