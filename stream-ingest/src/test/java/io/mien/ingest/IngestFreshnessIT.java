package io.mien.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.detect.Detection;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.topology.IngestCounts;
import io.mien.ingest.topology.PassedOverReason;
import io.mien.ingest.topology.TestFrames;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.TopicException;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ingest whose detector is slower than its cameras, on a real broker. */
final class IngestFreshnessIT {
    private static final int FRAMES = 200;
    private static final long LOOK_MILLIS = 40;

    @TempDir
    Path folder;

    /** A detector that takes its time. */
    private record SlowDetector(SquareDetector squares) implements FaceDetector {
        @Override
        public List<Detection> detect(Picture picture) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            return squares.detect(picture);
        }

        @Override
        public void close() {
            squares.close();
        }
    }

    private static FaceDetector slow() {
        return new SlowDetector(new SquareDetector());
    }

    @Test
    void whatLayInTheTopicForLongerThanTheBoundIsPassedOverAndARecordingIsNot() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"))) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            SchemaRegistrySettings schemas = new SchemaRegistrySettings(null, kafka);
            try (Admin admin = Admin.create(new HashMap<>(kafka))) {
                new TopicCatalog(admin).create(List.of(Topic.values()), 1, (short) 1);
            }
            send(kafka);
            IngestConfiguration configuration = IngestConfiguration.defaults(
                            kafka, schemas, folder.resolve("state"), DetectorSettings.cascade())
                    .withFreshness(Duration.ofMillis(500));
            try (IngestApplication ingest = IngestApplication.start(configuration, IngestFreshnessIT::slow)) {
                // Counted when it is received, and once more when it is done with.
                await().atMost(Duration.ofMinutes(1)).until(() -> {
                    IngestCounts now = ingest.counts();
                    return now.decoded() + now.passedOverTotal() >= 2 * FRAMES;
                });

                IngestCounts counts = ingest.counts();
                assertThat(counts.received()).isEqualTo(2 * FRAMES);
                assertThat(counts.decoded() + counts.passedOverTotal()).isEqualTo(2 * FRAMES);
                assertThat(counts.decoded()).isGreaterThanOrEqualTo(FRAMES);
                assertThat(counts.passedOver().get(PassedOverReason.STALE)).isGreaterThan(FRAMES / 2);
            }
            keepWritersTimes(kafka);
            assertThatThrownBy(() -> IngestApplication.start(configuration, IngestFreshnessIT::slow))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("message.timestamp.type=CreateTime (expected: LogAppendTime");
            IngestApplication.start(configuration.withFreshness(null), IngestFreshnessIT::slow)
                    .close();
        }
    }

    private static void send(Map<String, String> kafka) throws Exception {
        try (SchemaRegistry registry = new KafkaSchemaRegistry(kafka);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        new HashMap<>(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            RecordSerializer<CameraFrame> serializer =
                    new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
            for (int n = 0; n < FRAMES; n++) {
                send(producer, serializer, "live", n, CaptureClock.ARRIVAL);
                send(producer, serializer, "film", n, CaptureClock.FILE);
            }
            producer.flush();
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            RecordSerializer<CameraFrame> serializer,
            String stream,
            int sequence,
            CaptureClock clock) {
        CameraFrame frame = CameraFrame.newBuilder(TestFrames.square(stream, "session", sequence))
                .setCaptureClock(clock)
                .build();
        var unused = producer.send(new ProducerRecord<>(
                Topic.CAMERA_FRAMES.topicName(), stream.getBytes(StandardCharsets.UTF_8), serializer.serialize(frame)));
    }

    private static void keepWritersTimes(Map<String, String> kafka) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topic.CAMERA_FRAMES.topicName()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("message.timestamp.type", "CreateTime"),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }
}
