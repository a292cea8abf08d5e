package io.mien.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.feed.FeedPublisher;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.topology.FaceFrameTopic;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.TopicException;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of tracks when camera-frames is given more partitions, as it is while nobody runs, and while somebody does. */
@Tag("long")
final class MorePartitionsIT {
    private static final List<String> STREAMS = List.of("a", "b", "c", "d");
    private static final int FEW = 2;
    private static final int MANY = 7;

    @TempDir
    private Path folder;

    private static void publish(FeedSettings settings, Path video) throws FrameSourceException {
        try (FeedPublisher publisher = FeedPublisher.open(
                settings, () -> VideoFileSource.open(video, FeedSettings.DEFAULT_LONGEST_SIDE), progress -> {})) {
            publisher.run();
            assertThat(publisher.awaitRead()).isTrue();
        }
    }

    private static void increase(Admin admin, int partitions) throws Exception {
        admin.createPartitions(Map.of(Topic.CAMERA_FRAMES.topicName(), NewPartitions.increaseTo(partitions)))
                .all()
                .get();
    }

    private IngestConfiguration configuration(
            Map<String, String> kafka, SchemaRegistrySettings registry, String state) {
        return IngestConfiguration.defaults(
                new HashMap<>(kafka), registry, folder.resolve(state), DetectorSettings.cascade());
    }

    private static void publishAll(FeedSettings settings, Path video) throws Exception {
        for (String stream : STREAMS) {
            publish(settings.withStreamId(stream), video);
        }
    }

    private static void awaitNobodyInTheGroup(Admin admin) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.describeConsumerGroups(List.of("mien-ingest")).all().get().values().stream()
                        .allMatch(group -> group.members().isEmpty()));
    }

    private static void assertThatSubjectsAreNumberedOn(Map<String, String> kafka, SchemaRegistrySettings registry)
            throws Exception {
        for (String stream : STREAMS) {
            assertThat(FaceFrameTopic.read(kafka, registry, stream))
                    .extracting(FaceFrame::getSubjectId)
                    .as(stream)
                    .contains("s1", "s2")
                    .doesNotContain("s3");
        }
    }

    @Test
    void subjectsAreNumberedOnWhereverTheirStreamLiesAfterwards() throws Exception {
        Path video = SquareVideo.write(folder.resolve("square.mp4"), 40);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            SchemaRegistrySettings registry = new SchemaRegistrySettings(null, kafka);
            new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), FEW, (short) 1);
            IngestConfiguration configuration = configuration(kafka, registry, "state");
            FeedSettings settings = FeedSettings.defaults(kafka, registry, Pace.AS_FAST_AS_POSSIBLE);
            try (IngestApplication ingest = IngestApplication.start(configuration, SquareDetector::new)) {
                publishAll(settings, video);
                increase(admin, MANY);

                assertThatThrownBy(() -> IngestApplication.start(configuration, SquareDetector::new))
                        .isInstanceOf(TopicException.class)
                        .hasMessageContaining("7 partitions, where mien-ingest-tracks-changelog has 2")
                        .hasMessageContaining("all ingests of the group mien-ingest are stopped");
                assertThat(ingest.cureByRestart()).isEmpty();
            }
            awaitNobodyInTheGroup(admin);
            try (IngestApplication ingest = IngestApplication.start(configuration, SquareDetector::new)) {
                publishAll(settings, video);
                assertThat(ingest.state()).isEqualTo(IngestApplication.State.RUNNING);
            }
            assertThatSubjectsAreNumberedOn(kafka, registry);
        }
    }

    @Test
    void ofTwoIngestsThatStartAtOnceOneTakesTheTracksAlongAndNeitherGoesWithoutThem() throws Exception {
        Path video = SquareVideo.write(folder.resolve("square.mp4"), 40);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            SchemaRegistrySettings registry = new SchemaRegistrySettings(null, kafka);
            new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), FEW, (short) 1);
            FeedSettings settings = FeedSettings.defaults(kafka, registry, Pace.AS_FAST_AS_POSSIBLE);
            try (IngestApplication ingest =
                    IngestApplication.start(configuration(kafka, registry, "one"), SquareDetector::new)) {
                publishAll(settings, video);
                assertThat(ingest.state()).isEqualTo(IngestApplication.State.RUNNING);
            }
            awaitNobodyInTheGroup(admin);
            increase(admin, MANY);
            TrackRelocation relocation = new TrackRelocation(kafka, "mien-ingest", "mien-ingest-tracks-changelog");
            List<CompletableFuture<Void>> both = Stream.generate(
                            () -> CompletableFuture.runAsync(() -> relocation.carryOut(admin)))
                    .limit(2)
                    .toList();
            for (CompletableFuture<Void> one : both) {
                one.get(1, TimeUnit.MINUTES);
            }
            // As if a process had been gone between giving the topic its partitions and moving the tracks.
            TopicPartition note = new TopicPartition("mien-ingest-tracks-changelog", 0);
            admin.alterConsumerGroupOffsets(
                            "mien-ingest", Map.of(note, new OffsetAndMetadata(0, "tracks are to be moved")))
                    .all()
                    .get();
            admin.createPartitions(Map.of(note.topic(), NewPartitions.increaseTo(MANY + 1)))
                    .all()
                    .get();
            increase(admin, MANY + 1);
            try (IngestApplication ingest =
                    IngestApplication.start(configuration(kafka, registry, "two"), SquareDetector::new)) {
                publishAll(settings, video);
                assertThat(ingest.state()).isEqualTo(IngestApplication.State.RUNNING);
            }
            assertThatSubjectsAreNumberedOn(kafka, registry);
        }
    }
}
