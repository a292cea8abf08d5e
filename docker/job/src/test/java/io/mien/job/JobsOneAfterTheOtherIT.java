package io.mien.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One task manager runs a job again and again. Each submission has a class loader of its own, so a native library that
 * came with the job jar would be loaded twice, which ends the JVM.
 */
@Tag("long")
final class JobsOneAfterTheOtherIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int RESTARTS = Integer.getInteger("mien.job.restarts", 5);
    private static final int FRAMES = 60;
    private static final int SIDE = 64;
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aJobThatIsStartedAgainAndAgainOnOneTaskManagerMakesReadingsEachTime() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
                SessionCluster cluster = SessionCluster.start(folder)) {
            String server = broker.bootstrapServers();
            Map<String, Object> settings = Map.of("bootstrap.servers", server);
            SchemaRegistrySettings schemas = new SchemaRegistrySettings(null, Map.of("bootstrap.servers", server));
            try (Admin admin = Admin.create(settings)) {
                new TopicCatalog(admin).create(List.of(Topic.values()), 1, (short) 1);
            }
            String model = SessionCluster.demonstrationModel().toString();
            String jar = cluster.upload();
            refusesToDoWithoutTheDeviceThatIsAskedFor(cluster, jar, arguments(server, model, "group-gpu"));
            for (int i = 0; i <= RESTARTS; i++) {
                String stream = "stream-" + i;
                String job = cluster.run(jar, arguments(server, model, "group-" + i));
                publish(settings, schemas, stream);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> streamsWithReadings(settings).contains(stream));
                cluster.cancel(job);
            }
            assertThat(cluster.output("taskmanager"))
                    .doesNotContain("UnsatisfiedLinkError", "already exists in database", "already loaded in another");
            // What still closes when Flink has closed the job's class loader.
            for (String role : List.of("jobmanager", "taskmanager")) {
                assertThat(cluster.output(role))
                        .as(role)
                        .doesNotContain("java.lang.NoClassDefFoundError", "uncaught exception");
            }
        }
    }

    private static List<String> arguments(String server, String model, String group) {
        return List.of("--bootstrap-servers", server, "--model", model, "--purpose", "test", "--group", group);
    }

    private static void refusesToDoWithoutTheDeviceThatIsAskedFor(
            SessionCluster cluster, String jar, List<String> arguments) throws Exception {
        List<String> withDevice = new ArrayList<>(arguments);
        withDevice.addAll(List.of("--device", "gpu"));
        assertThat(cluster.runToFailure(jar, withDevice)).contains("device GPU: TensorFlow sees [CPU:0]");
    }

    private static void publish(Map<String, Object> settings, SchemaRegistrySettings schemas, String stream)
            throws Exception {
        try (SchemaRegistry registry = schemas.open();
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            RecordSerializer<FaceFrame> serializer =
                    new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
            for (FaceFrame frame : track(stream)) {
                producer.send(new ProducerRecord<>(
                                Topic.FACE_FRAMES.topicName(),
                                stream.getBytes(StandardCharsets.UTF_8),
                                serializer.serialize(frame)))
                        .get();
            }
        }
    }

    /** A grey face for a while, and its end. */
    private static List<FaceFrame> track(String stream) {
        List<FaceFrame> track = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            track.add(FaceFrame.newBuilder()
                    .setStreamId(stream)
                    .setSubjectId("s1")
                    .setSequence(i)
                    .setCapturedAt(START.plusMillis(40L * i))
                    .setEncoding(ImageEncoding.RGB24)
                    .setWidth(SIDE)
                    .setHeight(SIDE)
                    .setImage(ByteBuffer.allocate(3 * SIDE * SIDE))
                    .build());
        }
        track.add(FaceFrame.newBuilder(track.get(FRAMES - 1))
                .setEncoding(ImageEncoding.UNKNOWN)
                .setWidth(0)
                .setHeight(0)
                .setImage(ByteBuffer.allocate(0))
                .setTrackEnded(true)
                .build());
        return track;
    }

    /** The keys of all readings. */
    private static List<String> streamsWithReadings(Map<String, Object> settings) {
        TopicPartition partition = new TopicPartition(Topic.EXPRESSIONS.topicName(), 0);
        List<String> streams = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(reading -> streams.add(new String(reading.key(), StandardCharsets.UTF_8)));
            }
        }
        return streams;
    }
}
