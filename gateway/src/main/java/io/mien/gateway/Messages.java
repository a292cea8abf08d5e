package io.mien.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.ExpressionReading;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What clients are told, as JSON on one line; asyncapi.json and openapi.json describe it. Safe for use by many threads. */
final class Messages {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double MILLIS = 1e3;

    private Messages() {}

    /** The first message of a connection. */
    static String welcome(StreamGrant grant, LiveStream.Position position, GatewayLimits limits, Duration sessionEnds) {
        ObjectNode message = message("welcome");
        message.put("stream_id", grant.streamId());
        message.put("session", position.session());
        message.put("last_captured_at", text(position.lastCapturedAt()));
        message.put("session_ends_after", seconds(sessionEnds));
        message.putObject("limits")
                .put("tile_bytes", limits.tileBytes())
                .put("tile_pixels", limits.tilePixels())
                .put("tiles_per_second", limits.tilesPerSecond());
        return line(message);
    }

    /** How many of a connection's tiles are in Kafka, and the capture time of the newest. */
    static String accepted(long tiles, long repeated, @Nullable Instant capturedAt) {
        ObjectNode message = message("accepted");
        message.put("tiles", tiles);
        message.put("repeated", repeated);
        message.put("captured_at", text(capturedAt));
        return line(message);
    }

    /** A tile that was not taken, and when to send it again. */
    static String askToWait(TileOutcome.Wait wait, @Nullable Instant capturedAt, long tiles) {
        ObjectNode message = message("wait");
        message.put("reason", wait.reason().name());
        message.put("seconds", seconds(wait.time()));
        message.put("captured_at", text(capturedAt));
        message.put("tiles", tiles);
        message.put("message", wait.sentence());
        return line(message);
    }

    /** A tile, or a message, that is not taken and never will be. */
    static String refused(String reason, @Nullable Instant capturedAt, String sentence) {
        ObjectNode message = message("refused");
        message.put("reason", reason);
        message.put("captured_at", text(capturedAt));
        message.put("message", sentence);
        return line(message);
    }

    /** The session is over. */
    static String sessionEnded() {
        return line(message("session_ended"));
    }

    /** The last message of a connection that the gateway ends. */
    static String ended(CloseReason reason, String sentence) {
        ObjectNode message = message("ended");
        message.put("reason", reason.name());
        message.put("message", sentence);
        return line(message);
    }

    /** A reading; its fields have the names of the record. */
    static String reading(long number, ExpressionReading reading) {
        ObjectNode message = message("reading");
        message.put("number", number);
        message.put("reading_id", reading.getReadingId());
        message.put("stream_id", reading.getStreamId());
        message.put("subject_id", reading.getSubjectId());
        message.put("window_start", reading.getWindowStart().toString());
        message.put("window_end", reading.getWindowEnd().toString());
        message.put("status", reading.getStatus().name());
        message.put("reason", reading.getReason());
        ArrayNode labels = message.putArray("labels");
        reading.getLabelSet().getLabels().forEach(labels::add);
        ArrayNode probabilities = message.putArray("probabilities");
        reading.getProbabilities().forEach(probabilities::add);
        message.put("top_label", reading.getTopLabel());
        message.putObject("frames")
                .put("first_sequence", reading.getFrames().getFirstSequence())
                .put("last_sequence", reading.getFrames().getLastSequence())
                .put("count", reading.getFrames().getCount())
                .put("padded_count", reading.getFrames().getPaddedCount());
        Box box = reading.getLastBox();
        if (box == null) {
            message.putNull("last_box");
        } else {
            message.putObject("last_box")
                    .put("x", box.getX())
                    .put("y", box.getY())
                    .put("width", box.getWidth())
                    .put("height", box.getHeight());
        }
        message.putObject("model")
                .put("name", reading.getModel().getName())
                .put("version", reading.getModel().getVersion())
                .put("untrained", reading.getModel().getUntrained());
        message.put("purpose", reading.getPurpose());
        message.put("produced_at", reading.getProducedAt().toString());
        return line(message);
    }

    /** Some readings, for who asks over HTTP. */
    static String readings(String streamId, RememberedReadings remembered) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("stream_id", streamId);
        answer.put("next", remembered.next());
        ArrayNode array = answer.putArray("readings");
        try {
            for (NumberedReading reading : remembered.readings()) {
                array.add(JSON.readTree(reading.json()));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a reading is no JSON", e);
        }
        return line(answer);
    }

    /** A tile that Kafka has, for who sent it over HTTP. */
    static String tile(@Nullable Long sequence, @Nullable Instant capturedAt) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("sequence", sequence);
        answer.put("captured_at", text(capturedAt));
        answer.put("repeated", sequence == null);
        return line(answer);
    }

    /** An error over HTTP, as in RFC 9457. */
    static String problem(int status, String reason, String sentence) {
        ObjectNode problem = JSON.createObjectNode();
        problem.put("type", "about:blank");
        problem.put("status", status);
        problem.put("title", reason);
        problem.put("detail", sentence);
        return line(problem);
    }

    /** How the gateway is. */
    static String health(GatewayState state) {
        return line(JSON.createObjectNode().put("status", "UP").put("kafka", state.name()));
    }

    private static ObjectNode message(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    private static double seconds(Duration time) {
        return Math.ceil(time.toNanos() / 1e6) / MILLIS;
    }

    private static String line(ObjectNode object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message is not fit for JSON", e);
        }
    }
}
