package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.DrawnFaceSource;
import io.mien.ingest.Pace;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.MalformedRecordException;
import io.mien.schemas.wire.RecordDeserializer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingest and inference as processes of their own, killed in the middle of their work. */
final class SeparateProcessesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SLIDE = Duration.ofMillis(500);
    private static final Duration FEED = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    @Test
    void killedAndStartedAgainTheyMakeEveryReadingAndRepeatThemOnlyWithTheSameId() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"))) {
            String server = broker.bootstrapServers();
            String model = folder.resolve("model").toString();
            run("model", "model", "build", "--untrained", "--out", model);
            saysThatTopicsAreMissing(server, model);
            run("topics", "topics", "create", "--bootstrap-servers", server);
            Map<String, String> kafka = Map.of("bootstrap.servers", server);
            SchemaRegistrySettings schemas = new SchemaRegistrySettings(null, kafka);
            FeedPlan plan = new FeedPlan(
                    "camera",
                    () -> new DrawnFaceSource("camera", DrawnFaceSource.Scene.PORTRAIT, FEED),
                    Pace.AS_FAST_AS_POSSIBLE,
                    false);

            try (ChildMien ingest = ingest("ingest-1", server);
                    ChildMien infer = infer("infer-1", server, model);
                    Feeds feeds = Feeds.start(List.of(plan), kafka, schemas)) {
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> readings(server, schemas).size() >= 8);
                ingest.signal("KILL");
                infer.signal("KILL");
                ingest.await(PATIENCE);
                infer.await(PATIENCE);
                try (ChildMien ingestAgain = ingest("ingest-2", server);
                        ChildMien inferAgain = infer("infer-2", server, model)) {
                    await().atMost(PATIENCE).until(feeds::haveEnded);
                    feeds.requireNoFailure();
                    awaitCalm(server, schemas);
                    assertThat(ingestAgain.isAlive()).isTrue();
                    assertThat(inferAgain.isAlive()).isTrue();
                    inferAgain.signal("TERM");
                    assertThat(inferAgain.await(Duration.ofSeconds(45))).isEqualTo(143);
                    ingestAgain.signal("TERM");
                    assertThat(ingestAgain.await(Duration.ofSeconds(45))).isEqualTo(143);
                }
            }
            isComplete(readings(server, schemas), faceTimes(server, schemas));
        }
    }

    private void saysThatTopicsAreMissing(String server, String model) throws Exception {
        try (ChildMien tooEarly = infer("infer-0", server, model)) {
            assertThat(tooEarly.await(PATIENCE)).isEqualTo(ExitCode.KAFKA.code());
            assertThat(tooEarly.sentences()).singleElement().asString().contains("mien topics create");
        }
    }

    private void run(String name, String... arguments) throws Exception {
        try (ChildMien command = ChildMien.start(folder, name, arguments)) {
            assertThat(command.await(PATIENCE)).as(command.err()).isZero();
        }
    }

    private ChildMien ingest(String name, String server) throws Exception {
        return ChildMien.start(
                folder,
                name,
                "ingest",
                "--bootstrap-servers",
                server,
                "--state",
                folder.resolve("ingest").toString());
    }

    private ChildMien infer(String name, String server, String model) throws Exception {
        return ChildMien.start(
                folder,
                name,
                "infer",
                "--bootstrap-servers",
                server,
                "--model",
                model,
                "--purpose",
                "test",
                "--checkpoint-interval",
                "1s",
                "--state",
                folder.resolve("infer").toString());
    }

    /** Until no reading has come for a while: the drawn faces end before the feed does, so there is no count to wait for. */
    private static void awaitCalm(String server, SchemaRegistrySettings schemas) {
        List<Integer> sizes = new ArrayList<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).until(() -> {
            sizes.add(readings(server, schemas).size());
            int last = sizes.size() - 1;
            return last >= 4 && sizes.get(last) > 20 && sizes.get(last).equals(sizes.get(last - 4));
        });
    }

    private static List<ExpressionReading> readings(String server, SchemaRegistrySettings schemas)
            throws MalformedRecordException {
        return read(ExpressionReading.class, server, "expressions", schemas);
    }

    /** When each subject was seen, without the marker of its end. */
    private static Map<String, NavigableSet<Instant>> faceTimes(String server, SchemaRegistrySettings schemas)
            throws MalformedRecordException {
        Map<String, NavigableSet<Instant>> times = new TreeMap<>();
        for (FaceFrame frame : read(FaceFrame.class, server, "face-frames", schemas)) {
            if (!frame.getTrackEnded()) {
                times.computeIfAbsent(frame.getSubjectId(), subject -> new TreeSet<>())
                        .add(frame.getCapturedAt());
            }
        }
        return times;
    }

    private static <T extends SpecificRecord> List<T> read(
            Class<T> type, String server, String topic, SchemaRegistrySettings schemas)
            throws MalformedRecordException {
        List<T> values = new ArrayList<>();
        try (SchemaRegistry registry = schemas.open()) {
            RecordDeserializer<T> deserializer = new RecordDeserializer<>(type, registry);
            for (ConsumerRecord<byte[], byte[]> record : PlainReadings.records(server, topic)) {
                values.add(deserializer.read(record.value()));
            }
        }
        return values;
    }

    /** Each subject has a reading every half second while it was seen, and each window has one id. */
    private static void isComplete(List<ExpressionReading> readings, Map<String, NavigableSet<Instant>> faceTimes) {
        Map<String, TreeMap<Instant, Set<String>>> ids = new TreeMap<>();
        for (ExpressionReading reading : readings) {
            ids.computeIfAbsent(reading.getSubjectId(), subject -> new TreeMap<>())
                    .computeIfAbsent(reading.getWindowEnd(), window -> new TreeSet<>())
                    .add(reading.getReadingId());
        }
        assertThat(ids).containsOnlyKeys(faceTimes.keySet());
        ids.forEach((subject, windows) -> {
            NavigableSet<Instant> seen = faceTimes.getOrDefault(subject, new TreeSet<>());
            assertThat(windows.firstKey())
                    .as(subject)
                    .isBetween(seen.first(), seen.first().plus(SLIDE));
            assertThat(windows.lastKey()).as(subject).isAfter(seen.last());
            List<Instant> ends = List.copyOf(windows.keySet());
            for (int i = 1; i < ends.size(); i++) {
                assertThat(ends.get(i)).as(subject).isEqualTo(ends.get(i - 1).plus(SLIDE));
            }
            assertThat(windows.values())
                    .as(subject)
                    .allSatisfy(window -> assertThat(window).hasSize(1));
        });
    }
}
