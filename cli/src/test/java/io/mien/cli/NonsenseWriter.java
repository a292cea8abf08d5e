package io.mien.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.cli.demo.EmbeddedStack;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.nonsense.EncodedPicture;
import io.mien.schemas.nonsense.NonsenseCameraFrames;
import io.mien.schemas.nonsense.NonsenseFaceFrames;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes nonsense to both topics of a stack, in turn, and in the end the markers that end all of its streams and tracks. */
final class NonsenseWriter implements AutoCloseable {
    private static final Instant LAST = Instant.parse("2025-12-01T00:00:00Z");

    private static final int OVERSIZE_BYTES = Topic.MAXIMUM_DEAD_LETTER_BYTES + (1 << 20);

    private final NonsenseCameraFrames cameraFrames;
    private final NonsenseFaceFrames faceFrames;
    private final SchemaRegistry registry;
    private final RecordSerializer<CameraFrame> cameraSerializer;
    private final RecordSerializer<FaceFrame> faceSerializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Set<String> streams = new LinkedHashSet<>();
    private final Set<Subject> subjects = new LinkedHashSet<>();

    private record Subject(String streamId, String subjectId) {}

    /** @param pictures with faces to be found in them */
    NonsenseWriter(EmbeddedStack stack, long seed, List<EncodedPicture> pictures) {
        this.cameraFrames = new NonsenseCameraFrames(seed, pictures);
        this.faceFrames = new NonsenseFaceFrames(seed, pictures);
        this.registry = stack.schemas().open();
        this.cameraSerializer = new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
        this.faceSerializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
        Map<String, Object> settings = new HashMap<>(stack.kafka());
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * OVERSIZE_BYTES);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes so many records to each of the two topics. */
    void write(int each) throws Exception {
        for (int i = 0; i < each; i++) {
            CameraFrame camera = cameraFrames.next();
            streams.add(camera.getStreamId());
            send(Topic.CAMERA_FRAMES, cameraFrames.key(camera), cameraSerializer.serialize(camera));
            FaceFrame face = faceFrames.next();
            subjects.add(new Subject(face.getStreamId(), face.getSubjectId()));
            send(Topic.FACE_FRAMES, faceFrames.key(face), faceSerializer.serialize(face));
        }
        requireSent();
    }

    /** Writes a record to each topic that is larger than any dead letter, and was compressed to less than its topic takes. */
    void writeOversized() throws Exception {
        send(Topic.CAMERA_FRAMES, "oversized".getBytes(UTF_8), new byte[OVERSIZE_BYTES]);
        send(Topic.FACE_FRAMES, "oversized".getBytes(UTF_8), new byte[OVERSIZE_BYTES]);
        requireSent();
    }

    /** Some ids are as bad here as they were before, and are refused again. */
    void end() throws Exception {
        for (String stream : streams) {
            send(Topic.CAMERA_FRAMES, stream.getBytes(UTF_8), cameraSerializer.serialize(end(stream)));
        }
        for (Subject subject : subjects) {
            send(Topic.FACE_FRAMES, subject.streamId().getBytes(UTF_8), faceSerializer.serialize(end(subject)));
        }
        requireSent();
    }

    private static CameraFrame end(String stream) {
        return CameraFrame.newBuilder()
                .setStreamId(stream)
                .setSequence(0)
                .setCapturedAt(LAST)
                .setEncoding(ImageEncoding.UNKNOWN)
                .setWidth(0)
                .setHeight(0)
                .setImage(ByteBuffer.allocate(0))
                .setSource(new FrameSourceInfo("test:nonsense", "session"))
                .setStreamEnded(true)
                .build();
    }

    private static FaceFrame end(Subject subject) {
        return FaceFrame.newBuilder()
                .setStreamId(subject.streamId())
                .setSubjectId(subject.subjectId())
                .setSequence(0)
                .setCapturedAt(LAST)
                .setEncoding(ImageEncoding.UNKNOWN)
                .setWidth(0)
                .setHeight(0)
                .setImage(ByteBuffer.allocate(0))
                .setTrackEnded(true)
                .build();
    }

    private void send(Topic topic, byte @Nullable [] key, byte[] value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.topicName(), key, value);
        // A header may have no value.
        record.headers().add("trace", null);
        var unused = producer.send(record, (place, problem) -> {
            if (problem != null) {
                failure.set(problem);
            }
        });
    }

    private void requireSent() throws Exception {
        producer.flush();
        Exception problem = failure.get();
        if (problem != null) {
            throw problem;
        }
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
    }
}
