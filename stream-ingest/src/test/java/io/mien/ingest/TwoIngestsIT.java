package io.mien.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.feed.FeedPublisher;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.topology.FaceFrameTopic;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ingests share a cluster's partitions, and one of them is killed. */
@Tag("long")
final class TwoIngestsIT {
    private static final int FRAMES = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private static boolean publish(FeedSettings settings, Path video) {
        try (FeedPublisher publisher = FeedPublisher.open(
                settings, () -> VideoFileSource.open(video, FeedSettings.DEFAULT_LONGEST_SIDE), progress -> {})) {
            publisher.run();
            return publisher.awaitRead();
        } catch (FrameSourceException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many of them have partitions. */
    private static long working(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of("mien-ingest")).all().get().values().stream()
                .flatMap(group -> group.members().stream())
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    @Test
    void oneThatIsKilledLosesNoFrameAndNoSubjectIsAnother() throws Exception {
        Path video = SquareVideo.write(folder.resolve("square.mp4"), FRAMES);
        List<String> streams = List.of("a", "b", "c", "d");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            SchemaRegistrySettings registry = new SchemaRegistrySettings(null, kafka);
            new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), 4, (short) 1);
            try (IngestChild one = IngestChild.start(broker.bootstrapServers(), folder.resolve("one"));
                    IngestChild two = IngestChild.start(broker.bootstrapServers(), folder.resolve("two"))) {
                // Two threads each.
                await().atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(ExecutionException.class)
                        .until(() -> working(admin) == 4);
                FeedSettings settings = FeedSettings.defaults(kafka, registry, Pace.REAL_TIME);
                List<CompletableFuture<Boolean>> feeds = streams.stream()
                        .map(stream -> CompletableFuture.supplyAsync(
                                () -> publish(settings.withStreamId(stream), video),
                                task -> new Thread(task, "feed-" + stream).start()))
                        .toList();
                for (String stream : streams) {
                    await().atMost(PATIENCE)
                            .until(() ->
                                    FaceFrameTopic.read(kafka, registry, stream).size() > 20);
                }
                two.kill();
                for (CompletableFuture<Boolean> feed : feeds) {
                    assertThat(feed.get()).isTrue();
                }
                assertThat(one).isNotNull();
            }
            for (String stream : streams) {
                List<FaceFrame> faces = FaceFrameTopic.read(kafka, registry, stream);
                assertThat(faces).extracting(FaceFrame::getSubjectId).as(stream).containsOnly("s1");
                List<Long> sequences = faces.stream()
                        .filter(face -> !face.getTrackEnded())
                        .map(FaceFrame::getSequence)
                        .toList();
                assertThat(sequences)
                        .as(stream)
                        .isEqualTo(LongStream.range(sequences.get(0), FRAMES)
                                .boxed()
                                .toList());
                assertThat(sequences.get(0)).isLessThan(10);
            }
        }
    }
}
