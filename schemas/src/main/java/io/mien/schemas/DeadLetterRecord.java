package io.mien.schemas;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that is set aside: its key, value and headers as they were received, and the headers that say why beside them.
 *
 * <p>A record that is larger than a topic of dead letters takes leaves only the latter, which say where it lies. Brokers
 * measure records as they were compressed: a few kilobytes of them can hold more than any limit, and if nothing could be
 * done with such a record it would stop its partition for ever.
 *
 * @param key of the record; null if it has none or is too large
 * @param value of the record; null if it has none or is too large
 * @param headers of the record, if it is not too large, and the reasons
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as received, never compared
public record DeadLetterRecord(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    /** Lengths, timestamps and the batch around them; more than Kafka's own estimate. */
    private static final int FRAMING_BYTES = 1 << 10;

    private static final int HEADER_FRAMING_BYTES = 16;

    /**
     * The letter of a record.
     *
     * @param headers as received; they stay as they are
     */
    public static DeadLetterRecord of(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers, DeadLetterHeaders reasons) {
        Headers all = new RecordHeaders(headers);
        reasons.addTo(all);
        long bytes = bytes(key) + bytes(value) + bytes(all) + FRAMING_BYTES;
        if (bytes <= Topic.MAXIMUM_DEAD_LETTER_BYTES) {
            return new DeadLetterRecord(key, value, all);
        }
        Headers few = new RecordHeaders();
        reasons.withMessage("record of " + bytes + " bytes, left where it lies (expected: at most "
                        + Topic.MAXIMUM_DEAD_LETTER_BYTES + "): " + reasons.message())
                .addTo(few);
        return new DeadLetterRecord(null, null, few);
    }

    private static long bytes(byte @Nullable [] part) {
        return part == null ? 0 : part.length;
    }

    private static long bytes(Headers headers) {
        long sum = 0;
        for (Header header : headers) {
            // No character takes more than three bytes.
            sum += HEADER_FRAMING_BYTES + 3L * header.key().length() + bytes(header.value());
        }
        return sum;
    }
}
