package io.mien.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A topic of face frames that is given more partitions while the job runs. */
@Tag("long")
@Timeout(180)
final class AddedPartitionsIT {
    /** Far less than the five minutes that the connector looks for new partitions after by itself. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final int ADDED = 3;

    @TempDir
    Path folder;

    @Test
    void framesInPartitionsThatAreAddedAreSoonReadWithoutARestart() throws Exception {
        List<FaceFrame> before = TestFrames.track("before", "face", 100);
        List<FaceFrame> after = TestFrames.track("after", "face", 100);
        try (InferenceCluster cluster = new InferenceCluster(folder);
                InferenceApplication application = InferenceApplication.start(
                        cluster.configuration(),
                        FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults()),
                        folder.resolve("state"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", cluster.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            cluster.send(before);
            await().atMost(SOON).until(() -> application.counters().read() == before.size());
            admin.createPartitions(Map.of(Topic.FACE_FRAMES.topicName(), NewPartitions.increaseTo(ADDED + 1)))
                    .all()
                    .get();
            for (FaceFrame frame : after) {
                producer.send(new ProducerRecord<>(
                                Topic.FACE_FRAMES.topicName(), ADDED, "after".getBytes(UTF_8), cluster.bytes(frame)))
                        .get();
            }
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(application.counters().read()).isEqualTo(before.size() + after.size()));
            application.drainAndStop(SOON);
            assertThat(application.restarts()).isZero();
            assertThat(cluster.readings("after", "face"))
                    .hasSameSizeAs(cluster.readings("before", "face"))
                    .isNotEmpty();
        }
    }
}
