package io.mien.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.feed.FeedProgress;
import io.mien.ingest.feed.FeedPublisher;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.FeedSummary;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.feed.TakenName;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SourceAccount;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.topology.FaceFrameTopic;
import io.mien.ingest.topology.FaceSettings;
import io.mien.ingest.topology.IngestCounts;
import io.mien.ingest.track.TrackingStep;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.TopicException;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestPipelineIT {
    private static final Path SHARED = Path.of("../../shared/data");
    private static final int PARTITIONS = 2;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int JPEG_QUALITY = 92;
    private static final int BUFFER_BYTES = 32 << 20;

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static Map<String, String> kafka;
    private static SchemaRegistrySettings registry;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("broker"));
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        registry = new SchemaRegistrySettings(null, kafka);
    }

    @BeforeEach
    void makeEmptyTopics() {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), PARTITIONS, (short) 1);
        }
    }

    @AfterEach
    void deleteTopics() throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            admin.deleteTopics(Stream.of(Topic.values()).map(Topic::topicName).toList())
                    .all()
                    .get();
            await().until(() -> admin.listTopics().names().get().stream()
                    .noneMatch(name -> name.equals(Topic.CAMERA_FRAMES.topicName())));
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static IngestConfiguration configuration(String name) {
        return configuration(name, DetectorSettings.cascade());
    }

    private static IngestConfiguration configuration(String name, DetectorSettings detector) {
        return new IngestConfiguration(
                kafka,
                registry,
                name,
                folder.resolve(name),
                FaceSettings.defaults(detector),
                1,
                true,
                LONGEST_PAUSE,
                null);
    }

    private static FeedSettings feed(String stream, String group) {
        return feed(stream, Pace.AS_FAST_AS_POSSIBLE, 64, group);
    }

    private static FeedSettings feed(String stream, Pace pace, int longestLead, String group) {
        return new FeedSettings(
                kafka,
                registry,
                stream,
                TakenName.FIND_ANOTHER,
                pace,
                false,
                FeedSettings.DEFAULT_LONGEST_SIDE,
                JPEG_QUALITY,
                BUFFER_BYTES,
                longestLead,
                group,
                null,
                null,
                null);
    }

    @Test
    @Tag("long")
    @Tag("long")
    void twoFeedsOfOneNameBecomeTwoStreams() throws Exception {
        Path video = SquareVideo.write(folder.resolve("talk.mp4"), 75);
        FeedSettings settings = feed("talk", Pace.REAL_TIME, 0, "nobody");
        try (FeedPublisher one = FeedPublisher.open(settings, () -> source(video), progress -> {});
                FeedPublisher two = FeedPublisher.open(settings, () -> source(video), progress -> {})) {
            CompletableFuture<FeedSummary> first = CompletableFuture.supplyAsync(() -> run(one));
            CompletableFuture<FeedSummary> second = CompletableFuture.supplyAsync(() -> run(two));

            assertThat(List.of(first.get(), second.get()))
                    .extracting(FeedSummary::streamId)
                    .containsExactlyInAnyOrder("talk", "talk-2");
        }
    }

    @Test
    @Tag("long")
    void aNameThatSomebodyChoseIsNotChanged() throws Exception {
        Path video = SquareVideo.write(folder.resolve("chosen.mp4"), 200);
        FeedSettings settings = feed("chosen", Pace.REAL_TIME, 0, "nobody").withOnTakenName(TakenName.REFUSE);
        CountDownLatch publishing = new CountDownLatch(1);
        CompletableFuture<FeedSummary> first;
        try (FeedPublisher one = FeedPublisher.open(settings, () -> source(video), progress -> publishing.countDown());
                FeedPublisher two = FeedPublisher.open(settings, () -> source(video), progress -> {})) {
            first = CompletableFuture.supplyAsync(() -> run(one));
            publishing.await();

            assertThatThrownBy(two::run).hasMessageContaining("another session of it is alive");
        }
        assertThat(first.get().frames()).isPositive();
    }

    @Test
    void everyFrameOfAVideoBecomesAFaceFrameOfOneSubject() throws Exception {
        int frames = 120;
        Path video = SquareVideo.write(folder.resolve("square.mp4"), frames);
        List<FeedProgress> progress = new ArrayList<>();
        IngestCounts counts;
        FeedSummary summary;
        try (IngestApplication ingest = IngestApplication.start(configuration("whole"), SquareDetector::new);
                FeedPublisher publisher =
                        FeedPublisher.open(feed("square", "whole"), () -> source(video), progress::add)) {
            summary = publisher.run();
            assertThat(publisher.awaitRead()).isTrue();
            assertThat(ingest.state()).isEqualTo(IngestApplication.State.RUNNING);
            counts = ingest.counts();
        }
        assertThat(summary)
                .isEqualTo(new FeedSummary(
                        "square", 1, frames, true, List.of(), Duration.ofMillis(4760), SourceAccount.NOTHING));
        assertThat(progress.get(progress.size() - 1).frames()).isEqualTo(frames);
        assertThat(counts.received()).isEqualTo(frames + 1);
        assertThat(counts.decoded()).isEqualTo(frames);
        assertThat(counts.streamsEnded()).isEqualTo(1);
        assertThat(counts.deadLetters()).isEmpty();
        List<FaceFrame> faces = FaceFrameTopic.read(kafka, registry, "square");
        assertThat(faces).extracting(FaceFrame::getSubjectId).containsOnly("s1");
        assertThat(faces).filteredOn(FaceFrame::getTrackEnded).containsExactly(faces.get(faces.size() - 1));
        assertThat(sequences(faces)).containsExactlyElementsOf(range(frames - counts.faceFrames(), frames));
        assertThat(counts.faceFrames()).isGreaterThan(frames - 10);
    }

    @Test
    @Tag("long")
    void aStopInTheMiddleLosesAndDoublesNothing() throws Exception {
        int frames = 400;
        Path video = SquareVideo.write(folder.resolve("long.mp4"), frames);
        IngestConfiguration configuration = configuration("stopped");
        try (FeedPublisher publisher =
                FeedPublisher.open(feed("long", "stopped"), () -> source(video), progress -> {})) {
            Thread feeding = new Thread(() -> run(publisher));
            feeding.start();
            try (IngestApplication first = IngestApplication.start(configuration, SquareDetector::new)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> first.counts().faceFrames() > 100);
            }
            try (IngestApplication second = IngestApplication.start(configuration, SquareDetector::new)) {
                feeding.join(Duration.ofSeconds(90).toMillis());
                assertThat(feeding.isAlive()).isFalse();
                assertThat(publisher.awaitRead()).isTrue();
                assertThat(second.counts().decoded()).isPositive();
            }
        }
        List<FaceFrame> faces = FaceFrameTopic.read(kafka, registry, "long");
        assertThat(faces).extracting(FaceFrame::getSubjectId).containsOnly("s1");
        List<Long> sequences = sequences(faces);
        assertThat(sequences).containsExactlyElementsOf(range(sequences.get(0), frames));
        assertThat(sequences.get(0)).isLessThan(10);
    }

    @Test
    void aFeedThatIsClosedEndsItsStream() throws Exception {
        Path video = SquareVideo.write(folder.resolve("cut.mp4"), 500);
        FeedSettings settings = feed("cut", Pace.REAL_TIME, 0, "nobody");
        List<FeedProgress> progress = new CopyOnWriteArrayList<>();
        List<FeedSummary> summaries = new CopyOnWriteArrayList<>();
        Thread feeding;
        try (FeedPublisher publisher = FeedPublisher.open(settings, () -> source(video), progress::add)) {
            feeding = new Thread(() -> summaries.add(run(publisher)));
            feeding.start();
            await().until(() -> !progress.isEmpty());
        }
        feeding.join(Duration.ofSeconds(5).toMillis());
        assertThat(summaries).hasSize(1);
        assertThat(summaries.get(0).complete()).isFalse();
        assertThat(summaries.get(0).frames()).isBetween(1L, 499L);
    }

    @Test
    @Tag("long")
    void aRealFaceIsOneSubject() throws Exception {
        Path video = SHARED.resolve("video/single_face.mp4");
        assumeThat(video).as("a real video, not part of the project").exists();
        Path model = SHARED.resolve("detector/yunet_2023mar.onnx");
        assumeThat(model).as("YuNet's file, not part of the project").exists();
        IngestConfiguration configuration = configuration("real", DetectorSettings.yuNet(model));
        long frames;
        try (IngestApplication ingest = IngestApplication.start(configuration);
                FeedPublisher publisher =
                        FeedPublisher.open(feed("real", "real"), () -> source(video), progress -> {})) {
            frames = publisher.run().frames();
            assertThat(publisher.awaitRead()).isTrue();
            assertThat(ingest.counts().decoded()).isEqualTo(frames);
        }
        List<FaceFrame> faces = FaceFrameTopic.read(kafka, registry, "real");
        assertThat(faces).extracting(FaceFrame::getSubjectId).containsOnly("s1");
        List<Long> sequences = sequences(faces);
        assertThat(sequences).hasSizeGreaterThan(60);
        assertThat(sequences).containsExactlyElementsOf(range(sequences.get(0), frames));
        assertThat(faces.subList(0, faces.size() - 1))
                .allSatisfy(face -> assertThat(face.getLandmarks()).isNotNull());
    }

    @Test
    @Tag("long")
    void facesCutWithoutKafkaAreThoseThatTheStreamCarries() throws Exception {
        FrameSource.Opener opener =
                () -> new DrawnFaceSource("meeting", DrawnFaceSource.Scene.MEETING, Duration.ofSeconds(3));
        try (IngestApplication ingest = IngestApplication.start(configuration("drawn"));
                FeedPublisher publisher = FeedPublisher.open(feed("meeting", "drawn"), opener, progress -> {})) {
            publisher.run();
            assertThat(publisher.awaitRead()).isTrue();
            assertThat(ingest.counts().tracksStarted()).isEqualTo(2);
        }
        List<FaceFrame> cut = new ArrayList<>();
        try (SubjectFaces faces = SubjectFaces.open("meeting", FaceSettings.defaults(DetectorSettings.cascade()));
                FrameSource source = opener.open()) {
            long number = 0;
            for (Optional<SourceFrame> frame = source.next(); frame.isPresent(); frame = source.next()) {
                for (TrackingStep.Sighting sighting : faces.next(frame.get())) {
                    cut.add(faces.cut(frame.get(), number, sighting));
                }
                number++;
            }
        }
        List<FaceFrame> carried = FaceFrameTopic.read(kafka, registry, "meeting").stream()
                .filter(face -> !face.getTrackEnded())
                // A recording's times are those of its publishing.
                .map(face -> FaceFrame.newBuilder(face)
                        .setCapturedAt(Instant.EPOCH)
                        .setSourceSession(null)
                        .build())
                .toList();
        assertThat(cut)
                .hasSizeGreaterThan(60)
                .extracting(face -> FaceFrame.newBuilder(face)
                        .setCapturedAt(Instant.EPOCH)
                        .setSourceSession(null)
                        .build())
                .containsExactlyElementsOf(carried);
    }

    @Test
    void aMissingTopicIsNamedAtTheStart() throws Exception {
        try (EmbeddedBroker bare = EmbeddedBroker.start(folder.resolve("bare"))) {
            Map<String, String> settings = Map.of("bootstrap.servers", bare.bootstrapServers());
            SchemaRegistrySettings schemas = new SchemaRegistrySettings(null, settings);
            assertThatThrownBy(() -> IngestApplication.start(IngestConfiguration.defaults(
                            settings, schemas, Files.createTempDirectory(folder, "state"), DetectorSettings.cascade())))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("mien topics create");
            assertThatThrownBy(() -> FeedPublisher.open(
                            FeedSettings.defaults(settings, schemas, Pace.REAL_TIME),
                            () -> source(folder.resolve("none.mp4")),
                            progress -> {}))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("camera-frames");
        }
    }

    private static FrameSource source(Path video) throws FrameSourceException {
        return VideoFileSource.open(video, FeedSettings.DEFAULT_LONGEST_SIDE);
    }

    private static FeedSummary run(FeedPublisher publisher) {
        try {
            return publisher.run();
        } catch (FrameSourceException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the topic's order, without the markers. */
    private static List<Long> sequences(List<FaceFrame> faces) {
        return faces.stream()
                .filter(face -> !face.getTrackEnded())
                .map(FaceFrame::getSequence)
                .toList();
    }

    private static List<Long> range(long first, long end) {
        return LongStream.range(first, end).boxed().toList();
    }
}
