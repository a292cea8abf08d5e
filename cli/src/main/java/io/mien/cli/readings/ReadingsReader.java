package io.mien.cli.readings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.schemas.avro.ReadingStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the lines of JSON that {@code mien demo --readings} writes; also those from before readings kept their boxes. */
public final class ReadingsReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NANOS_PER_MICRO = 1_000;

    private ReadingsReader() {}

    /**
     * The readings of a file.
     *
     * @param placed those that say where in a recording they belong, in the file's order
     * @param unplaced how many do not
     */
    public record Content(List<PlacedReading> placed, long unplaced) {

        public Content {
            placed = List.copyOf(placed);
        }
    }

    /**
     * Reads a file.
     *
     * @throws CommandException if it cannot be read, or holds something else
     */
    public static Content read(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv") || name.endsWith(".vtt")) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--readings " + file + ": " + (name.endsWith(".csv") ? "a table" : "subtitles")
                            + ", which do not say where the faces are (expected: the lines of JSON that mien demo"
                            + " --readings FILE.jsonl writes)");
        }
        List<PlacedReading> placed = new ArrayList<>();
        long unplaced = 0;
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                PlacedReading reading = reading(line);
                if (reading == null) {
                    unplaced++;
                } else {
                    placed.add(reading);
                }
            }
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw new CommandException(
                    ExitCode.INPUT,
                    "--readings " + file + ", line " + number + ": no reading (" + firstLine(e)
                            + "; expected: a line that mien demo --readings wrote)",
                    e);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.INPUT, "--readings " + file + ": cannot be read (" + FileText.of(e) + ")", e);
        }
        return new Content(placed, unplaced);
    }

    private static String firstLine(Exception failure) {
        String message =
                failure instanceof JsonProcessingException json ? json.getOriginalMessage() : failure.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    /** Null if it does not say where in a recording it belongs. */
    private static @Nullable PlacedReading reading(String line) throws JsonProcessingException {
        JsonNode node = JSON.readTree(line);
        Instant windowStart = Instant.parse(text(node, "window_start"));
        Instant windowEnd = Instant.parse(text(node, "window_end"));
        String streamId = text(node, "stream_id");
        String subjectId = text(node, "subject_id");
        ReadingStatus status = ReadingStatus.valueOf(text(node, "status"));
        JsonNode position = node.path("source_position");
        if (!position.isIntegralNumber() || !node.path("source_session").isTextual()) {
            return null;
        }
        long length = Duration.between(windowStart, windowEnd).toNanos() / NANOS_PER_MICRO;
        if (length <= 0) {
            throw new IllegalArgumentException("window_end: not after window_start");
        }
        Map<Long, PlacedBox> boxes = boxes(node.path("boxes"));
        JsonNode windowing = node.path("windowing");
        long interval = length / Math.max(1, windowing.path("cells").asLong(1));
        if (boxes.isEmpty() && node.path("last_box").isObject()) {
            boxes.put(whole(node.path("frames"), "last_sequence"), box(node.path("last_box")));
            interval = windowing.path("slide_micros").asLong(length);
        }
        double probability = 0;
        for (JsonNode value : node.path("probabilities")) {
            probability = Math.max(probability, value.asDouble());
        }
        return new PlacedReading(
                streamId,
                text(node, "source_session"),
                subjectId,
                position.asLong(),
                position.asLong() + length,
                status,
                node.path("reason").isTextual() ? node.path("reason").asText() : null,
                node.path("top_label").isTextual() ? node.path("top_label").asText() : null,
                probability,
                whole(node.path("frames"), "last_sequence"),
                boxes,
                interval);
    }

    private static Map<Long, PlacedBox> boxes(JsonNode nodes) {
        Map<Long, PlacedBox> boxes = new HashMap<>();
        for (JsonNode each : nodes) {
            boxes.put(whole(each, "sequence"), box(each.path("box")));
        }
        return boxes;
    }

    private static PlacedBox box(JsonNode node) {
        return new PlacedBox(number(node, "x"), number(node, "y"), number(node, "width"), number(node, "height"));
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + ": not there, or no text");
        }
        return value.asText();
    }

    private static long whole(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException(field + ": not there, or no whole number");
        }
        return value.asLong();
    }

    private static double number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isNumber()) {
            throw new IllegalArgumentException(field + ": not there, or no number");
        }
        return value.asDouble();
    }
}
