package io.mien.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.topology.FaceFrameTopic;
import io.mien.ingest.topology.FaceSettings;
import io.mien.ingest.topology.TestFrames;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordSerializer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is away for longer than a stream may be silent. */
@Tag("long")
@Timeout(180)
class AbsentBrokerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Long enough for frames to come again, on a busy machine, before the topology has waited so long for them. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void aFaceThatWasThereBeforeTheBrokerWentIsTheSameWhenItIsBack() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"));
        Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        SchemaRegistrySettings schemas = new SchemaRegistrySettings(null, kafka);
        try {
            try (Admin admin = Admin.create(new HashMap<>(kafka))) {
                new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), 1, (short) 1);
            }
            try (IngestApplication ingest =
                            IngestApplication.start(configuration(kafka, schemas), SquareDetector::new);
                    SchemaRegistry registry = schemas.open()) {
                RecordSerializer<CameraFrame> serializer =
                        new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
                send(kafka, serializer, 0, 20);
                // All of it committed: nothing but the next check is to keep the topology waiting for the broker.
                awaitFaceFrame(19, kafka, schemas);

                assertThat(ingest.isConnected()).isTrue();

                broker.close();
                await().atMost(PATIENCE).until(() -> !ingest.isConnected());
                await().during(SILENCE.multipliedBy(3))
                        .atMost(PATIENCE)
                        .until(() -> ingest.counts().tracksEnded() == 0);
                broker = EmbeddedBroker.start(
                        folder.resolve("broker"),
                        URI.create("kafka://" + kafka.get("bootstrap.servers")).getPort());
                send(kafka, serializer, 20, 40);
                awaitFaceFrame(39, kafka, schemas);
                await().atMost(PATIENCE).until(ingest::isConnected);
            }
            assertThat(FaceFrameTopic.read(kafka, schemas, "camera"))
                    .extracting(FaceFrame::getSubjectId)
                    .containsOnly("s1");
        } finally {
            broker.close();
        }
    }

    private IngestConfiguration configuration(Map<String, String> kafka, SchemaRegistrySettings schemas) {
        FaceSettings usual = FaceSettings.defaults(DetectorSettings.cascade());
        return new IngestConfiguration(
                kafka,
                schemas,
                IngestConfiguration.DEFAULT_APPLICATION_ID,
                folder.resolve("state"),
                new FaceSettings(usual.limits(), usual.detector(), usual.tracker(), usual.crop(), SILENCE),
                1,
                true,
                LONGEST_PAUSE,
                null);
    }

    /** By a producer of its own: one that saw the broker go may take as long as silence to find it again. */
    private static void send(Map<String, String> kafka, RecordSerializer<CameraFrame> serializer, int first, int end)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(new HashMap<>(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int sequence = first; sequence < end; sequence++) {
                RecordMetadata unused = producer.send(new ProducerRecord<>(
                                Topic.CAMERA_FRAMES.topicName(),
                                "camera".getBytes(StandardCharsets.UTF_8),
                                serializer.serialize(TestFrames.square("camera", "session", sequence))))
                        .get();
            }
        }
    }

    private static void awaitFaceFrame(long sequence, Map<String, String> kafka, SchemaRegistrySettings schemas) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(FaceFrameTopic.read(kafka, schemas, "camera"))
                        .extracting(FaceFrame::getSequence)
                        .contains(sequence));
    }
}
