package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.cli.demo.EmbeddedStack;
import io.mien.cli.demo.StackPlan;
import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.feeds.Feeds;
import io.mien.cli.terminal.StopSignal;
import io.mien.infer.InferenceStatus;
import io.mien.ingest.IngestApplication;
import io.mien.ingest.IngestConfiguration;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.picture.PictureEncoder;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.ingest.topology.FaceSettings;
import io.mien.pictures.RgbImage;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.nonsense.EncodedPicture;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole system, in this process, while somebody writes records to both of its topics that fit their schema and make no
 * sense. {@code -Dmien.nonsense.seed=N} takes others than usual.
 */
@Tag("long")
final class NonsenseIT {
    private static final long SEED = Long.getLong("mien.nonsense.seed", 1);
    private static final int RECORDS = 10_000;
    private static final int PARTS = 10;
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration FEED = Duration.ofSeconds(6);

    @TempDir
    Path folder;

    @Test
    void tenThousandRecordsThatMakeNoSenseAreAccountedForAndHarmNobodyElse() throws Exception {
        StackPlan plan = new StackPlan(
                folder, null, FaceSettings.defaults(DetectorSettings.cascade()), "test", 0, false, List.of());
        try (StopSignal stop = StopSignal.install();
                EmbeddedStack stack = EmbeddedStack.start(plan, stop);
                NonsenseWriter nonsense = new NonsenseWriter(stack, SEED, List.of(drawnFace()))) {
            try (Feeds feeds = feeds(stack, "clean-")) {
                haveEnded(feeds);
            }
            Set<Thread> streamThreads = streamThreads();
            assertThat(streamThreads).isNotEmpty();
            try (Feeds feeds = feeds(stack, "disturbed-")) {
                for (int part = 0; part < PARTS; part++) {
                    nonsense.write(RECORDS / 2 / PARTS);
                }
                nonsense.writeOversized();
                haveEnded(feeds);
            }
            nonsense.end();
            await().atMost(PATIENCE).until(() -> isRead(stack));
            assertThat(stack.inference().status()).isEqualTo(InferenceStatus.RUNNING);
            stack.inference().drainAndStop(PATIENCE);

            StackAccounts.addUp(stack);
            StackReadings readings = StackReadings.of(stack);
            readings.areTheSame("clean-portrait", "disturbed-portrait");
            readings.areTheSame("clean-meeting", "disturbed-meeting");
            assertThat(stack.inference().restarts()).isZero();
            assertThat(stack.ingest().state()).isEqualTo(IngestApplication.State.RUNNING);
            assertThat(streamThreads()).isEqualTo(streamThreads);
            // The net holds; but what it catches shows that a rule is missing.
            assertThat(stack.ingest().counts().deadLetters()).doesNotContainKey(DeadLetterReason.UNEXPECTED);
            assertThat(stack.inference().counters().deadLettered()).containsEntry(DeadLetterReason.UNEXPECTED, 0L);
        }
    }

    private static Feeds feeds(EmbeddedStack stack, String prefix) {
        return Feeds.start(
                List.of(
                        feed(prefix + "portrait", DrawnFaceSource.Scene.PORTRAIT),
                        feed(prefix + "meeting", DrawnFaceSource.Scene.MEETING)),
                stack.kafka(),
                stack.schemas());
    }

    private static FeedPlan feed(String streamId, DrawnFaceSource.Scene scene) {
        return new FeedPlan(
                streamId, () -> new DrawnFaceSource(streamId, scene, FEED), Pace.AS_FAST_AS_POSSIBLE, false);
    }

    private static void haveEnded(Feeds feeds) throws Exception {
        await().atMost(PATIENCE).until(feeds::haveEnded);
        feeds.requireNoFailure();
    }

    private static EncodedPicture drawnFace() {
        try (DrawnFaceSource source = new DrawnFaceSource("drawn", DrawnFaceSource.Scene.PORTRAIT, FEED)) {
            RgbImage image = source.next().orElseThrow().image();
            try (Picture picture = Picture.ofRgb(image.width(), image.height(), image.pixels())) {
                ByteBuffer encoded = PictureEncoder.jpeg(90).encode(picture);
                byte[] bytes = new byte[encoded.remaining()];
                encoded.get(bytes);
                return new EncodedPicture(ImageEncoding.JPEG, image.width(), image.height(), bytes);
            }
        }
    }

    /** Those that Kafka Streams runs the topology on: one that fails is replaced by another. */
    private static Set<Thread> streamThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("-StreamThread-"))
                .collect(Collectors.toSet());
    }

    /** Whether the topology has read all camera frames, and committed what came of them. */
    private static boolean isRead(EmbeddedStack stack) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(stack.kafka()))) {
            Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(
                            IngestConfiguration.DEFAULT_APPLICATION_ID)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, OffsetSpec> partitions = read.keySet().stream()
                    .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(partitions).all().get();
            return ends.size() == PARTITIONS
                    && read.entrySet().stream()
                            .allMatch(place -> place.getValue().offset()
                                    == Objects.requireNonNull(ends.get(place.getKey()))
                                            .offset());
        }
    }
}
