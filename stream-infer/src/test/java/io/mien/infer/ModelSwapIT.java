package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mien.infer.WholeRecomputation.Window;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.schemas.avro.DeployedPackage;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ModelAction;
import io.mien.schemas.avro.ModelControl;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.avro.ModelPhase;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ShadowRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@Timeout(180)
class ModelSwapIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final VariantRunnerFactory A = new VariantRunnerFactory("a");

    @TempDir
    Path folder;

    @Test
    void aModelGoesInWhileFramesComeAndEveryWindowIsOfOneModelOnce() throws Exception {
        try (InferenceCluster cluster = new InferenceCluster(folder);
                Tracks tracks = new Tracks(cluster)) {
            InferenceConfiguration configuration = cluster.configuration();
            configuration =
                    configuration.withDelivery(configuration.delivery().withGuarantee(Delivery.Guarantee.EXACTLY_ONCE));
            try (InferenceApplication job = InferenceApplication.start(configuration, A, folder.resolve("state"))) {
                tracks.begin();
                await().atMost(PATIENCE).until(() -> !cluster.readings().isEmpty());
                deploy(cluster, "to-b", "b", 20);
                awaitPhase(cluster, "to-b", ModelPhase.ACTIVE);
                assertThat(phases(cluster, "to-b"))
                        .containsExactly(
                                ModelPhase.LOADING, ModelPhase.SHADOW, ModelPhase.SWITCHING, ModelPhase.ACTIVE);
                assertThat(VariantRunnerFactory.opened()).containsExactlyInAnyOrder("a", "b");
                ModelEvent active = last(cluster, "to-b");
                assertThat(active.getPublishing().getName()).isEqualTo("formula-b");
                assertThat(active.getFormer().getName()).isEqualTo("formula-a");
                assertThat(active.getAgreement().getWindows()).isGreaterThanOrEqualTo(20);
                assertThat(active.getAgreement().getSameLabel())
                        .isLessThanOrEqualTo(active.getAgreement().getWindows());
                awaitReading(cluster, "formula-b", active.getTakesOverAt());

                deploy(cluster, "to-x", "x", 1);
                awaitPhase(cluster, "to-x", ModelPhase.REFUSED);
                assertThat(last(cluster, "to-x").getReason()).contains("self-check is off");
                assertThat(last(cluster, "to-x").getPublishing().getName()).isEqualTo("formula-b");

                deploy(cluster, "to-c", "c", 1);
                awaitPhase(cluster, "to-c", ModelPhase.ACTIVE);
                assertThat(VariantRunnerFactory.opened()).containsExactlyInAnyOrder("b", "c");
                cluster.send(control("back", ModelAction.ROLLBACK).build());
                awaitPhase(cluster, "back", ModelPhase.ROLLED_BACK);
                assertThat(last(cluster, "back").getPublishing().getName()).isEqualTo("formula-b");
                awaitReading(cluster, "formula-b", last(cluster, "back").getTakesOverAt());
                assertThat(job.manifest().name()).isEqualTo("formula-b");

                // It is still in memory, and its package is read again all the same.
                deploy(cluster, "broken-c", "c", "x-c", 1);
                awaitPhase(cluster, "broken-c", ModelPhase.REFUSED);
                tracks.end();
                job.drainAndStop(PATIENCE);
                assertThat(job.restarts()).isZero();
            }
            assertThat(VariantRunnerFactory.opened()).isEmpty();
            requireEachWindowOnce(cluster.readings(), tracks.sent(), Set.of("a", "b", "c"));
        }
    }

    @Test
    void aJobThatIsKilledInTheShadowPhaseAndAfterTheSwitchGoesOnFromThere() throws Exception {
        Path state = folder.resolve("state");
        try (InferenceCluster cluster = new InferenceCluster(folder);
                Tracks tracks = new Tracks(cluster)) {
            InferenceConfiguration configuration = cluster.configuration();
            try (InferenceApplication first = InferenceApplication.start(configuration, A, state)) {
                tracks.begin();
                await().atMost(PATIENCE).until(() -> !cluster.readings().isEmpty());
                deploy(cluster, "to-b", "b", 60);
                awaitPhase(cluster, "to-b", ModelPhase.SHADOW);
                awaitCheckpoints(state);
                assertThat(first.manifest().name()).isEqualTo("formula-a");
            }
            try (InferenceApplication second = InferenceApplication.start(configuration, A, state)) {
                awaitPhase(cluster, "to-b", ModelPhase.ACTIVE);
                ModelEvent active = last(cluster, "to-b");
                awaitReading(cluster, "formula-b", active.getTakesOverAt());
                assertThat(second.manifest().name()).isEqualTo("formula-b");
            }
            // With the settings that it was begun with, and with those that it should have by now.
            try (InferenceApplication third = InferenceApplication.start(configuration, A, state)) {
                int readings = cluster.readings().size();
                await().atMost(PATIENCE).until(() -> cluster.readings().size() > readings + 4);
                assertThat(third.manifest().name()).isEqualTo("formula-b");
            }
            assertThatThrownBy(() -> InferenceApplication.start(configuration, new VariantRunnerFactory("d"), state))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("model: sha256:" + "d".repeat(64) + " (expected: sha256:" + "a".repeat(64));
            try (InferenceApplication fourth =
                    InferenceApplication.start(configuration, new VariantRunnerFactory("b"), state)) {
                int readings = cluster.readings().size();
                await().atMost(PATIENCE).until(() -> cluster.readings().size() > readings + 4);
                tracks.end();
                fourth.drainAndStop(PATIENCE);
                assertThat(fourth.restarts()).isZero();
            }
            requireEachWindowOnce(cluster.readings(), tracks.sent(), Set.of("a", "b"));
        }
    }

    private static void awaitCheckpoints(Path state) {
        int before = checkpoints(state);
        await().atMost(PATIENCE).until(() -> checkpoints(state) > before + 1);
    }

    /** The number of the newest one. */
    private static int checkpoints(Path state) {
        try (Stream<Path> files = Files.walk(state)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("chk-"))
                    .mapToInt(name -> Integer.parseInt(name.substring("chk-".length())))
                    .max()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            // Flink removes the old ones meanwhile.
            return 0;
        }
    }

    /** Each window is published once, though a killed job may write a reading again, by one model, as that model alone reads it. */
    private static void requireEachWindowOnce(
            List<ExpressionReading> readings, List<FaceFrame> frames, Set<String> letters) {
        Map<String, ExpressionReading> byId = new LinkedHashMap<>();
        readings.forEach(reading -> byId.putIfAbsent(reading.getReadingId(), reading));
        for (String subject : List.of("one", "two", "three")) {
            List<FaceFrame> track = frames.stream()
                    .filter(frame -> frame.getSubjectId().equals(subject))
                    .toList();
            List<ExpressionReading> published = byId.values().stream()
                    .filter(reading -> reading.getSubjectId().equals(subject))
                    .toList();
            assertThat(published).as("of %s", subject).isNotEmpty();
            assertThat(published).extracting(ExpressionReading::getWindowEnd).doesNotHaveDuplicates();
            Map<String, List<Window>> expected = new LinkedHashMap<>();
            for (String letter : letters) {
                try (ModelRunner runner = new VariantRunnerFactory(letter).open()) {
                    expected.put("formula-" + letter, new WholeRecomputation(runner).windows(track));
                }
            }
            List<Window> asNamed = new ArrayList<>();
            for (int i = 0; i < published.size(); i++) {
                List<Window> ofModel =
                        expected.getOrDefault(published.get(i).getModel().getName(), List.of());
                assertThat(ofModel).hasSameSizeAs(published);
                asNamed.add(ofModel.get(i));
            }
            WholeRecomputation.assertSame(published, asNamed);
        }
    }

    /** Three faces whose frames come as they would from a camera: one all the time, one on and off, one that comes later. */
    private static final class Tracks implements AutoCloseable {
        private static final long STEP_MILLIS = 40;
        private static final int LATE = 150;
        private static final int ON_AND_OFF = 90;

        private final InferenceCluster cluster;
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private final List<FaceFrame> sent = new ArrayList<>();
        private int step;

        Tracks(InferenceCluster cluster) {
            this.cluster = cluster;
        }

        void begin() {
            var unused = clock.scheduleAtFixedRate(this::step, 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void step() {
            List<FaceFrame> frames = new ArrayList<>();
            frames.add(TestFrames.frame("camera", "one", step, STEP_MILLIS * step));
            if (step % (2 * ON_AND_OFF) < ON_AND_OFF) {
                frames.add(TestFrames.frame("camera", "two", step, STEP_MILLIS * step));
            }
            if (step >= LATE) {
                frames.add(TestFrames.frame("other-camera", "three", step, STEP_MILLIS * step));
            }
            step++;
            send(frames);
        }

        private void send(List<FaceFrame> frames) {
            try {
                sent.addAll(frames);
                cluster.send(frames);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        void end() throws InterruptedException {
            clock.shutdown();
            assertThat(clock.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            for (String subject : List.of("one", "two", "three")) {
                FaceFrame last = sent.stream()
                        .filter(frame -> frame.getSubjectId().equals(subject))
                        .reduce((earlier, later) -> later)
                        .orElseThrow();
                send(List.of(TestFrames.end(
                        last.getStreamId(), subject, last.getSequence(), STEP_MILLIS * last.getSequence())));
            }
        }

        List<FaceFrame> sent() {
            return sent;
        }

        @Override
        public void close() {
            clock.shutdownNow();
        }
    }

    private static void deploy(InferenceCluster cluster, String id, String letter, long windows) throws Exception {
        deploy(cluster, id, letter, letter, windows);
    }

    private static void deploy(InferenceCluster cluster, String id, String letter, String place, long windows)
            throws Exception {
        ModelManifest manifest = VariantRunnerFactory.manifest(letter);
        cluster.send(control(id, ModelAction.DEPLOY)
                .setPackage$(new DeployedPackage(
                        place,
                        "sha256:any",
                        new ModelReference(
                                manifest.name(),
                                manifest.version(),
                                manifest.savedModelDigest(),
                                manifest.preprocessingDigest(),
                                true)))
                .setShadow(new ShadowRule(3_000_000L, windows, 0.0))
                .build());
    }

    private static ModelControl.Builder control(String id, ModelAction action) {
        return ModelControl.newBuilder()
                .setGroup(InferenceConfiguration.DEFAULT_GROUP_ID)
                .setDeploymentId(id)
                .setAction(action)
                .setSentAt(Instant.now());
    }

    private static List<ModelEvent> events(InferenceCluster cluster, String id) throws Exception {
        return cluster.modelEvents().stream()
                .filter(event -> event.getDeploymentId().equals(id))
                .toList();
    }

    private static List<ModelPhase> phases(InferenceCluster cluster, String id) throws Exception {
        return events(cluster, id).stream().map(ModelEvent::getPhase).distinct().toList();
    }

    private static ModelEvent last(InferenceCluster cluster, String id) throws Exception {
        List<ModelEvent> events = events(cluster, id);
        return events.get(events.size() - 1);
    }

    private static void awaitPhase(InferenceCluster cluster, String id, ModelPhase phase) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> phases(cluster, id).contains(phase));
    }

    private static void awaitReading(InferenceCluster cluster, String model, Instant after) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> cluster.readings().stream()
                        .anyMatch(reading -> reading.getModel().getName().equals(model)
                                && reading.getProducedAt().isAfter(after)));
    }
}
