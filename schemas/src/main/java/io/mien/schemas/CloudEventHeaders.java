package io.mien.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.avro.ExpressionReading;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives the headers of a reading in CloudEvents' binary content mode (CloudEvents Kafka protocol binding 1.0, section
 * 3.2).
 */
public final class CloudEventHeaders {
    /** The event type of a reading. */
    public static final String READING_TYPE = "io.mien.expression-reading.v1";

    private CloudEventHeaders() {}

    /** The headers by name, in a fixed order. */
    public static Map<String, byte[]> of(ExpressionReading reading) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("ce_specversion", "1.0");
        texts.put("ce_id", reading.getReadingId());
        texts.put("ce_type", READING_TYPE);
        texts.put("ce_source", "/mien/streams/" + percentEncoded(reading.getStreamId()));
        texts.put("ce_subject", reading.getSubjectId());
        texts.put("ce_time", reading.getWindowEnd().toString());
        texts.put("content-type", "application/vnd.confluent.avro");
        Map<String, byte[]> headers = new LinkedHashMap<>();
        texts.forEach((name, text) -> headers.put(name, text.getBytes(UTF_8)));
        return headers;
    }

    /** A URI reference may not hold blanks or slashes of a stream's name. */
    private static String percentEncoded(String streamId) {
        return java.net.URLEncoder.encode(streamId, UTF_8).replace("+", "%20");
    }
}
