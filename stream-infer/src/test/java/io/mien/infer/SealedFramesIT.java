package io.mien.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.infer.accounting.NotSampledReason;
import io.mien.keys.KeyFolder;
import io.mien.keys.KeyFolderAccess;
import io.mien.keys.MasterKey;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Face frames and readings that are sealed, in real topics, before and after their stream is forgotten. */
@Timeout(180)
@Tag("long")
class SealedFramesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ModelRunnerFactory FORMULA =
            FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults());

    @TempDir
    Path folder;

    private Path keys = Path.of("");
    private Path master = Path.of("");

    @BeforeEach
    void create() {
        keys = folder.resolve("keys");
        master = folder.resolve("master-key.json");
        MasterKey.create(master);
        KeyFolder.create(keys, master.toString());
    }

    private KeyFolderAccess access() {
        return new KeyFolderAccess(keys.toString(), master.toString());
    }

    private InferenceConfiguration sealing(InferenceCluster cluster) {
        return cluster.configuration().withRegistry(sealedRegistry(cluster));
    }

    private SchemaRegistrySettings sealedRegistry(InferenceCluster cluster) {
        return cluster.registrySettings().withKeys(access());
    }

    private void sendSealed(InferenceCluster cluster, List<FaceFrame> frames) {
        try (SchemaRegistry registry = sealedRegistry(cluster).open()) {
            RecordSerializer<FaceFrame> serializer =
                    new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
            frames.forEach(frame -> cluster.send(frame.getStreamId(), serializer.serialize(frame)));
        }
        cluster.flush();
    }

    private List<ExpressionReading> opened(InferenceCluster cluster) throws Exception {
        List<ExpressionReading> readings = new ArrayList<>();
        try (SchemaRegistry registry = sealedRegistry(cluster).open()) {
            RecordDeserializer<ExpressionReading> deserializer =
                    new RecordDeserializer<>(ExpressionReading.class, registry);
            for (ConsumerRecord<byte[], byte[]> record : cluster.records(Topic.EXPRESSIONS)) {
                readings.add(deserializer.read(record.value()));
            }
        }
        return readings;
    }

    private static List<ExpressionReading> run(
            InferenceCluster cluster,
            InferenceConfiguration configuration,
            Path state,
            Consumer<InferenceCluster> input)
            throws Exception {
        try (InferenceApplication application = InferenceApplication.start(configuration, FORMULA, state)) {
            input.accept(cluster);
            application.drainAndStop(PATIENCE);
            assertThat(application.counters().deadLetters()).isZero();
            return cluster.readings();
        }
    }

    @Test
    void sealedFramesGiveTheReadingsOfPlainOnesBitForBitAndNothingOfThemIsReadable() throws Exception {
        List<FaceFrame> track = TestFrames.track("hall", "s1", 100);
        List<ExpressionReading> plain;
        try (InferenceCluster cluster = new InferenceCluster(folder.resolve("plain"))) {
            plain = run(cluster, cluster.configuration(), folder.resolve("plain-state"), to -> send(to, track));
        }
        try (InferenceCluster cluster = new InferenceCluster(folder.resolve("sealed"))) {
            List<ExpressionReading> seenWithoutKeys =
                    run(cluster, sealing(cluster), folder.resolve("sealed-state"), to -> sendSealed(to, track));

            assertThat(seenWithoutKeys).hasSameSizeAs(plain).allSatisfy(reading -> {
                assertThat(reading.getStatus()).isEqualTo(ReadingStatus.UNKNOWN);
                assertThat(reading.getProbabilities()).isEmpty();
                assertThat(reading.getTopLabel()).isNull();
            });
            TestReadings.assertSameButForOffsets(opened(cluster), plain);
            for (ConsumerRecord<byte[], byte[]> record : cluster.records(Topic.FACE_FRAMES)) {
                assertThat(holds(record.value(), TestFrames.pixels("hall", "s1", record.offset())))
                        .isFalse();
            }
        }
    }

    @Test
    void aRunningJobForgetsWithinSecondsAndGoesOnWithTheOthers() throws Exception {
        try (InferenceCluster cluster = new InferenceCluster(folder.resolve("cluster"));
                InferenceApplication application =
                        InferenceApplication.start(sealing(cluster), FORMULA, folder.resolve("state"))) {
            sendSealed(cluster, TestFrames.track("hall", "s1", 100));
            sendSealed(cluster, TestFrames.track("door", "s1", 100));
            await().atMost(PATIENCE).until(() -> application.counters().readingsMade() >= 14);
            List<ConsumerRecord<byte[], byte[]>> frames = cluster.records(Topic.FACE_FRAMES);

            assertThat(KeyFolder.of(keys).forget("hall", "test").destroyed()).hasSize(1);
            // As a replay would: what is sealed with the old key comes again.
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        frames.forEach(frame -> cluster.send(new String(frame.key(), UTF_8), frame.value()));
                        cluster.flush();
                        return application.counters().notSampled().getOrDefault(NotSampledReason.ERASED, 0L) > 0;
                    });
            sendSealed(cluster, TestFrames.track("door", "s2", 100));
            application.drainAndStop(PATIENCE);

            assertThat(application.counters().inFlight()).isZero();
            assertThat(application.counters().deadLetters()).isZero();
            assertThat(cluster.readings("door", "s2")).isNotEmpty();
            assertReasons(cluster, Topic.EXPRESSIONS, ExpressionReading.class);
            assertReasons(cluster, Topic.FACE_FRAMES, FaceFrame.class);
        }
    }

    /** Every sealed record of the forgotten stream is erased, and every other opens. */
    private <T extends org.apache.avro.specific.SpecificRecordBase> void assertReasons(
            InferenceCluster cluster, Topic topic, Class<T> type) throws Exception {
        try (SchemaRegistry registry = sealedRegistry(cluster).open();
                SchemaRegistry plain = cluster.registrySettings().open()) {
            RecordDeserializer<T> withKeys = new RecordDeserializer<>(type, registry);
            RecordDeserializer<T> without = new RecordDeserializer<>(type, plain);
            for (ConsumerRecord<byte[], byte[]> record : cluster.records(topic)) {
                boolean hall = new String(record.key(), UTF_8).equals("hall");
                if (!RecordSeal.isSealed(without.read(record.value()))) {
                    continue;
                }
                try {
                    assertThat(withKeys.read(record.value())).isNotNull();
                    assertThat(hall).isFalse();
                } catch (RefusedRecordException e) {
                    assertThat(e.reason()).isEqualTo(DeadLetterReason.ERASED);
                    assertThat(hall).isTrue();
                }
            }
        }
    }

    @Test
    void changedContentAndContentWithoutAKeyAreSetAsideAsTheyCameAndStaySealed() throws Exception {
        byte[] sealed;
        try (InferenceCluster cluster = new InferenceCluster(folder.resolve("cluster"));
                InferenceApplication application =
                        InferenceApplication.start(sealing(cluster), FORMULA, folder.resolve("state"))) {
            FaceFrame frame = TestFrames.frame("hall", "s1", 1, 40);
            try (SchemaRegistry registry = sealedRegistry(cluster).open()) {
                sealed = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry).serialize(frame);
            }
            byte[] changed = sealed.clone();
            changed[changed.length / 2] ^= 1;
            byte[] strange = new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .replaceFirst("[0-9a-f]{32}-", "0".repeat(32) + "-")
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            cluster.send("hall", changed);
            cluster.send("hall", strange);
            cluster.flush();
            application.drainAndStop(PATIENCE);

            List<ConsumerRecord<byte[], byte[]>> letters = cluster.records(Topic.FACE_FRAMES_DEAD_LETTERS);
            assertThat(letters).hasSize(2);
            assertThat(letters.stream()
                            .map(letter -> DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.REASON)
                                    .orElseThrow()))
                    .containsExactly("NOT_AUTHENTIC", "UNKNOWN_KEY");
            assertThat(letters.get(0).value()).isEqualTo(changed);
            assertThat(letters.get(1).value()).isEqualTo(strange);
            assertThat(application.counters().deadLettered())
                    .containsAllEntriesOf(Map.of(DeadLetterReason.NOT_AUTHENTIC, 1L, DeadLetterReason.UNKNOWN_KEY, 1L));
        }
    }

    private static void send(InferenceCluster cluster, List<FaceFrame> frames) {
        try {
            cluster.send(frames);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean holds(byte[] value, byte[] part) {
        String text = new String(value, java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.contains(new String(part, 0, 64, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}
