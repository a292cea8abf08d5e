package io.mien.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mien.schemas.avro.Box;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a client says in words over WebSocket. */
sealed interface ClientMessage {
    JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Of the tile that comes next. */
    record NextTile(TileNotes notes) implements ClientMessage {}

    /** The participant has left. */
    record End() implements ClientMessage {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static ClientMessage parse(String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "message: " + TileNotes.shown(text) + " (expected: a JSON object, or a JPEG as a binary message)",
                    e);
        }
        String type = message.path("type").asText();
        return switch (type) {
            case "tile" -> {
                requireKeys(message, Set.of("type", "captured_at", "box"));
                JsonNode capturedAt = message.path("captured_at");
                yield new NextTile(new TileNotes(
                        capturedAt.isMissingNode() || capturedAt.isNull()
                                ? null
                                : TileNotes.moment(
                                        capturedAt.isTextual() ? capturedAt.asText() : capturedAt.toString()),
                        box(message.path("box"))));
            }
            case "end" -> {
                requireKeys(message, Set.of("type"));
                yield new End();
            }
            default ->
                throw new IllegalArgumentException(
                        "type: " + TileNotes.shown(type.isEmpty() ? "none" : type) + " (expected: tile or end)");
        };
    }

    private static @Nullable Box box(JsonNode box) {
        if (box.isMissingNode() || box.isNull()) {
            return null;
        }
        if (!box.isObject()) {
            throw new IllegalArgumentException("box: " + TileNotes.shown(box.toString())
                    + " (expected: an object with x, y, width and height in pixels of the tile)");
        }
        requireKeys(box, Set.of("x", "y", "width", "height"));
        return new Box(number(box, "x"), number(box, "y"), number(box, "width"), number(box, "height"));
    }

    private static float number(JsonNode box, String name) {
        JsonNode number = box.path(name);
        if (!number.isNumber()) {
            throw new IllegalArgumentException("box " + name + ": "
                    + (number.isMissingNode() ? "none" : TileNotes.shown(number.toString()))
                    + " (expected: a number of pixels)");
        }
        return number.floatValue();
    }

    private static void requireKeys(JsonNode object, Set<String> known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(TileNotes.shown(name) + ": no such key (expected: "
                        + String.join(", ", new TreeSet<>(known)) + ")");
            }
        });
    }
}
