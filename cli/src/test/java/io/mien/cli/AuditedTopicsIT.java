package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.broker.EmbeddedBroker;
import io.mien.making.build.UntrainedModel;
import io.mien.models.packages.ModelPackage;
import io.mien.recording.Recording;
import io.mien.recording.RecordingManifest;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien audit} of what jobs made of a recording that was replayed: of a range, under overload, across a model swap. */
@Tag("long")
final class AuditedTopicsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static final int MOST_BURSTS = 8;

    private static Path recording = Path.of("");

    @BeforeAll
    static void record() throws Exception {
        recording = Audited.recordDemonstration(folder, Duration.ofSeconds(8));
    }

    private static ChildMien infer(String server, String name, String... further) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "infer",
                "--bootstrap-servers",
                server,
                "--model",
                Audited.MODEL.toString(),
                "--purpose",
                "test",
                "--state",
                folder.resolve(name + "-state").toString()));
        arguments.addAll(List.of(further));
        return ChildMien.start(folder, name, arguments.toArray(String[]::new));
    }

    /** Frames of cells that are still open stay under way: it has done its work when nothing changes any more. */
    private static void awaitRest(ChildMien infer, long frames) {
        await().atMost(PATIENCE).until(() -> {
            List<String> lines = infer.out()
                    .lines()
                    .filter(line -> line.startsWith("RUNNING: " + frames + " face frames: "))
                    .toList();
            return lines.size() > 1 && lines.get(lines.size() - 1).equals(lines.get(lines.size() - 2));
        });
    }

    @Test
    void aRangeOfTheTopicsIsReplayedRecordedWrittenToFilesAndAuditedAsTheyAre() throws Exception {
        long frames = records("face-frames", recording);
        long readings = records("expressions", recording);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"))) {
            String server = broker.bootstrapServers();
            onKafka(server, "topics", "create", "--partitions", "2");
            assertThat(onKafka(
                            server,
                            "replay",
                            "--recording",
                            recording.toString(),
                            "--pace",
                            "fast",
                            "--as",
                            "a-",
                            "--times",
                            "2"))
                    .contains("replayed " + 2 * frames + " face frames");
            assertThat(PlainReadings.records(server, "face-frames").stream()
                            .map(record -> new String(record.key(), StandardCharsets.UTF_8)))
                    .allMatch(key -> key.startsWith("a-"))
                    .filteredOn(key -> key.startsWith("a-2-"))
                    .hasSize((int) frames);

            try (ChildMien infer = infer(server, "infer", "--exact", "--batch", "8")) {
                await().atMost(PATIENCE)
                        .until(() ->
                                PlainReadings.records(server, "expressions").size() >= 2 * readings);
                assertThat(infer.isAlive()).as(infer.err()).isTrue();
            }
            Audited audited = Audited.by(folder, "topics", Audited.MODEL, "--bootstrap-servers", server);
            assertThat(audited.count("identical")).isEqualTo(2 * readings);
            assertThat(audited.exitCode()).isZero();

            Path part = folder.resolve("part");
            onKafka(
                    server,
                    "record",
                    "--out",
                    part.toString(),
                    "--from-offset",
                    "face-frames/0/3",
                    "--to-offset",
                    "face-frames/0/9,face-frames/1/4");
            assertThat(records("face-frames", part)).isEqualTo(6 + 4);
            assertThat(onKafka(
                            server,
                            "replay",
                            "--to-offset",
                            "face-frames/0/5,face-frames/1/5",
                            "--as",
                            "b-",
                            "--pace",
                            "fast"))
                    .contains("replayed 10 face frames");
        }
        Path files = folder.resolve("files");
        assertThat(InProcessMien.run("replay", "--recording", recording.toString(), "--to-files", files.toString())
                        .exitCode())
                .isZero();
        List<String> lines = Files.readAllLines(files.resolve("frames.jsonl"));
        assertThat(lines).hasSize((int) frames);
        assertThat(Files.readAllLines(files.resolve("readings.jsonl"))).hasSize((int) readings);
        for (String line : lines) {
            JsonNode frame = JSON.readTree(line);
            assertThat(frame.get("record_sha256").asText()).matches("[0-9a-f]{64}");
            if (!frame.get("track_ended").asBoolean()) {
                assertThat(Files.readAllBytes(files.resolve(frame.get("file").asText())))
                        .startsWith(0xFF, 0xD8, 0xFF);
            }
        }
    }

    @Test
    void readingsOfAnOverloadedLiveJobAreComputedAgainOfTheFramesThatTheySayTheyHad() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("overloaded"))) {
            String server = broker.bootstrapServers();
            onKafka(server, "topics", "create", "--partitions", "2");
            try (ChildMien infer = infer(server, "infer-overloaded", "--freshness", "500ms", "--batch", "1")) {
                await().atMost(PATIENCE).until(() -> infer.out().contains("inferring with model"));
                // On a slow machine a whole burst may be too old before the first of it is read.
                long frames = 0;
                for (int burst = 1; PlainReadings.records(server, "expressions").size() < 20; burst++) {
                    assertThat(burst).as(infer.out()).isLessThan(MOST_BURSTS);
                    onKafka(
                            server,
                            "replay",
                            "--recording",
                            recording.toString(),
                            "--pace",
                            "fast",
                            "--as",
                            "burst-" + burst + "-",
                            "--times",
                            "6");
                    frames += 6 * records("face-frames", recording);
                    awaitRest(infer, frames);
                }
                assertThat(infer.err() + infer.out()).contains("overload: ");
            }
            Audited audited = Audited.by(folder, "overloaded", Audited.MODEL, "--bootstrap-servers", server);
            assertThat(audited.exitCode()).as(audited.report().toString()).isZero();
            audited.assertNothingBut("identical", "within", "incomparable");
            assertThat(audited.count("within") + audited.count("identical"))
                    .as("of %s published", audited.published())
                    .isGreaterThan(audited.published() / 2);
        }
    }

    @Test
    void readingsBeforeAndAfterAModelSwapAreEachAuditedByTheModelThatMadeThem() throws Exception {
        Path second = UntrainedModel.build(folder.resolve("second"), UntrainedModel.Size.TINY, 7)
                .folder();
        String nameOfSecond = ModelPackage.open(second).manifest().name();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("swapped"))) {
            String server = broker.bootstrapServers();
            onKafka(server, "topics", "create", "--partitions", "2");
            SchemaRegistrySettings schemas = new SchemaRegistrySettings(null, Map.of("bootstrap.servers", server));
            try (ChildMien infer = infer(server, "infer-swapped", "--exact", "--batch", "8")) {
                try (ChildMien replay = ChildMien.start(
                        folder,
                        "replay-swapped",
                        "replay",
                        "--recording",
                        recording.toString(),
                        "--pace",
                        "1x",
                        "--as",
                        "a-",
                        "--times",
                        "100",
                        "--bootstrap-servers",
                        server)) {
                    await().atMost(PATIENCE)
                            .until(() -> !PlainReadings.records(server, "expressions")
                                    .isEmpty());
                    assertThat(onKafka(
                                    server,
                                    "model",
                                    "deploy",
                                    second.toString(),
                                    "--shadow-for",
                                    "1s",
                                    "--shadow-windows",
                                    "4"))
                            .contains("ACTIVE");
                    await().atMost(PATIENCE)
                            .until(() -> PublishedReadings.readings(server, schemas).stream()
                                            .filter(reading ->
                                                    reading.getModel().getName().equals(nameOfSecond))
                                            .count()
                                    >= 20);
                    assertThat(replay.isAlive()).as(replay.err()).isTrue();
                }
                awaitRest(infer, PlainReadings.records(server, "face-frames").size());
            }
            Audited ofFirst = Audited.by(folder, "first", Audited.MODEL, "--bootstrap-servers", server);
            Audited ofSecond = Audited.by(folder, "second", second, "--bootstrap-servers", server);

            for (Audited audited : List.of(ofFirst, ofSecond)) {
                assertThat(audited.exitCode()).as(audited.report().toString()).isZero();
                audited.assertNothingBut("identical", "incomparable");
                assertThat(audited.count("identical")).isPositive();
            }
            assertThat(ofFirst.count("identical") + ofSecond.count("identical")).isEqualTo(ofFirst.published());
        }
    }

    /** In this process, which must end well; returns what it said. */
    private static String onKafka(String server, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", server));
        InProcessMien.Result result = InProcessMien.run(all.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    private static long records(String topic, Path of) {
        return Recording.open(of).manifest().ranges().stream()
                .filter(range -> range.topic().equals(topic))
                .mapToLong(RecordingManifest.Range::records)
                .sum();
    }
}
