package io.mien.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ModelEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives the headers of a reading, or of a model's event, in CloudEvents' binary content mode (CloudEvents Kafka protocol binding 1.0, section
 * 3.2).
 */
public final class CloudEventHeaders {
    /** The event type of a reading. */
    public static final String READING_TYPE = "io.mien.expression-reading.v1";

    /** The event type of what becomes of a model that is put into a job. */
    public static final String MODEL_EVENT_TYPE = "io.mien.model-event.v1";

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
        return bytes(texts);
    }

    /** The same for a model's event; its id is new with each. */
    public static Map<String, byte[]> of(ModelEvent event) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("ce_specversion", "1.0");
        texts.put("ce_id", event.getDeploymentId() + "-" + event.getPhase() + "-" + event.getAt());
        texts.put("ce_type", MODEL_EVENT_TYPE);
        texts.put("ce_source", "/mien/jobs/" + percentEncoded(event.getGroup()));
        texts.put("ce_subject", event.getDeploymentId());
        texts.put("ce_time", event.getAt().toString());
        return bytes(texts);
    }

    private static Map<String, byte[]> bytes(Map<String, String> texts) {
        texts.put("content-type", "application/vnd.confluent.avro");
        Map<String, byte[]> headers = new LinkedHashMap<>();
        texts.forEach((name, text) -> headers.put(name, text.getBytes(UTF_8)));
        return headers;
    }

    /** A URI reference may not hold blanks or slashes of a name. */
    private static String percentEncoded(String name) {
        return java.net.URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }
}
