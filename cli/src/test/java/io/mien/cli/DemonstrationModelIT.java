package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.demonstration.DemonstrationFilm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that comes along, in the whole system, on the rendered feeds that come along, of which the truth is known. */
@Tag("long")
final class DemonstrationModelIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final double WIDTH = 640;
    private static final double FRAMES_PER_SECOND = 15;

    /** Windows in which a face has only just come, or is about to go, abstain. */
    private static final int LEAST_FRAMES = 8;

    /** An expression comes and goes within its turn. */
    private static final double RAMP = 0.7;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    /** What somebody shows for a while. */
    private record Turn(double place, double from, double to, String expression) {}

    @Test
    void theTopLabelFollowsWhatTheRenderedFacesDo() throws Exception {
        Path file = folder.resolve("readings.jsonl");
        List<String> arguments = new ArrayList<>(List.of("demo", "--port", "0", "--readings", file.toString()));
        Map<String, List<Turn>> truth = new HashMap<>();
        for (String feed : DemonstrationFilm.NAMES) {
            Path video = folder.resolve(feed + ".mp4");
            try (InputStream packed = DemonstrationFilm.video(feed)) {
                Files.copy(packed, video);
            }
            arguments.addAll(List.of("--input", video.toString()));
            truth.put(feed, turns(feed));
        }
        try (ChildMien demo = ChildMien.start(folder, "demo", arguments.toArray(String[]::new))) {
            assertThat(demo.await(PATIENCE)).as(demo.err()).isZero();
        }

        int right = 0;
        List<String> others = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode reading = JSON.readTree(line);
            Optional<String> expected = expected(
                    reading,
                    Objects.requireNonNull(truth.get(reading.path("stream_id").asText())));
            if (expected.isPresent()
                    && expected.get().equals(reading.path("top_label").asText())) {
                right++;
            } else if (expected.isPresent()) {
                others.add(
                        expected.get() + " read as " + reading.path("top_label").asText() + " "
                                + reading.path("reason").asText());
            }
        }
        assertThat(right + others.size()).isGreaterThan(45);
        assertThat((double) right / (right + others.size()))
                .as("right %d; otherwise %s", right, others)
                .isGreaterThan(0.95);
    }

    /** What a window shows from its first frame to its last; empty if that changes, or if it has too few to say. */
    private static Optional<String> expected(JsonNode reading, List<Turn> turns) {
        if (reading.at("/frames/count").asInt() < LEAST_FRAMES) {
            return Optional.empty();
        }
        double first = reading.at("/frames/first_sequence").asDouble() / FRAMES_PER_SECOND;
        double last = reading.at("/frames/last_sequence").asDouble() / FRAMES_PER_SECOND;
        JsonNode box = reading.path("last_box");
        double place = (box.path("x").asDouble() + box.path("width").asDouble() / 2) / WIDTH;
        double nearest = turns.stream()
                .map(Turn::place)
                .min(Comparator.comparingDouble(each -> Math.abs(each - place)))
                .orElseThrow();
        for (Turn turn : turns) {
            if (turn.place() != nearest || last < turn.from() || first > turn.to()) {
                continue;
            }
            return first >= turn.from() + RAMP && last <= turn.to() - RAMP
                    ? Optional.of(turn.expression())
                    : Optional.empty();
        }
        return Optional.of("neutral");
    }

    private static List<Turn> turns(String feed) throws IOException {
        List<Turn> turns = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(DemonstrationFilm.truth(feed), StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> fields = List.of(line.split(",", -1));
                turns.add(new Turn(
                        Double.parseDouble(fields.get(0)),
                        Double.parseDouble(fields.get(1)),
                        Double.parseDouble(fields.get(2)),
                        fields.get(3)));
            }
        }
        return turns;
    }
}
