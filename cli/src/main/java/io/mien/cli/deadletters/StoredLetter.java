package io.mien.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.mien.schemas.DeadLetterHeaders;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as its topic holds it, told by its headers; never its value.
 *
 * @param letter where it lies: topic, partition and offset with slashes between them
 * @param at when it was set aside
 * @param stream the record's key, which is the stream's id
 * @param reason a code of {@link io.mien.schemas.DeadLetterReason}, or what another program wrote there
 * @param message what was wrong, in words
 * @param stage the part that found it
 * @param source where the record came from, written as {@code letter} is
 * @param bytes of the value
 * @param redriven how many times it had been put back before it was set aside again
 */
public record StoredLetter(
        String letter,
        String at,
        @Nullable String stream,
        String reason,
        @Nullable String message,
        @Nullable String stage,
        @Nullable String source,
        int bytes,
        int redriven) {
    private static final String UNKNOWN = "UNKNOWN";
    private static final int LONGEST_TEXT = 300;

    static StoredLetter of(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        return new StoredLetter(
                new LetterPlace(record.topic(), record.partition(), record.offset()).toString(),
                Instant.ofEpochMilli(record.timestamp()).toString(),
                record.key() == null ? null : shown(new String(record.key(), UTF_8)),
                text(headers, DeadLetterHeaders.REASON)
                        .or(() -> text(headers, DeadLetterHeaders.EXCEPTION))
                        .orElse(UNKNOWN),
                text(headers, DeadLetterHeaders.MESSAGE).orElse(null),
                text(headers, DeadLetterHeaders.STAGE).orElse(null),
                LetterPlace.source(headers).map(LetterPlace::toString).orElse(null),
                Math.max(0, record.serializedValueSize()),
                redriven(headers));
    }

    private static Optional<String> text(Headers headers, String name) {
        return DeadLetterHeaders.text(headers, name).map(StoredLetter::shown);
    }

    /** Foreign text, as a terminal may be given it: no control characters, and an end. */
    static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}+", " ");
        return plain.length() > LONGEST_TEXT ? plain.substring(0, LONGEST_TEXT) + "…" : plain;
    }

    static int redriven(Headers headers) {
        return DeadLetterHeaders.text(headers, DeadLetterHeaders.REDRIVEN)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Integer::parseInt)
                .orElse(0);
    }

    /** The topic that it lies in. */
    @JsonIgnore
    public String topic() {
        return letter.substring(0, letter.indexOf('/'));
    }

    /** One line for people. */
    public String line() {
        return letter + "  " + at + "  " + reason + "  stream " + (stream == null ? "–" : stream)
                + (source == null ? "" : "  from " + source)
                + (redriven == 0 ? "" : "  re-driven " + redriven + (redriven == 1 ? " time" : " times"))
                + (message == null ? "" : "  " + message);
    }
}
