package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien demo} as a user runs it. */
final class DemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SLIDE = Duration.ofMillis(500);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Batches differ from run to run, and with them the order in which floats are added. */
    private static final double ROUNDING = 1e-4;

    @TempDir
    Path folder;

    @Test
    void theBundledFeedsGiveReadingsThatSayWhatTheyWereMadeFrom() throws Exception {
        Path file = folder.resolve("readings.jsonl");
        try (ChildMien demo =
                ChildMien.start(folder, "demo", "demo", "--for", "15s", "--port", "0", "--readings", file.toString())) {
            assertThat(demo.await(PATIENCE)).as(demo.err()).isZero();

            assertThat(demo.sentences()).isEmpty();
            assertThat(demo.out()).contains("mien-demo", "page ", "broker ", "registry ", "readings ");
            List<JsonNode> readings = readings(file);
            assertThat(readings).isNotEmpty().allSatisfy(DemoIT::hasProvenance);
            assertThat(readings)
                    .extracting(reading -> reading.get("stream_id").asText())
                    .contains("one-smile", "two-people", "leaves-and-returns");
            assertThat(demoFolders("demo")).isEmpty();
        }
    }

    @Test
    void aVideoGivesAReadingEveryHalfSecondWhileThereIsAFaceAndTheSameOnesAgain() throws Exception {
        Path first = folder.resolve("first.jsonl");
        Path second = folder.resolve("second.jsonl");
        runOnVideos("first", first);
        runOnVideos("second", second);

        List<JsonNode> readings = readings(first);
        assertThat(readings).allSatisfy(DemoIT::hasProvenance);
        Map<String, List<JsonNode>> byStream = readings.stream()
                .collect(Collectors.groupingBy(
                        reading -> reading.get("stream_id").asText()));
        assertThat(byStream).containsOnlyKeys("WolfgangLanger_Pexels", "single_face");
        byStream.values().forEach(DemoIT::isOneSubjectWithoutGaps);
        // The videos' lengths in half seconds: 472 frames at 24 a second, 70 at 30 a second, a face in each from the
        // start.
        assertThat(byStream.get("WolfgangLanger_Pexels")).hasSize(40);
        assertThat(byStream.get("single_face")).hasSize(5);

        Map<String, JsonNode> again = byPosition(readings(second));
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
            assertThat(demo.await(PATIENCE)).as(demo.err()).isZero();
            assertThat(demo.sentences()).isEmpty();
            assertThat(demo.out()).contains(" 0 dead letters", " 0 under way");
        }
    }

    @Test
    void aSignalWhileItStartsEndsItWithinSecondsAndLeavesNothing() throws Exception {
        try (ChildMien starting = ChildMien.start(folder, "starting", "demo", "--port", "0")) {
            await().atMost(PATIENCE).until(() -> starting.out().contains("starting"));
            // Not INT: under a shell that runs this build in the background, children would not receive it.
            starting.signal("TERM");
            assertThat(starting.await(Duration.ofSeconds(30))).isEqualTo(143);
            assertThat(starting.sentences()).isEmpty();
            assertThat(starting.err()).doesNotContain("Exception");
            assertThat(demoFolders("starting")).isEmpty();
        }
    }

    @Test
    void whatAKilledOneLeftIsClearedAwayByTheNextWhichLeavesNothingWhenItIsStopped() throws Exception {
        try (ChildMien killed = ChildMien.start(folder, "killed", "demo", "--port", "0")) {
            await().atMost(PATIENCE).until(() -> killed.out().contains("broker "));
            killed.signal("KILL");
            assertThat(killed.await(Duration.ofSeconds(10))).isEqualTo(137);
            assertThat(demoFolders("killed")).hasSize(1);
        }
        try (ChildMien next = ChildMien.start(folder, "killed", "demo", "--port", "0")) {
            await().atMost(PATIENCE).until(() -> next.out().contains("camera frames"));
            assertThat(demoFolders("killed")).as("its own").hasSize(1);
            next.signal("TERM");
            assertThat(next.await(Duration.ofSeconds(30))).isEqualTo(143);
            assertThat(next.sentences()).isEmpty();
            assertThat(next.err()).doesNotContain("Exception");
            assertThat(demoFolders("killed")).isEmpty();
        }
    }

    private List<Path> demoFolders(String name) throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve(name + "-tmp"))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("mien-demo-"))
                    .toList();
        }
    }

    private static List<JsonNode> readings(Path file) throws IOException {
        List<JsonNode> readings = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            readings.add(JSON.readTree(line));
        }
        return readings;
    }

    private static void hasProvenance(JsonNode reading) {
        for (String field : List.of("reading_id", "stream_id", "subject_id", "purpose", "produced_at")) {
            assertThat(reading.path(field).asText()).as(field).isNotBlank();
        }
        assertThat(reading.at("/frames/count").asInt()
                        + reading.at("/frames/padded_count").asInt())
                .isEqualTo(16);
        assertThat(reading.at("/frames/first_sequence").asLong())
                .isLessThanOrEqualTo(reading.at("/frames/last_sequence").asLong());
        assertThat(reading.at("/input/topic").asText()).isEqualTo("face-frames");
        assertThat(reading.at("/input/first_offset").asLong())
                .isLessThanOrEqualTo(reading.at("/input/last_offset").asLong());
        assertThat(reading.at("/model/saved_model_digest").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(reading.at("/model/preprocessing_digest").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(reading.at("/model/untrained").asBoolean(true)).isFalse();
        for (String field : List.of("tensorflow_version", "device", "precision", "batch_shape")) {
            assertThat(reading.at("/runtime/" + field).asText()).as(field).isNotBlank();
        }
        int labels = reading.at("/label_set/labels").size();
        boolean abstained = reading.get("status").asText().equals("ABSTAINED");
        assertThat(reading.get("probabilities")).hasSize(abstained ? 0 : labels);
        assertThat(reading.get("top_label").isNull()).isEqualTo(abstained);
        assertThat(reading.get("last_box").isNull()).isFalse();
    }

    private static void isOneSubjectWithoutGaps(List<JsonNode> readings) {
        assertThat(readings)
                .extracting(reading -> reading.get("subject_id").asText())
                .containsOnly("s1");
        List<Instant> ends = readings.stream().map(DemoIT::windowEnd).sorted().toList();
        for (int i = 1; i < ends.size(); i++) {
            assertThat(ends.get(i)).isEqualTo(ends.get(i - 1).plus(SLIDE));
        }
    }

    private static Instant windowEnd(JsonNode reading) {
        return Instant.parse(reading.get("window_end").asText());
    }

    /** By stream, subject, and the window's place among the subject's. */
    private static Map<String, JsonNode> byPosition(List<JsonNode> readings) {
        Map<String, TreeMap<Instant, JsonNode>> bySubject = new TreeMap<>();
        for (JsonNode reading : readings) {
            String subject = reading.get("stream_id").asText() + "/"
                    + reading.get("subject_id").asText();
            bySubject.computeIfAbsent(subject, key -> new TreeMap<>()).put(windowEnd(reading), reading);
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
