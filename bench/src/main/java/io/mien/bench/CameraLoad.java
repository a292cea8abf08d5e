package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.ingest.feed.CameraPictures;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SamplingGrid;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.pictures.RgbImage;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Camera frames of many streams, the same bytes in every run: the bundled films and drawn faces, one picture a cell, of which each
 * stream shows one over and over from a place of its own. Not safe for use by many threads.
 */
final class CameraLoad {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00.060Z");
    private static final Path FILMS = SourceTree.path("models/demonstration/films");
    private static final int LONGEST_SIDE = 1280;
    private static final Duration DRAWN = Duration.ofSeconds(24);
    private static final Duration BETWEEN_STREAMS = Duration.ofMillis(2);
    private static final int STEP = 37;
    private static final int PATIENCE_MILLIS = 600_000;

    static final int HEIGHT = 360;

    /** What streams may show. */
    enum Scene {
        PORTRAIT,
        TWO_PEOPLE,
        ONE_SMILE,
        MEETING,
        LEAVES_AND_RETURNS;

        private FrameSource open() throws FrameSourceException {
            return switch (this) {
                case PORTRAIT -> new DrawnFaceSource("portrait", DrawnFaceSource.Scene.PORTRAIT, DRAWN);
                case MEETING -> new DrawnFaceSource("meeting", DrawnFaceSource.Scene.MEETING, DRAWN);
                case TWO_PEOPLE, ONE_SMILE, LEAVES_AND_RETURNS ->
                    VideoFileSource.open(
                            FILMS.resolve(name().toLowerCase(Locale.ROOT).replace('_', '-') + ".mp4"), LONGEST_SIDE);
            };
        }
    }

    private final List<List<CameraFrame>> scenes = new ArrayList<>();
    private final int streams;
    private final Duration pace;
    private final CaptureClocks clocks;

    /** All scenes, in their own size. */
    CameraLoad(int streams) throws FrameSourceException {
        this(streams, List.of(Scene.values()), HEIGHT);
    }

    /** The same, in another size and with a picture of each stream a cell. */
    CameraLoad(int streams, List<Scene> shown, int height) throws FrameSourceException {
        this(streams, shown, height, SamplingGrid.DEFAULT.cell(), CaptureClocks.RIGHT);
    }

    /**
     * Draws and decodes the pictures.
     *
     * @param shown by the streams in turn
     * @param height of the pictures, which are brought to it
     * @param pace from one picture of a stream to the next, by its clock; a pace slower than a cell slows down what is shown
     * @param clocks of the streams
     */
    CameraLoad(int streams, List<Scene> shown, int height, Duration pace, CaptureClocks clocks)
            throws FrameSourceException {
        this.streams = streams;
        this.pace = pace;
        this.clocks = clocks;
        for (Scene scene : shown) {
            scenes.add(pictures(scene.open(), height));
        }
    }

    private static RgbImage resized(RgbImage image, int height) {
        int width = height * image.width() / image.height();
        return height == image.height() ? image : new RgbImage(width, height, Enlargement.of(image, width, height));
    }

    /** One of each cell; stream and time are set later. */
    private static List<CameraFrame> pictures(FrameSource whole, int height) throws FrameSourceException {
        CameraPictures encoding = CameraPictures.defaults();
        List<CameraFrame> pictures = new ArrayList<>();
        try (FrameSource source = whole.sampled(SamplingGrid.DEFAULT, START)) {
            for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
                pictures.add(encoding.put(
                                resized(next.get().image(), height),
                                CameraFrame.newBuilder()
                                        .setStreamId("")
                                        .setSequence(0)
                                        .setCapturedAt(START)
                                        .setSource(new FrameSourceInfo(
                                                "bench:" + source.description().streamId(), "1")))
                        .build());
            }
        }
        return List.copyOf(pictures);
    }

    /** Bytes of a picture on average. */
    double averageBytes() {
        return scenes.stream()
                .flatMap(List::stream)
                .mapToInt(frame -> frame.getImage().remaining())
                .average()
                .orElseThrow();
    }

    private CameraFrame frame(int stream, int moment) {
        List<CameraFrame> scene = scenes.get(stream % scenes.size());
        CameraFrame shown = scene.get((moment + stream / scenes.size() * STEP) % scene.size());
        return CameraFrame.newBuilder(shown)
                .setStreamId("camera-" + stream)
                .setSequence(moment)
                .setCapturedAt(clocks.read(
                        stream,
                        moment,
                        START.plus(pace.multipliedBy(moment)).plus(BETWEEN_STREAMS.multipliedBy(stream))))
                .build();
    }

    /**
     * Writes the frames of these moments, all streams' of a moment before those of the next, as fast as the broker takes them.
     *
     * @param last whether the streams end then
     * @return records written
     */
    long publish(Map<String, String> kafka, SchemaRegistry registry, int from, int to, boolean last)
            throws ExecutionException, InterruptedException {
        RecordSerializer<CameraFrame> serializer =
                new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
            for (int moment = from; moment < to + (last ? 1 : 0); moment++) {
                for (int stream = 0; stream < streams; stream++) {
                    CameraFrame frame = moment < to ? frame(stream, moment) : end(frame(stream, moment));
                    sent.add(send(producer, serializer, frame));
                }
            }
        }
        for (Future<RecordMetadata> record : sent) {
            record.get();
        }
        return sent.size();
    }

    int streams() {
        return streams;
    }

    Duration pace() {
        return pace;
    }

    /** One stream's picture of a moment, to be sent by a {@link #producer}. */
    ProducerRecord<byte[], byte[]> record(RecordSerializer<CameraFrame> serializer, int stream, int moment) {
        return record(serializer, frame(stream, moment));
    }

    /** The end of a stream, in place of its picture of that moment. */
    ProducerRecord<byte[], byte[]> end(RecordSerializer<CameraFrame> serializer, int stream, int moment) {
        return record(serializer, end(frame(stream, moment)));
    }

    static KafkaProducer<byte[], byte[]> producer(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 18);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Future<RecordMetadata> send(
            KafkaProducer<byte[], byte[]> producer, RecordSerializer<CameraFrame> serializer, CameraFrame frame) {
        return producer.send(record(serializer, frame));
    }

    private static ProducerRecord<byte[], byte[]> record(RecordSerializer<CameraFrame> serializer, CameraFrame frame) {
        return new ProducerRecord<>(
                Topic.CAMERA_FRAMES.topicName(), frame.getStreamId().getBytes(UTF_8), serializer.serialize(frame));
    }

    /**
     * Writes the frames at the cameras' own pace, until it is interrupted.
     *
     * @throws InterruptedException then
     */
    void publishLive(Map<String, String> kafka, SchemaRegistry registry) throws InterruptedException {
        RecordSerializer<CameraFrame> serializer =
                new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
        long cell = pace.toNanos();
        try (KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
            long start = System.nanoTime();
            for (int moment = 0; true; moment++) {
                for (int stream = 0; stream < streams; stream++) {
                    // Spread over the cell, as cameras are.
                    long due = start + moment * cell + stream * cell / streams;
                    TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                    var unused = send(producer, serializer, frame(stream, moment));
                }
            }
        }
    }

    private static CameraFrame end(CameraFrame frame) {
        return CameraFrame.newBuilder(frame)
                .setWidth(0)
                .setHeight(0)
                .setEncoding(ImageEncoding.UNKNOWN)
                .setImage(ByteBuffer.allocate(0))
                .setStreamEnded(true)
                .build();
    }
}
