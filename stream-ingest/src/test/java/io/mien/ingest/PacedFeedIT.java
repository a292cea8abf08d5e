package io.mien.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.feed.FeedPublisher;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.FeedSummary;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.topology.TestFrames;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording that is read as if it were a camera. */
@Tag("long")
class PacedFeedIT {
    private static final String STREAM = "talk";
    private static final int PICTURES = 7 * SquareVideo.FRAME_RATE;
    /** Half of what a feed waits to hear whether somebody else still publishes its stream. */
    private static final Duration MOST = Duration.ofSeconds(2);

    @TempDir
    private static Path folder;

    /** The wait for the name is over long before the film is: what comes then is shown when it is said to be. */
    @Test
    void itsPicturesAreAsOldAsTheySayThoughItsNameWasWaitedFor() throws Exception {
        Path video = SquareVideo.write(folder.resolve("talk.mp4"), PICTURES);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"))) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            SchemaRegistrySettings registry = new SchemaRegistrySettings(null, kafka);
            try (Admin admin = Admin.create(new HashMap<>(kafka));
                    SchemaRegistry schemas = registry.open()) {
                new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), 1, (short) 1);
                breakOff(kafka, schemas);
                FeedSettings settings =
                        FeedSettings.defaults(kafka, registry, Pace.REAL_TIME).withStreamId(STREAM);
                FeedSummary summary;
                try (FeedPublisher publisher = FeedPublisher.open(
                        settings,
                        () -> VideoFileSource.open(video, FeedSettings.DEFAULT_LONGEST_SIDE),
                        progress -> {})) {
                    summary = publisher.run();
                }

                assertThat(summary.frames()).isEqualTo(PICTURES);
                List<Duration> ages = ages(kafka, schemas);
                assertThat(ages).hasSize(PICTURES);
                assertThat(ages).as("pictures from the future").noneMatch(age -> age.toMillis() < -1);
                // It waited; else this test shows nothing.
                assertThat(ages.get(1)).isGreaterThan(MOST);
                assertThat(ages.subList(PICTURES - SquareVideo.FRAME_RATE, PICTURES))
                        .anyMatch(age -> age.compareTo(MOST) < 0);
            }
        }
    }

    /** A process that was killed a moment ago, after one picture. */
    private static void breakOff(Map<String, String> kafka, SchemaRegistry schemas) throws Exception {
        RecordSerializer<CameraFrame> serializer =
                new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, schemas);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(new HashMap<>(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topic.CAMERA_FRAMES.topicName(),
                            STREAM.getBytes(UTF_8),
                            serializer.serialize(TestFrames.square(STREAM, "killed", 0))))
                    .get();
        }
    }

    /** Of each picture of the other session, by the topic's clock. */
    private static List<Duration> ages(Map<String, String> kafka, SchemaRegistry schemas) throws Exception {
        RecordDeserializer<CameraFrame> deserializer = new RecordDeserializer<>(CameraFrame.class, schemas);
        List<Duration> ages = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topic.CAMERA_FRAMES.topicName(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(new HashMap<>(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    CameraFrame frame = deserializer.read(record.value());
                    if (!frame.getSource().getSession().equals("killed") && !frame.getStreamEnded()) {
                        ages.add(Duration.between(frame.getCapturedAt(), Instant.ofEpochMilli(record.timestamp())));
                    }
                }
            }
        }
        return ages;
    }
}
