package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordDeserializer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With {@code --exact} the same frames give the same bits, whatever load, slots, delays, instructions and restarts. Each job is
 * a process of its own: what a model computes with is decided once a process.
 */
@Tag("long")
final class ExactReadingsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Path MODEL = Path.of("../models/demonstration/package");
    /** So many streams are read side by side. */
    private static final int STREAMS = 4;

    private static final int PARTITIONS = 2;

    @TempDir
    static Path folder;

    private static Path recording = Path.of("");

    @BeforeAll
    static void record() throws Exception {
        recording = folder.resolve("recording");
        try (ChildMien demo = ChildMien.start(
                folder, "demo", "demo", "--for", "8s", "--port", "0", "--record", recording.toString())) {
            assertThat(demo.await(PATIENCE)).as(demo.err()).isZero();
        }
    }

    /** One of the jobs that read the same topic, each in a group of its own. */
    private static ChildMien job(String server, String name, String instructionSet, String... further)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "infer",
                "--bootstrap-servers",
                server,
                "--model",
                MODEL.toString(),
                "--purpose",
                "test",
                "--exact",
                "--checkpoint-interval",
                "1s",
                "--group",
                name,
                "--state",
                folder.resolve("state-" + name).toString()));
        arguments.addAll(List.of(further));
        return ChildMien.start(
                Map.of("ONEDNN_MAX_CPU_ISA", instructionSet), folder, name, arguments.toArray(String[]::new));
    }

    private static Map<String, List<ExpressionReading>> byId(String server) throws Exception {
        Map<String, List<ExpressionReading>> readings = new TreeMap<>();
        try (SchemaRegistry registry = new SchemaRegistrySettings(null, Map.of("bootstrap.servers", server)).open()) {
            RecordDeserializer<ExpressionReading> deserializer =
                    new RecordDeserializer<>(ExpressionReading.class, registry);
            for (ConsumerRecord<byte[], byte[]> record : PlainReadings.records(server, "expressions")) {
                ExpressionReading reading = deserializer.read(record.value());
                readings.computeIfAbsent(reading.getReadingId(), unused -> new ArrayList<>())
                        .add(reading);
            }
        }
        return readings;
    }

    private static void awaitReadings(String server, ChildMien job, long records) throws IOException {
        await().atMost(PATIENCE).until(() -> {
            assertThat(job.isAlive()).as("the job").isTrue();
            return PlainReadings.records(server, "expressions").size() >= records;
        });
    }

    private static void awaitAllRead(String server, ChildMien job, String group) {
        await().atMost(PATIENCE).until(() -> {
            assertThat(job.isAlive()).as("the job").isTrue();
            return hasReadAll(server, group);
        });
    }

    @Test
    void theBitsAreTheSameWhateverLoadSlotsDelaysInstructionsAndRestarts() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"))) {
            String server = broker.bootstrapServers();
            run(server, "topics", "create", "--partitions", String.valueOf(PARTITIONS));
            for (int stream = 0; stream < STREAMS; stream++) {
                run(
                        server,
                        "replay",
                        "--recording",
                        recording.toString(),
                        "--pace",
                        "fast",
                        "--as",
                        "s" + stream + "-");
            }
            try (ChildMien first = job(server, "one", "AVX2", "--batch-delay", "1ms", "--parallelism", "1")) {
                awaitAllRead(server, first, "one");
            }
            Map<String, List<ExpressionReading>> alone = byId(server);
            int each = alone.values().stream().mapToInt(List::size).sum();
            assertThat(each).isGreaterThan(STREAMS * 10);

            // Killed when it has begun, and started again where its last checkpoint was.
            try (ChildMien killed = job(server, "two", "AVX512_CORE", "--batch-delay", "100ms", "--parallelism", "2")) {
                awaitReadings(server, killed, each + 1L);
                killed.signal("KILL");
                assertThat(killed.await(PATIENCE)).isNotZero();
            }
            try (ChildMien again = job(server, "two", "AVX2", "--batch-delay", "20ms", "--parallelism", "2")) {
                awaitAllRead(server, again, "two");
            }
            requireSameBits(byId(server), alone);
        }
    }

    /** Whether the group has committed all that is there, and so the readings of it are out. */
    private static boolean hasReadAll(String server, String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server))) {
            Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                newest.put(new TopicPartition("face-frames", partition), OffsetSpec.latest());
            }
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return admin.listOffsets(newest).all().get().entrySet().stream()
                    .allMatch(end -> committed.get(end.getKey()) != null
                            && committed.get(end.getKey()).offset()
                                    == end.getValue().offset());
        }
    }

    private static void requireSameBits(
            Map<String, List<ExpressionReading>> all, Map<String, List<ExpressionReading>> alone) {
        assertThat(all.keySet()).isEqualTo(alone.keySet());
        Map<ReadingStatus, Integer> statuses = new HashMap<>();
        all.forEach((id, readings) -> {
            ExpressionReading first = readings.get(0);
            statuses.merge(first.getStatus(), 1, Integer::sum);
            assertThat(readings).as(id).hasSizeGreaterThanOrEqualTo(2).allSatisfy(reading -> {
                assertThat(reading.getStatus()).isEqualTo(first.getStatus());
                assertThat(reading.getProbabilities()).isEqualTo(first.getProbabilities());
                assertThat(reading.getTopLabel()).isEqualTo(first.getTopLabel());
            });
        });
        assertThat(statuses.getOrDefault(ReadingStatus.OK, 0)).isGreaterThan(STREAMS * 5);
    }

    private static void run(String server, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", server));
        InProcessMien.Result result = InProcessMien.run(all.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
    }
}
