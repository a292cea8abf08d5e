package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien demo} on filmed faces, twice. */
@Tag("long")
final class RecordedVideosIT {
    /** ExitCode's, as scripts see it. */
    private static final int LITTLE = 10;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SLIDE = Duration.ofMillis(500);
    /** Batches differ from run to run, and with them the order in which floats are added. */
    private static final double ROUNDING = 1e-4;

    @TempDir
    Path folder;

    @Test
    void aVideoGivesAReadingEveryHalfSecondWhileThereIsAFaceAndTheSameOnesAgain() throws Exception {
        Path first = folder.resolve("first.jsonl");
        Path second = folder.resolve("second.jsonl");
        runOnVideos("first", first);
        runOnVideos("second", second);

        List<JsonNode> readings = ReadingLines.of(first);
        assertThat(readings).allSatisfy(ReadingLines::haveProvenance);
        Map<String, List<JsonNode>> byStream = readings.stream()
                .collect(Collectors.groupingBy(
                        reading -> reading.get("stream_id").asText()));
        assertThat(byStream).containsOnlyKeys("WolfgangLanger_Pexels", "single_face");
        byStream.values().forEach(RecordedVideosIT::isOneSubjectWithoutGaps);
        // The videos' lengths in half seconds: 472 frames at 24 a second, 70 at 30 a second, a face in each from the
        // start.
        assertThat(byStream.get("WolfgangLanger_Pexels")).hasSize(40);
        assertThat(byStream.get("single_face")).hasSize(5);

        Map<String, JsonNode> again = byPosition(ReadingLines.of(second));
        Map<String, JsonNode> before = byPosition(readings);
        assertThat(again).containsOnlyKeys(before.keySet());
        before.forEach((position, reading) -> isSameReading(Objects.requireNonNull(again.get(position)), reading));
    }

    private void runOnVideos(String name, Path file) throws Exception {
        try (ChildMien demo = ChildMien.start(
                folder,
                name,
                "demo",
                "--port",
                "0",
                "--input",
                SharedFiles.video("WolfgangLanger_Pexels.mp4"),
                "--input",
                SharedFiles.video("single_face.mp4"),
                "--input",
                SharedFiles.video("no_face.mp4"),
                "--detector",
                SharedFiles.yuNet(),
                "--readings",
                file.toString())) {
            assertThat(demo.await(PATIENCE)).as(demo.err()).isEqualTo(LITTLE);
            assertThat(demo.sentences()).singleElement().asString().startsWith("mien: no_face: no face was found in ");
            assertThat(demo.out())
                    .contains(
                            " 0 dead letters",
                            " 0 under way",
                            "WolfgangLanger_Pexels: 472 pictures: 472 published, 0 left out; 472 looked at, 0 set aside;");
        }
    }

    private static void isOneSubjectWithoutGaps(List<JsonNode> readings) {
        assertThat(readings)
                .extracting(reading -> reading.get("subject_id").asText())
                .containsOnly("s1");
        List<Instant> ends =
                readings.stream().map(ReadingLines::windowEnd).sorted().toList();
        for (int i = 1; i < ends.size(); i++) {
            assertThat(ends.get(i)).isEqualTo(ends.get(i - 1).plus(SLIDE));
        }
    }

    /** By stream, subject, and the window's place among the subject's. */
    private static Map<String, JsonNode> byPosition(List<JsonNode> readings) {
        Map<String, TreeMap<Instant, JsonNode>> bySubject = new TreeMap<>();
        for (JsonNode reading : readings) {
            String subject = reading.get("stream_id").asText() + "/"
                    + reading.get("subject_id").asText();
            bySubject.computeIfAbsent(subject, key -> new TreeMap<>()).put(ReadingLines.windowEnd(reading), reading);
        }
        Map<String, JsonNode> byPosition = new TreeMap<>();
        bySubject.forEach((subject, windows) ->
                windows.values().forEach(reading -> byPosition.put(subject + "#" + byPosition.size(), reading)));
        return byPosition;
    }

    private static void isSameReading(JsonNode one, JsonNode other) {
        for (String field : List.of("status", "top_label", "frames")) {
            assertThat(one.get(field)).as(field).isEqualTo(other.get(field));
        }
        assertThat(one.get("probabilities")).hasSize(other.get("probabilities").size());
        for (int i = 0; i < one.get("probabilities").size(); i++) {
            assertThat(one.get("probabilities").get(i).asDouble())
                    .isCloseTo(other.get("probabilities").get(i).asDouble(), within(ROUNDING));
        }
    }
}
