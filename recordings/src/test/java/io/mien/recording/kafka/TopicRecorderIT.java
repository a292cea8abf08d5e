package io.mien.recording.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.recording.Damage;
import io.mien.recording.RecordReader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.recording.RecordingManifest.Range;
import io.mien.recording.RecordingWriter;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.registry.SchemaIdPlace;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recording and replaying with a real broker. */
final class TopicRecorderIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");
    private static final int FRAMES = 30;
    private static final byte[] NO_RECORD = {9, 9, 9};

    @TempDir
    static Path folder;

    private static final InMemorySchemaRegistry REGISTRY = new InMemorySchemaRegistry();
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), 2, (short) 1);
        }
        RecordSerializer<FaceFrame> serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, REGISTRY);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(Map.copyOf(kafka()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < FRAMES; i++) {
                String stream = i % 3 == 0 ? "left" : "right";
                producer.send(new ProducerRecord<>(
                                Topic.FACE_FRAMES.topicName(),
                                stream.getBytes(UTF_8),
                                serializer.serialize(frame(stream, i))))
                        .get();
            }
            producer.send(new ProducerRecord<>(Topic.FACE_FRAMES.topicName(), "right".getBytes(UTF_8), NO_RECORD))
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void whatIsThereIsRecordedAndReplayedUnderAnotherNameInTheSameOrder() throws Exception {
        Path first = record("first", new RecordingPlan(List.of("left", "right"), null, null));
        Recording recording = Recording.open(first);
        List<RecordedRecord> frames = frames(recording);
        assertThat(frames).hasSize(FRAMES + 1);
        assertThat(recording.manifest().ranges())
                .filteredOn(range -> range.topic().equals("face-frames"))
                .allMatch(Range::fromBeginning)
                .extracting(Range::records)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(FRAMES + 1));
        assertThat(recording.checkFiles()).isEmpty();

        try (Replay replay = new Replay(recording, kafka(), REGISTRY)) {
            assertThat(replay.run(
                            "again-", Double.POSITIVE_INFINITY, wait -> true, count -> {}, TopicRecorderIT::refuse))
                    .isTrue();
        }

        Recording again =
                Recording.open(record("second", new RecordingPlan(List.of("again-left", "again-right"), null, null)));
        for (String stream : List.of("left", "right")) {
            assertThat(ofStream(again, "again-" + stream).stream()
                            .map(frame -> FaceFrame.newBuilder(frame)
                                    .setStreamId(stream)
                                    .build()))
                    .containsExactlyElementsOf(ofStream(recording, stream));
        }
        assertThat(frames(again).stream().map(RecordedRecord::value)).contains(NO_RECORD);
    }

    @Test
    void framesThatNameTheirSchemaInAHeaderAreRecordedAndReplayedEitherWay() throws Exception {
        InMemorySchemaRegistry placing = new InMemorySchemaRegistry(SchemaIdPlace.HEADER);
        RecordSerializer<FaceFrame> serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, placing);
        List<FaceFrame> sent = List.of(frame("headed", 0), frame("headed", 1));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(Map.copyOf(kafka()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (FaceFrame frame : sent) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        Topic.FACE_FRAMES.topicName(), "headed".getBytes(UTF_8), serializer.serialize(frame));
                serializer.headers().forEach(record.headers()::add);
                producer.send(record).get();
            }
        }

        Recording recording =
                Recording.open(record("headed", new RecordingPlan(List.of("headed"), null, null), placing));
        assertThat(ofStream(recording, "headed")).isEqualTo(sent);
        assertThat(recording.manifest().schemas())
                .singleElement()
                .satisfies(schema ->
                        assertThat(schema.file()).isEqualTo(Recording.SCHEMAS + "/" + schema.guid() + ".avsc"));
        assertThat(recording.checkFiles()).isEmpty();

        for (InMemorySchemaRegistry registry : List.of(placing, REGISTRY)) {
            String prefix = registry.idPlace() + "-";
            try (Replay replay = new Replay(recording, kafka(), registry)) {
                assertThat(replay.run(
                                prefix, Double.POSITIVE_INFINITY, wait -> true, count -> {}, TopicRecorderIT::refuse))
                        .isTrue();
            }
            Recording again =
                    Recording.open(record(prefix, new RecordingPlan(List.of(prefix + "headed"), null, null), registry));
            assertThat(ofStream(again, prefix + "headed"))
                    .extracting(FaceFrame::getImage)
                    .isEqualTo(sent.stream().map(FaceFrame::getImage).toList());
            assertThat(frames(again))
                    .allSatisfy(
                            record -> assertThat(record.schemaHeader() != null).isEqualTo(registry == placing));
        }
    }

    @Test
    void onlyTheStreamsThatAreWantedAreRecorded() throws Exception {
        Recording recording = Recording.open(record("left-only", new RecordingPlan(List.of("left"), null, null)));

        assertThat(ofStream(recording, "left")).hasSize(FRAMES / 3);
        assertThat(frames(recording)).hasSize(FRAMES / 3);
        assertThat(recording.manifest().streams()).containsExactly("left");
    }

    @Test
    void aPlanThatHasPassedEndsByItself() throws Exception {
        Path out = folder.resolve("past");
        try (TopicRecorder recorder = TopicRecorder.start(
                kafka(),
                RecordedSchemas.none(),
                new RecordingPlan(List.of(), Instant.EPOCH, Instant.EPOCH.plusSeconds(1)),
                RecordingWriter.create(out, List.of()))) {
            await().atMost(PATIENCE).until(recorder::isDone);
            String unused = recorder.finish(false);
        }
        assertThat(frames(Recording.open(out))).isEmpty();
    }

    private static Map<String, String> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static Path record(String name, RecordingPlan plan) throws Exception {
        return record(name, plan, REGISTRY);
    }

    private static Path record(String name, RecordingPlan plan, SchemaRegistry registry) throws Exception {
        Path out = folder.resolve(name);
        try (TopicRecorder recorder =
                TopicRecorder.start(kafka(), registry, plan, RecordingWriter.create(out, plan.streams()))) {
            String sha256 = recorder.finish(false);
            assertThat(Recording.open(out).sha256()).isEqualTo(sha256);
        }
        return out;
    }

    private static void refuse(Damage damage) {
        throw new AssertionError(damage.message());
    }

    private static List<RecordedRecord> frames(Recording recording) {
        List<RecordedRecord> records = new ArrayList<>();
        try (RecordReader reader = recording.read(Topic.FACE_FRAMES, TopicRecorderIT::refuse)) {
            for (Optional<RecordedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
        }
        return records;
    }

    private static List<FaceFrame> ofStream(Recording recording, String stream) throws Exception {
        RecordDeserializer<FaceFrame> deserializer =
                new RecordDeserializer<>(FaceFrame.class, RecordedSchemas.of(recording));
        List<FaceFrame> frames = new ArrayList<>();
        for (RecordedRecord record : frames(recording)) {
            byte[] value = record.value();
            if (value != null && value.length > NO_RECORD.length) {
                FaceFrame frame = record.read(deserializer);
                if (frame.getStreamId().equals(stream)) {
                    frames.add(frame);
                }
            }
        }
        return frames;
    }

    private static FaceFrame frame(String stream, int sequence) {
        return FaceFrame.newBuilder()
                .setStreamId(stream)
                .setSubjectId("s1")
                .setSequence(sequence)
                .setCapturedAt(START.plusMillis(40L * sequence))
                .setEncoding(ImageEncoding.RGB24)
                .setWidth(1)
                .setHeight(1)
                .setImage(ByteBuffer.wrap(new byte[] {(byte) sequence, 2, 3}))
                .build();
    }
}
