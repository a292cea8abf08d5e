package io.mien.gateway;

import io.mien.schemas.avro.Box;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a tile beside its bytes.
 *
 * @param capturedAt by the client's clock; null: when the tile arrived
 * @param box of the face; null: it is to be searched for
 */
record TileNotes(@Nullable Instant capturedAt, @Nullable Box box) {
    static final TileNotes NONE = new TileNotes(null, null);

    private static final int BOX_NUMBERS = 4;

    /**
     * Of texts.
     *
     * @param capturedAt as in ISO 8601, or null
     * @param box {@code x,y,width,height} in pixels, or null
     * @throws IllegalArgumentException if one cannot be read
     */
    static TileNotes parse(@Nullable String capturedAt, @Nullable String box) {
        return new TileNotes(
                capturedAt == null ? null : moment(capturedAt),
                box == null ? null : box(Arrays.asList(box.split(","))));
    }

    static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "captured_at: " + shown(text) + " (expected: a moment such as 2026-11-29T09:30:00.125Z)", e);
        }
    }

    static Box box(List<String> numbers) {
        try {
            if (numbers.size() == BOX_NUMBERS) {
                return new Box(
                        Float.parseFloat(numbers.get(0)),
                        Float.parseFloat(numbers.get(1)),
                        Float.parseFloat(numbers.get(2)),
                        Float.parseFloat(numbers.get(3)));
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("box: " + shown(String.join(",", numbers))
                + " (expected: x, y, width and height of the face in pixels of the tile)");
    }

    /** What strangers write is shown short, and cannot forge a line. */
    static String shown(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= 60 ? plain : plain.substring(0, 60) + "…";
    }
}
