package io.mien.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.ingest.SquareDetector;
import io.mien.ingest.SquareVideo;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.state.StreamState;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestTopologyTest {
    private static final String STREAM = "camera";
    private static final String SESSION = "one";
    private static final FaceSettings SETTINGS = FaceSettings.defaults(DetectorSettings.cascade());

    @TempDir
    private Path folder;

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final RecordSerializer<CameraFrame> serializer =
            new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
    private final RecordDeserializer<FaceFrame> deserializer = new RecordDeserializer<>(FaceFrame.class, registry);
    private IngestCounters counters = new IngestCounters();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> frames;
    private TestOutputTopic<byte[], byte[]> faces;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(
                IngestTopology.build(SETTINGS, registry, SquareDetector::new, counters), properties, TestFrames.START);
        frames = driver.createInputTopic(
                Topic.CAMERA_FRAMES.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
        faces = driver.createOutputTopic(
                Topic.FACE_FRAMES.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic(
                Topic.CAMERA_FRAMES_DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private static byte[] key(String stream) {
        return stream.getBytes(StandardCharsets.UTF_8);
    }

    private void send(CameraFrame frame) {
        frames.pipeInput(key(frame.getStreamId()), serializer.serialize(frame));
    }

    private void sendSquares(String session, int first, int end) {
        IntStream.range(first, end).forEach(sequence -> send(TestFrames.square(STREAM, session, sequence)));
    }

    private List<FaceFrame> faces() {
        return faces.readRecordsToList().stream()
                .map(record -> {
                    FaceFrame face = deserializer.deserialize("", record.value());
                    assertThat(record.key()).isEqualTo(key(face.getStreamId()));
                    return face;
                })
                .toList();
    }

    private static List<FaceFrame> ends(List<FaceFrame> faces) {
        return faces.stream().filter(FaceFrame::getTrackEnded).toList();
    }

    /** In any order of arrival, each record is one of these. */
    private void assertAllAccountedFor() {
        IngestCounts counts = counters.snapshot();
        assertThat(counts.decoded() + counts.streamsEnded() + counts.repeated() + counts.deadLettersTotal())
                .isEqualTo(counts.received());
    }

    @Test
    void aFaceIsCutOutWithItsMarginAndItsPlace() {
        sendSquares(SESSION, 0, 10);

        List<FaceFrame> found = faces();
        FaceFrame face = found.get(found.size() - 1);
        assertThat(found).extracting(FaceFrame::getSequence).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(face.getSubjectId()).isEqualTo("s1");
        assertThat(face.getCapturedAt()).isEqualTo(TestFrames.START.plusMillis(360));
        assertThat(face.getCameraBox().getX()).isEqualTo((float) SquareVideo.left(9));
        assertThat(face.getCameraBox().getWidth()).isEqualTo((float) SquareVideo.SIDE);
        assertThat(face.getWidth()).isEqualTo(2 * SquareVideo.SIDE);
        assertThat(face.getFaceBox().getX()).isEqualTo(SquareVideo.SIDE / 2f);
        assertThat(face.getFaceBox().getWidth()).isEqualTo((float) SquareVideo.SIDE);
        assertThat(face.getDetectionScore()).isEqualTo(0.9f);
        assertThat(face.getEncoding()).isEqualTo(ImageEncoding.JPEG);
        assertThat(face.getImage().remaining()).isPositive();
        assertAllAccountedFor();
    }

    @Test
    void theEndOfTheStreamEndsItsTracks() {
        sendSquares(SESSION, 0, 10);
        send(TestFrames.ended(STREAM, SESSION, 10));

        FaceFrame end = ends(faces()).get(0);
        assertThat(end.getSubjectId()).isEqualTo("s1");
        assertThat(end.getSequence()).isEqualTo(9);
        assertThat(end.getImage().remaining()).isZero();
        assertThat(end.getWidth()).isZero();
        assertThat(counters.snapshot().tracksEnded()).isEqualTo(1);
        assertAllAccountedFor();
    }

    @Test
    void aNewSessionEndsTheTracksAndSubjectsAreNotUsedAgain() {
        sendSquares(SESSION, 0, 10);
        sendSquares("two", 0, 10);

        List<FaceFrame> found = faces();
        assertThat(found).extracting(FaceFrame::getSubjectId).startsWith("s1").endsWith("s2");
        assertThat(ends(found)).extracting(FaceFrame::getSubjectId).containsExactly("s1");
        assertThat(counters.snapshot().tracksStarted()).isEqualTo(2);
    }

    @Test
    void theEndOfAnotherSessionEndsNobodysTracks() {
        sendSquares(SESSION, 0, 10);
        send(TestFrames.ended(STREAM, "two", 1));
        sendSquares(SESSION, 10, 20);

        List<FaceFrame> found = faces();
        assertThat(ends(found)).isEmpty();
        assertThat(found).extracting(FaceFrame::getSubjectId).containsOnly("s1");
        assertAllAccountedFor();
    }

    @Test
    void faceFramesSayWhereInTheirSourceTheyLie() {
        IntStream.range(0, 10)
                .forEach(sequence -> send(CameraFrame.newBuilder(TestFrames.square(STREAM, SESSION, sequence))
                        .setSourcePosition(40_000L * sequence)
                        .build()));

        assertThat(faces()).isNotEmpty().allSatisfy(face -> {
            assertThat(face.getSourcePosition()).isEqualTo(40_000L * face.getSequence());
            assertThat(face.getSourceSession()).isEqualTo(SESSION);
        });
    }

    @Test
    void eachStreamsFramesAreCountedApart() {
        sendSquares(SESSION, 0, 10);
        send(TestFrames.square("other", SESSION, 0));
        send(TestFrames.square("other", SESSION, 0));

        StreamCounts counts = counters.snapshot(STREAM);
        assertThat(counts.lookedAt()).isEqualTo(10);
        assertThat(counts.subjects()).isEqualTo(1);
        assertThat(counts.faceFrames()).isEqualTo(faces().size());
        assertThat(counters.snapshot("other").lookedAt()).isEqualTo(1);
        assertThat(counters.snapshot("other").repeated()).isEqualTo(1);
        assertThat(counters.snapshot("nobody")).isEqualTo(StreamCounts.NONE);
    }

    @Test
    void aFaceThatLeavesEndsAsItWasLastSeen() {
        sendSquares(SESSION, 0, 10);
        IntStream.range(10, 50).forEach(sequence -> send(TestFrames.empty(STREAM, SESSION, sequence)));

        List<FaceFrame> found = faces();
        assertThat(ends(found)).hasSize(1);
        assertThat(ends(found).get(0).getSequence()).isEqualTo(9);
        assertThat(ends(found).get(0).getCapturedAt()).isEqualTo(TestFrames.START.plusMillis(360));
    }

    @Test
    void silenceEndsTheTracksAndTheStreamGoesOnWithAnotherSubject() {
        sendSquares(SESSION, 0, 10);
        passTime(SETTINGS.silence());
        assertThat(ends(faces())).isEmpty();
        passTime(Duration.ofSeconds(5));
        assertThat(ends(faces())).hasSize(1);
        sendSquares(SESSION, 10, 20);
        assertThat(faces()).extracting(FaceFrame::getSubjectId).containsOnly("s2");
    }

    @Test
    void timeInWhichTheTopologyStoodStillIsNoSilence() {
        sendSquares(SESSION, 0, 10);
        driver.advanceWallClockTime(SETTINGS.silence().multipliedBy(10));
        sendSquares(SESSION, 10, 20);

        assertThat(faces()).extracting(FaceFrame::getSubjectId).containsOnly("s1");
    }

    /** As it passes for a topology that runs: the driver makes up for a jump with a single check. */
    private void passTime(Duration duration) {
        for (int second = 0; second < duration.toSeconds(); second++) {
            driver.advanceWallClockTime(Duration.ofSeconds(1));
        }
    }

    @Test
    void aFrameThatComesAgainIsDroppedAndCounted() {
        sendSquares(SESSION, 0, 10);
        sendSquares(SESSION, 5, 12);

        assertThat(faces()).extracting(FaceFrame::getSequence).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(counters.snapshot().repeated()).isEqualTo(5);
        assertAllAccountedFor();
    }

    @Test
    void aClockThatGoesBackEndsTheTracks() {
        sendSquares(SESSION, 0, 10);
        CameraFrame early = CameraFrame.newBuilder(TestFrames.square(STREAM, SESSION, 10))
                .setCapturedAt(TestFrames.START.minusSeconds(3600))
                .build();
        send(early);

        assertThat(ends(faces())).hasSize(1);
    }

    @Test
    void aRestartKeepsSubjects() {
        sendSquares(SESSION, 0, 10);
        faces();
        KeyValueStore<String, StreamState> store = driver.getKeyValueStore(IngestTopology.STORE);
        StreamState state = store.get(STREAM);
        byte[] stored = StreamStates.serde().serializer().serialize("", state);
        driver.close();
        counters = new IngestCounters();
        start();
        driver.<String, StreamState>getKeyValueStore(IngestTopology.STORE)
                .put(STREAM, StreamStates.serde().deserializer().deserialize("", stored));

        sendSquares(SESSION, 8, 20);

        List<FaceFrame> found = faces();
        assertThat(found).extracting(FaceFrame::getSubjectId).containsOnly("s1");
        assertThat(found).extracting(FaceFrame::getSequence).startsWith(10L).hasSize(10);
        assertThat(counters.snapshot().tracksStarted()).isZero();
    }

    @Test
    void badInputIsSetAsideAsItCameAndChangesNothingForTheOthers() {
        sendSquares(SESSION, 0, 20);
        List<FaceFrame> undisturbed = faces();
        driver.close();
        counters = new IngestCounters();
        start();

        Map<DeadLetterReason, Integer> expected = new HashMap<>();
        int sequence = 0;
        for (Bad bad : badRecords()) {
            send(TestFrames.square(STREAM, SESSION, sequence++));
            RecordHeaders headers = new RecordHeaders(List.of(new RecordHeader("trace", key("abc"))));
            frames.pipeInput(new TestRecord<>(bad.key(), bad.value(), headers));
            TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
            assertThat(letter.key()).as(bad.name()).isEqualTo(bad.key());
            assertThat(letter.value()).as(bad.name()).isEqualTo(bad.value());
            assertThat(DeadLetterHeaders.text(letter.headers(), "trace")).contains("abc");
            assertThat(DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.REASON))
                    .as(bad.name())
                    .contains(bad.reason().name());
            assertThat(DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.TOPIC))
                    .contains("camera-frames");
            assertThat(DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.OFFSET))
                    .contains(Long.toString(2L * sequence - 1));
            expected.merge(bad.reason(), 1, Integer::sum);
        }
        sendSquares(SESSION, sequence, 20);

        assertThat(faces()).isEqualTo(undisturbed);
        expected.forEach((reason, number) ->
                assertThat(counters.snapshot().deadLetters()).containsEntry(reason, (long) number));
        assertThat(counters.snapshot().deadLettersTotal())
                .isEqualTo(badRecords().size());
        assertAllAccountedFor();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Bad(String name, DeadLetterReason reason, byte @Nullable [] key, byte @Nullable [] value) {}

    private List<Bad> badRecords() {
        CameraFrame good = TestFrames.square(STREAM, SESSION, 100);
        byte[] value = serializer.serialize(good);
        byte[] unknownSchema = value.clone();
        unknownSchema[1] = 99;
        byte[] jpeg = new byte[good.getImage().remaining()];
        good.getImage().duplicate().get(jpeg);
        List<Bad> bad = new ArrayList<>();
        bad.add(new Bad("no value", DeadLetterReason.NOT_AVRO, key(STREAM), null));
        bad.add(new Bad("text", DeadLetterReason.NOT_AVRO, key(STREAM), key("hello")));
        bad.add(new Bad("schema", DeadLetterReason.UNKNOWN_SCHEMA, key(STREAM), unknownSchema));
        bad.add(new Bad("cut", DeadLetterReason.NOT_AVRO, key(STREAM), Arrays.copyOf(value, value.length / 2)));
        bad.add(new Bad("no key", DeadLetterReason.INVALID_RECORD, null, value));
        bad.add(new Bad("another key", DeadLetterReason.INVALID_RECORD, key("other"), value));
        bad.add(bad(
                "sequence",
                DeadLetterReason.INVALID_RECORD,
                CameraFrame.newBuilder(good).setSequence(-1)));
        bad.add(bad(
                "width",
                DeadLetterReason.INVALID_RECORD,
                CameraFrame.newBuilder(good).setWidth(0)));
        bad.add(bad(
                "encoding",
                DeadLetterReason.INVALID_RECORD,
                CameraFrame.newBuilder(good).setEncoding(ImageEncoding.PNG)));
        bad.add(bad(
                "size",
                DeadLetterReason.IMAGE_SIZE_MISMATCH,
                CameraFrame.newBuilder(good).setWidth(321)));
        bad.add(bad(
                "plain pixels",
                DeadLetterReason.IMAGE_SIZE_MISMATCH,
                CameraFrame.newBuilder(good).setEncoding(ImageEncoding.RGB24)));
        bad.add(bad(
                "huge plain pixels",
                DeadLetterReason.IMAGE_TOO_LARGE,
                CameraFrame.newBuilder(good)
                        .setEncoding(ImageEncoding.RGB24)
                        .setWidth(10_000)
                        .setHeight(10_000)));
        bad.add(bad(
                "empty",
                DeadLetterReason.NOT_AN_IMAGE,
                CameraFrame.newBuilder(good).setImage(ByteBuffer.allocate(0))));
        bad.add(bad(
                "half a picture",
                DeadLetterReason.NOT_AN_IMAGE,
                CameraFrame.newBuilder(good).setImage(ByteBuffer.wrap(jpeg, 0, 100))));
        bad.add(bad(
                "a hundred megapixels",
                DeadLetterReason.IMAGE_TOO_LARGE,
                CameraFrame.newBuilder(good)
                        .setWidth(10_000)
                        .setHeight(10_000)
                        .setImage(ByteBuffer.wrap(withSize(jpeg, 10_000, 10_000)))));
        bad.add(bad(
                "a header that lies",
                DeadLetterReason.IMAGE_SIZE_MISMATCH,
                CameraFrame.newBuilder(good).setImage(ByteBuffer.wrap(withSize(jpeg, 400, 300)))));
        return bad;
    }

    private Bad bad(String name, DeadLetterReason reason, CameraFrame.Builder frame) {
        return new Bad(name, reason, key(STREAM), serializer.serialize(frame.build()));
    }

    /** The same JPEG with another size in its header (start of frame: marker, length, precision, height, width). */
    private static byte[] withSize(byte[] jpeg, int width, int height) {
        byte[] changed = jpeg.clone();
        for (int index = 0; index < changed.length - 9; index++) {
            if ((changed[index] & 0xff) == 0xff && (changed[index + 1] & 0xff) == 0xc0) {
                ByteBuffer.wrap(changed).putShort(index + 5, (short) height).putShort(index + 7, (short) width);
                return changed;
            }
        }
        throw new IllegalStateException("no start of frame");
    }

    @Test
    void deadLettersKeepTheirFirstHeaders() {
        RecordHeaders headers = new RecordHeaders(List.of(new RecordHeader(DeadLetterHeaders.TOPIC, key("earlier"))));
        frames.pipeInput(new TestRecord<>(key(STREAM), key("x"), headers));

        List<Header> topics = new ArrayList<>();
        deadLetters.readRecord().headers().headers(DeadLetterHeaders.TOPIC).forEach(topics::add);
        assertThat(topics).hasSize(2);
        assertThat(topics.get(0).value()).isEqualTo(key("earlier"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2300-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "+294247-01-10T04:00:54.775807Z"})
    void aTimeFarInTheFutureIsSetAsideAndItsStreamGoesOn(String time) {
        sendSquares(SESSION, 0, 5);
        send(TestFrames.builder(STREAM, SESSION, 5)
                .setCapturedAt(Instant.parse(time))
                .build());
        sendSquares(SESSION, 6, 10);

        assertThat(deadLetters.readRecordsToList())
                .singleElement()
                .satisfies(letter -> assertThat(DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.REASON))
                        .contains("CAPTURED_IN_FUTURE"));
        assertThat(faces()).extracting(FaceFrame::getSequence).containsExactly(3L, 4L, 6L, 7L, 8L, 9L);
        assertAllAccountedFor();
    }

    /** Records that fit the schema and make no sense: each is counted or set aside, and harms no other stream. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nonsenseOfAnySeedIsAccountedForAndHarmsNobodyElse(long seed) {
        NonsenseFrames nonsense = new NonsenseFrames(seed);
        for (int sequence = 0; sequence < 10; sequence++) {
            for (int i = 0; i < 100; i++) {
                CameraFrame frame = nonsense.next();
                frames.pipeInput(nonsense.key(frame), serializer.serialize(frame));
            }
            send(TestFrames.square(STREAM, SESSION, sequence));
        }

        assertThat(faces().stream().filter(face -> face.getStreamId().equals(STREAM)))
                .extracting(FaceFrame::getSequence)
                .containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(counters.snapshot().received()).isEqualTo(1010);
        assertAllAccountedFor();
        assertThat(deadLetters.readRecordsToList())
                .hasSize((int) counters.snapshot().deadLettersTotal());
    }
}
