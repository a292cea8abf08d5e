package io.mien.ingest.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.ingest.SquareDetector;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.state.StreamState;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The ingest topology without a broker, with a detector of bright squares and what it has been sent. */
final class DrivenTopology implements AutoCloseable {
    static final String STREAM = "camera";
    static final String SESSION = "one";
    static final FaceSettings SETTINGS = FaceSettings.defaults(DetectorSettings.cascade());

    private final RecordSerializer<CameraFrame> serializer;
    private final RecordDeserializer<FaceFrame> deserializer;
    private final IngestCounters counters = new IngestCounters();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> frames;
    private final TestOutputTopic<byte[], byte[]> faces;
    private final TestOutputTopic<byte[], byte[]> deadLetters;

    /** @param folder for its state */
    DrivenTopology(Path folder) {
        this(folder, new InMemorySchemaRegistry());
    }

    /** @param registry whose keys seal and open */
    DrivenTopology(Path folder, SchemaRegistry registry) {
        this(folder, registry, null);
    }

    /** @param freshness of live frames, whose time in the topic is that which they are sent with; null: all are looked at */
    DrivenTopology(Path folder, SchemaRegistry registry, @Nullable LiveFreshness freshness) {
        serializer = new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
        deserializer = new RecordDeserializer<>(FaceFrame.class, registry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(
                IngestTopology.build(SETTINGS, registry, SquareDetector::new, counters, freshness),
                properties,
                TestFrames.START);
        frames = driver.createInputTopic(
                Topic.CAMERA_FRAMES.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
        faces = driver.createOutputTopic(
                Topic.FACE_FRAMES.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic(
                Topic.CAMERA_FRAMES_DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    byte[] bytes(CameraFrame frame) {
        return serializer.serialize(frame);
    }

    void send(CameraFrame frame) {
        send(frame.getStreamId().getBytes(UTF_8), bytes(frame));
    }

    void send(byte @Nullable [] key, byte @Nullable [] value) {
        frames.pipeInput(key, value);
    }

    void send(TestRecord<byte[], byte[]> record) {
        frames.pipeInput(record);
    }

    void sendSquares(String session, int first, int end) {
        IntStream.range(first, end).forEach(sequence -> send(TestFrames.square(STREAM, session, sequence)));
    }

    /** Those that came since the last look. */
    List<FaceFrame> faces() {
        return faces.readRecordsToList().stream()
                .map(record -> {
                    FaceFrame face = deserializer.deserialize("", record.value());
                    assertThat(record.key()).isEqualTo(face.getStreamId().getBytes(UTF_8));
                    return face;
                })
                .toList();
    }

    /** Those that came since the last look. */
    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    /** As it passes for a topology that runs: the driver makes up for a jump with a single check. */
    void passTime(Duration duration) {
        for (int second = 0; second < duration.toSeconds(); second++) {
            jump(Duration.ofSeconds(1));
        }
    }

    void jump(Duration duration) {
        driver.advanceWallClockTime(duration);
    }

    KeyValueStore<String, StreamState> states() {
        return driver.getKeyValueStore(IngestTopology.STORE);
    }

    StreamCounts counts(String streamId) {
        return counters.snapshot(streamId);
    }

    IngestCounts counts() {
        return counters.snapshot();
    }

    /** In any order of arrival, each record is one of these. */
    void assertAllAccountedFor() {
        IngestCounts counts = counts();
        assertThat(counts.decoded()
                        + counts.streamsEnded()
                        + counts.repeated()
                        + counts.passedOverTotal()
                        + counts.deadLettersTotal())
                .isEqualTo(counts.received());
    }

    @Override
    public void close() {
        driver.close();
    }
}
