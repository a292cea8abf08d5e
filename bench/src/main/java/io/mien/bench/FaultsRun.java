package io.mien.bench;

import io.mien.infer.Delivery;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.tensorflow.InstructionSet;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistryServer;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A cluster with a live load and a job that is disturbed. Used by one thread. */
final class FaultsRun implements AutoCloseable {
    private static final String GROUP = "disturbed";
    private static final int BATCH = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration CHECKPOINTS = Duration.ofSeconds(1);
    private static final long LOOK_AGAIN_MILLIS = 250;

    private final Path folder;
    private final Path model;
    private final Delivery.Guarantee guarantee;
    private final boolean rescaled;
    private final BrokerProcess broker;
    private final KafkaSchemaRegistry registry;
    private final PublishedTopics topics;
    private final LiveLoad load;
    private final InetSocketAddress registryAddress;
    private @Nullable SchemaRegistryServer registryServer;
    private @Nullable ChildJvm job;
    private @Nullable InferenceApplication application;
    private int parallelism = 1;

    FaultsRun(Path folder, Path model, Delivery.Guarantee guarantee, Fault fault, SyntheticFaces faces, int rate)
            throws IOException {
        this.folder = folder;
        this.model = model;
        this.guarantee = guarantee;
        this.rescaled = fault == Fault.RESCALED;
        this.broker = BrokerProcess.start(folder.resolve("kafka"), Map.of());
        this.registry = new KafkaSchemaRegistry(broker.kafka());
        this.registryServer =
                new SchemaRegistryServer(registry, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.registryAddress = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), registryServer.url().getPort());
        this.topics = new PublishedTopics(broker.kafka());
        this.load = new LiveLoad(broker.kafka(), registry, faces, rate, 100);
        if (rescaled) {
            application = start(GROUP, parallelism, folder.resolve("state"));
        } else {
            startJob();
        }
    }

    BrokerProcess broker() {
        return broker;
    }

    ChildJvm job() {
        if (job == null) {
            throw new IllegalStateException("no job is there");
        }
        return job;
    }

    void startJob() throws IOException {
        job = ChildJvm.start(
                folder.resolve("infer.log"),
                ChildJvm.Command.class,
                List.of(
                        "infer",
                        "--bootstrap-servers",
                        broker.server(),
                        "--schema-registry",
                        URI.create("http://127.0.0.1:" + registryAddress.getPort())
                                .toString(),
                        "--model",
                        model.toString(),
                        "--purpose",
                        "fault test",
                        "--group",
                        GROUP,
                        "--guarantee",
                        guarantee.name(),
                        "--checkpoint-interval",
                        CHECKPOINTS.toSeconds() + "s",
                        "--batch",
                        Integer.toString(BATCH),
                        "--exact",
                        "--parallelism",
                        "2",
                        "--state",
                        folder.resolve("state").toString()));
    }

    void killJob() {
        job().kill();
    }

    void stopRegistry() {
        if (registryServer != null) {
            registryServer.close();
            registryServer = null;
        }
    }

    void startRegistry() throws IOException {
        registryServer = new SchemaRegistryServer(registry, registryAddress);
    }

    void rescale() throws InterruptedException {
        InferenceApplication running = application;
        if (running == null) {
            throw new IllegalStateException("no job is there");
        }
        running.drainAndStop(PATIENCE);
        running.close();
        parallelism = 3 - parallelism;
        application = start(GROUP, parallelism, folder.resolve("state"));
    }

    private InferenceApplication start(String group, int slots, Path state) {
        InferenceConfiguration defaults = InferenceConfiguration.defaults(
                broker.server(), new SchemaRegistrySettings(null, broker.kafka()), "fault test");
        ModelRunnerFactory factory = new SavedModelRunnerFactory(
                model, RunnerOptions.defaults().withInstructionSet(InstructionSet.PORTABLE));
        return InferenceApplication.start(
                defaults.withGroupId(group)
                        .withParallelism(slots)
                        .withEncoding(
                                defaults.encoding().withMaximumBatch(BATCH).withExact(true))
                        .withDelivery(defaults.delivery()
                                .withCheckpointInterval(CHECKPOINTS)
                                .withGuarantee(guarantee)),
                factory,
                state);
    }

    /** Until so many more readings are there; a job that has ended is started again, as whoever runs it would. */
    void awaitReadings(long more) throws Exception {
        long wanted = topics.records(Topic.EXPRESSIONS) + more;
        await("publish " + more + " more readings", () -> topics.records(Topic.EXPRESSIONS) >= wanted);
    }

    /** Ends the load, waits until the job has done with it and is still, stops it, and counts. */
    DeliveryCount count(Duration calm) throws Exception {
        load.finish();
        long[] seen = {-1, System.nanoTime()};
        await("work off " + load.frames() + " records", () -> {
            long now = topics.records(Topic.EXPRESSIONS) + topics.records(Topic.FACE_FRAMES_DEAD_LETTERS);
            if (now != seen[0] || !topics.isRead(GROUP)) {
                seen[0] = now;
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > calm.toNanos();
        });
        if (application != null) {
            application.close();
        }
        if (job != null) {
            job.stop();
        }
        Map<TopicPartition, Long> end = topics.ends(Topic.EXPRESSIONS);
        Map<TopicPartition, Long> deadEnd = topics.ends(Topic.FACE_FRAMES_DEAD_LETTERS);
        try (InferenceApplication undisturbed = start("undisturbed", 2, folder.resolve("undisturbed"))) {
            undisturbed.drainAndStop(PATIENCE);
        }
        return DeliveryCount.of(
                topics.readings(Map.of(), end, registry),
                topics.readings(end, topics.ends(Topic.EXPRESSIONS), registry),
                topics.deadLetters(deadEnd),
                load.poisoned());
    }

    long frames() {
        return load.frames();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the job did not " + what + " in " + PATIENCE + "; see " + folder);
            }
            if (!rescaled && !job().isAlive()) {
                startJob();
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
        if (job != null) {
            job.close();
        }
        load.close();
        stopRegistry();
        registry.close();
        broker.close();
    }
}
