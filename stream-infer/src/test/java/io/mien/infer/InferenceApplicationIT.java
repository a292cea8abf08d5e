package io.mien.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mien.infer.accounting.InferenceCounters;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.models.LabelSet;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.pictures.PoseRange;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicException;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ReadingStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class InferenceApplicationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ModelRunnerFactory FORMULA =
            FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults());

    @TempDir
    Path folder;

    @Test
    void readingsAreThoseOfEveryWindowRecomputedWhole() throws Exception {
        List<FaceFrame> steady = TestFrames.track("camera-1", "steady", 130);
        List<FaceFrame> sparse = sparseTrack("camera-2", "sparse");
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            try (InferenceApplication application =
                    InferenceApplication.start(cluster.configuration(), FORMULA, folder.resolve("state"))) {
                cluster.send(steady);
                cluster.send(sparse);
                application.drainAndStop(PATIENCE);
                assertThat(application.status()).isEqualTo(InferenceStatus.STOPPED);

                InferenceCounters counters = application.counters();
                assertThat(counters.read()).isEqualTo(steady.size() + sparse.size());
                assertThat(counters.trackEnded()).isEqualTo(2);
                assertThat(counters.inFlight()).isZero();
                // Once each: 130 frames of 40 ms lie in 42 cells, the sparse ones each in a cell of their own.
                assertThat(counters.encoded()).isEqualTo(42 + sparse.size() - 1);
                assertThat(counters.notSampled().get(NotSampledReason.NOT_NEAREST))
                        .isEqualTo(130 - 42);
                assertThat(application.encoding().items()).isEqualTo(counters.encoded());
            }
            try (ModelRunner runner = FORMULA.open()) {
                WholeRecomputation whole = new WholeRecomputation(runner);
                WholeRecomputation.assertSame(cluster.readings("camera-1", "steady"), whole.windows(steady));
                WholeRecomputation.assertSame(cluster.readings("camera-2", "sparse"), whole.windows(sparse));
            }
            assertThat(cluster.readings("camera-2", "sparse"))
                    .extracting(ExpressionReading::getStatus)
                    .contains(ReadingStatus.OK, ReadingStatus.DEGRADED, ReadingStatus.ABSTAINED);
        }
    }

    /** Two seconds of a frame a cell, one second of every other cell, a gap of three seconds, a second of frames. */
    private static List<FaceFrame> sparseTrack(String stream, String subject) {
        List<FaceFrame> track = new ArrayList<>();
        for (long cell = 0; cell < 56; cell++) {
            if (cell < 16 || (cell < 24 && cell % 2 == 0) || cell >= 48) {
                track.add(TestFrames.frame(stream, subject, cell, 125 * cell + 30));
            }
        }
        track.add(TestFrames.end(stream, subject, 55, 125 * 55 + 30));
        return track;
    }

    @Test
    void aReadingCarriesItsEvidence() throws Exception {
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            try (InferenceApplication application =
                    InferenceApplication.start(cluster.configuration(), FORMULA, folder.resolve("state"))) {
                cluster.send(TestFrames.track("camera", "face", 60));
                application.drainAndStop(PATIENCE);
            }
            ConsumerRecord<byte[], byte[]> record =
                    cluster.records(Topic.EXPRESSIONS).get(3);
            ExpressionReading reading = cluster.readings().get(3);
            assertThat(record.key()).isEqualTo("camera".getBytes(UTF_8));
            assertThat(DeadLetterHeaders.text(record.headers(), "ce_id")).contains(reading.getReadingId());
            assertThat(reading.getReadingId()).matches("[0-9a-f]{32}");
            assertThat(reading.getStatus()).isEqualTo(ReadingStatus.OK);
            assertThat(reading.getReason()).isNull();
            assertThat(reading.getWindowStart()).isEqualTo(TestFrames.START);
            assertThat(reading.getWindowEnd()).isEqualTo(TestFrames.START.plusSeconds(2));
            assertThat(reading.getLabelSet().getName()).isEqualTo("dfew-7");
            assertThat(reading.getProbabilities()).hasSize(7);
            int top = reading.getLabelSet().getLabels().indexOf(reading.getTopLabel());
            assertThat(reading.getProbabilities())
                    .allSatisfy(probability -> assertThat(probability)
                            .isLessThanOrEqualTo(reading.getProbabilities().get(top)));
            // Frames 40 ms apart, cells of 125 ms: frame 2 (80 ms) is nearest to 62.5 ms, frame 48 to 1937.5 ms.
            assertThat(reading.getFrames().getFirstSequence()).isEqualTo(2);
            assertThat(reading.getFrames().getLastSequence()).isEqualTo(48);
            assertThat(reading.getFrames().getCount()).isEqualTo(16);
            assertThat(reading.getFrames().getPaddedCount()).isZero();
            assertThat(reading.getLastBox().getX()).isEqualTo(48);
            assertThat(reading.getInput().getTopic()).isEqualTo("face-frames");
            assertThat(reading.getInput().getFirstOffset()).isEqualTo(2);
            assertThat(reading.getInput().getLastOffset()).isEqualTo(48);
            assertThat(reading.getModel().getName()).isEqualTo("formula-32");
            assertThat(reading.getModel().getUntrained()).isTrue();
            assertThat(reading.getModel().getPreprocessingDigest()).startsWith("sha256:");
            assertThat(reading.getRuntime().getDevice()).isEqualTo("CPU:0");
            assertThat(reading.getRuntime().getBatchShape()).isEqualTo("frames 1..32, clips 1..32");
            assertThat(reading.getPurpose()).isEqualTo("test of the inference job");
            assertThat(reading.getProducedAt()).isBetween(Instant.now().minusSeconds(120), Instant.now());
        }
    }

    @ParameterizedTest
    @Tag("long")
    @EnumSource(Delivery.Guarantee.class)
    @Tag("long")
    void aFailureLosesNoReadingAndDoublesNone(Delivery.Guarantee guarantee) throws Exception {
        List<FaceFrame> track = TestFrames.track("camera", "face", 800);
        FailingRunnerFactory factory = FailingRunnerFactory.failingAfter(150);
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            InferenceConfiguration configuration = cluster.configuration();
            configuration = configuration.withDelivery(configuration.delivery().withGuarantee(guarantee));
            try (InferenceApplication application =
                    InferenceApplication.start(configuration, factory, folder.resolve("state"))) {
                cluster.send(track.subList(0, 400));
                await().atMost(PATIENCE)
                        .until(() -> application.counters().encoded() >= 100
                                && !cluster.records(Topic.EXPRESSIONS).isEmpty());
                cluster.send(track.subList(400, track.size()));
                application.drainAndStop(PATIENCE);

                assertThat(FailingRunnerFactory.hasFailed()).isTrue();
                InferenceCounters counters = application.counters();
                assertThat(counters.read()).isEqualTo(track.size());
                assertThat(counters.inFlight()).isZero();
            }
            assertThat(FailingRunnerFactory.opened())
                    .as("loaded once, in spite of the restart")
                    .isEqualTo(1);
            assertThat(FailingRunnerFactory.closed()).isEqualTo(1);

            List<ExpressionReading> readings = cluster.readings();
            Map<String, ExpressionReading> byId = new LinkedHashMap<>();
            for (ExpressionReading reading : readings) {
                ExpressionReading twin = byId.putIfAbsent(reading.getReadingId(), reading);
                if (twin != null) {
                    TestReadings.assertSameButForOffsets(List.of(reading), List.of(twin));
                }
            }
            if (guarantee == Delivery.Guarantee.EXACTLY_ONCE) {
                assertThat(readings).hasSameSizeAs(byId.values());
            }
            try (ModelRunner runner = FORMULA.open()) {
                WholeRecomputation.assertSame(
                        List.copyOf(byId.values()), new WholeRecomputation(runner).windows(track));
            }
        }
    }

    @Test
    @Tag("long")
    @Tag("long")
    void aJobGoesOnWhereTheOneBeforeWasStoppedOrKilled() throws Exception {
        List<FaceFrame> track = TestFrames.track("camera", "face", 600);
        Path state = folder.resolve("state");
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            try (InferenceApplication first = InferenceApplication.start(cluster.configuration(), FORMULA, state)) {
                cluster.send(track.subList(0, 203));
                first.drainAndStop(PATIENCE);
                assertThat(first.counters().read()).isEqualTo(203);
            }
            try (InferenceApplication second = InferenceApplication.start(cluster.configuration(), FORMULA, state)) {
                cluster.send(track.subList(203, 407));
                await().atMost(PATIENCE).until(() -> second.counters().read() > 203);
                // Closed without being drained: whatever was under way is read again.
            }
            try (InferenceApplication third = InferenceApplication.start(cluster.configuration(), FORMULA, state)) {
                cluster.send(track.subList(407, track.size()));
                third.drainAndStop(PATIENCE);
                assertThat(third.counters().read()).isEqualTo(track.size());
                assertThat(third.counters().inFlight()).isZero();
            }
            Map<String, ExpressionReading> byId = new LinkedHashMap<>();
            cluster.readings().forEach(reading -> byId.putIfAbsent(reading.getReadingId(), reading));
            try (ModelRunner runner = FORMULA.open()) {
                WholeRecomputation.assertSame(
                        List.copyOf(byId.values()), new WholeRecomputation(runner).windows(track));
            }
        }
    }

    @Test
    @Tag("long")
    @Tag("long")
    void anotherParallelismIsRefusedUnlessTheJobWasDrained() throws Exception {
        Path state = folder.resolve("state");
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            InferenceConfiguration one = cluster.configuration().withParallelism(1);
            try (InferenceApplication application = InferenceApplication.start(one, FORMULA, state)) {
                await().atMost(PATIENCE).until(() -> StateDirectoryTest.holdsCheckpoint(state));
                assertThat(application.status()).isEqualTo(InferenceStatus.RUNNING);
            }
            assertThatThrownBy(() -> InferenceApplication.start(one.withParallelism(2), FORMULA, state))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("parallelism: 2 (expected: 1");
            List<FaceFrame> track = TestFrames.track("camera", "face", 200);
            try (InferenceApplication application = InferenceApplication.start(one, FORMULA, state)) {
                cluster.send(track.subList(0, 101));
                application.drainAndStop(PATIENCE);
            }
            try (InferenceApplication application =
                    InferenceApplication.start(one.withParallelism(2), FORMULA, state)) {
                cluster.send(track.subList(101, track.size()));
                application.drainAndStop(PATIENCE);
                assertThat(application.counters().read()).isEqualTo(track.size());
            }
            try (ModelRunner runner = FORMULA.open()) {
                WholeRecomputation.assertSame(cluster.readings(), new WholeRecomputation(runner).windows(track));
            }
        }
    }

    @Test
    void aStalledCameraAndOneWithAWrongClockHoldNobodyUp() throws Exception {
        List<FaceFrame> good = TestFrames.track("good", "face", 100);
        try (InferenceCluster cluster = new InferenceCluster(folder);
                InferenceApplication application =
                        InferenceApplication.start(cluster.configuration(), FORMULA, folder.resolve("state"))) {
            long yearBack = -365L * 24 * 3600 * 1000;
            for (FaceFrame frame : good) {
                long sequence = frame.getSequence();
                List<FaceFrame> frames = new ArrayList<>(List.of(frame));
                frames.add(TestFrames.frame("wrong-clock", "face", sequence, yearBack + 40 * sequence));
                if (sequence < 3) {
                    frames.add(TestFrames.frame("stalled", "face", sequence, 40 * sequence));
                }
                cluster.send(frames);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(cluster.readings("good", "face")).hasSize(8));
            assertThat(cluster.readings("wrong-clock", "face"))
                    .isNotEmpty()
                    .allSatisfy(reading ->
                            assertThat(reading.getWindowEnd()).isBefore(TestFrames.START.minusSeconds(3600)));
            assertThat(cluster.readings("stalled", "face")).isEmpty();
            application.drainAndStop(PATIENCE);
            // The open cells of the two whose tracks have not ended.
            assertThat(application.counters().inFlight()).isEqualTo(2);
        }
    }

    @Test
    void aMissingTopicIsNamedAtTheStart() throws Exception {
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
                admin.deleteTopics(List.of(Topic.EXPRESSIONS.topicName())).all().get();
            }
            assertThatThrownBy(
                            () -> InferenceApplication.start(cluster.configuration(), FORMULA, folder.resolve("state")))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("topic expressions: not there");
        }
    }

    @Test
    void whatCannotWorkIsRefusedAtTheStartInWords() throws Exception {
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            InferenceConfiguration configuration = cluster.configuration();
            Delivery tooLong = new Delivery(
                    Delivery.Guarantee.EXACTLY_ONCE,
                    configuration.delivery().checkpointInterval(),
                    Duration.ofMinutes(20));
            Path state = folder.resolve("state");
            assertThatThrownBy(() -> InferenceApplication.start(configuration.withDelivery(tooLong), FORMULA, state))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("transaction timeout: PT20M (expected: at most PT15M, the brokers'"
                            + " transaction.max.timeout.ms; shorten it with --transaction-timeout, or raise that)");
            ModelRunnerFactory eightFrames = FormulaModelRunner.factory(new FormulaModelRunner.Settings(
                    32, 32, 8, LabelSet.DFEW_7, PoseRange.ANY, ModelManifest.NEVER_UNSURE));
            assertThatThrownBy(() -> InferenceApplication.start(configuration, eightFrames, state))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("cells in a window: 16 (expected: 8, the clip length of model formula-32)");
            Set<String> threads = new HashSet<>();
            try (InferenceApplication application = InferenceApplication.start(configuration, FORMULA, state)) {
                assertThatThrownBy(
                                () -> InferenceApplication.start(configuration.withGroupId("another"), FORMULA, state))
                        .isInstanceOf(InferenceException.class)
                        .hasMessageContaining("another inference job uses it");
                assertThat(application.manifest().name()).isEqualTo("formula-32");
            }
            Thread.getAllStackTraces().keySet().forEach(thread -> threads.add(thread.getName()));
            assertThat(threads).noneMatch(name -> name.startsWith("encode-frames"));
        }
    }
}
