package io.mien.cli.demo;

import io.mien.broker.EmbeddedBroker;
import io.mien.cli.feeds.Feeds;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.StopSignal;
import io.mien.dashboard.Dashboard;
import io.mien.dashboard.DashboardConfiguration;
import io.mien.demonstration.DemonstrationModel;
import io.mien.infer.Delivery;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.PreparedInference;
import io.mien.infer.batch.BatchSettings;
import io.mien.ingest.IngestApplication;
import io.mien.ingest.IngestConfiguration;
import io.mien.models.tensorflow.InstructionSet;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.tensorflow.TensorFlowRuntime;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistryServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts of an {@link EmbeddedStack}: all of them or none. Those that do not need one another start at the same
 * time.
 */
final class StackStart {
    private static final Logger log = LoggerFactory.getLogger(StackStart.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration STARTERS_PATIENCE = Duration.ofSeconds(15);
    private static final int PARTITIONS = 4;
    /** A few subjects fill no more within a batch's time, and each batch is computed whole. */
    private static final int EXACT_BATCH = 8;

    /** A demonstration lasts minutes and must not fill the disk. */
    private static final Map<Topic, Duration> RETENTION = Map.of(
            Topic.CAMERA_FRAMES, Duration.ofMinutes(5),
            Topic.FACE_FRAMES, Duration.ofMinutes(30));

    private StackStart() {}

    static EmbeddedStack run(StackPlan plan, StopSignal stop) throws IOException {
        OpenedParts parts = new OpenedParts();
        ExecutorService starters = Executors.newCachedThreadPool();
        ExecutorService preparer = Executors.newSingleThreadExecutor();
        try {
            return start(plan, stop, parts, starters, preparer);
        } catch (IOException | RuntimeException | LinkageError e) {
            // Those who start may wait long for a broker that is gone. The preparation waits for nobody, and must
            // not be interrupted: Flink would print stack traces.
            starters.shutdownNow();
            preparer.shutdown();
            // What is just starting writes into the folder, which goes next.
            awaitEnd(starters);
            awaitEnd(preparer);
            parts.close();
            if (stop.isGiven()) {
                // In a JVM that is ending, libraries fail to start in many ways; none of them is news.
                log.info("given up while starting: {}", e.toString());
                throw new CancellationException("stopped");
            }
            throw e;
        } finally {
            starters.shutdown();
            preparer.shutdown();
        }
    }

    private static void awaitEnd(ExecutorService starters) {
        try {
            if (!starters.awaitTermination(STARTERS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.info("parts are still starting after {}", STARTERS_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static EmbeddedStack start(
            StackPlan plan, StopSignal stop, OpenedParts parts, ExecutorService starters, ExecutorService preparer)
            throws IOException {
        LoopbackPorts ports = LoopbackPorts.free(plan.keys());
        // It needs no broker yet, and takes as long as the broker does.
        CompletableFuture<PreparedInference> prepared = begin(preparer, () -> parts.add(prepare(plan, ports)));
        EmbeddedBroker broker = parts.add(EmbeddedBroker.start(plan.folder().resolve("kafka"), ports.broker()));
        try {
            stop.requireNotGiven();
            createTopics(ports.kafka());
            serveSchemas(ports, parts);
            stop.requireNotGiven();

            CompletableFuture<Dashboard> dashboard = begin(
                    starters,
                    () -> parts.add(Dashboard.start(DashboardConfiguration.defaults(ports.kafka())
                            .withRegistry(ports.schemas())
                            .withPort(plan.port()))));
            CompletableFuture<IngestApplication> ingest = begin(
                    starters,
                    () -> parts.add(IngestApplication.start(IngestConfiguration.defaults(
                                    ports.kafka(),
                                    ports.schemas(),
                                    plan.folder().resolve("ingest"),
                                    plan.faces().detector())
                            .withFaces(plan.faces())
                            .withFreshness(plan.freshness()))));
            CompletableFuture<InferenceApplication> inference =
                    prepared.thenApplyAsync(ready -> parts.add(ready.start()), starters);
            // So that any client finds them; the parts that need one register it themselves.
            CompletableFuture<Void> schemas =
                    CompletableFuture.runAsync(() -> ports.schemas().register(List.of(Topic.values())), starters);
            // What a live feed shows before the job reads would be too old by then.
            CompletableFuture<?> before = plan.freshness() == null
                    ? CompletableFuture.completedFuture("nothing")
                    : CompletableFuture.allOf(ingest, inference);
            CompletableFuture<Feeds> feeds = before.thenApplyAsync(
                    unused -> parts.add(Feeds.start(plan.feeds(), ports.kafka(), ports.schemas())), starters);
            awaitStart(List.of(dashboard, ingest, inference, schemas, feeds), broker, stop);
            return new EmbeddedStack(
                    plan.folder(), ports, parts, broker, end(dashboard), end(ingest), end(inference), end(feeds));
        } catch (RuntimeException e) {
            EmbeddedStack.requireHealth(broker, plan.folder());
            throw e;
        }
    }

    /** Until all have started, one has failed, or there is no use in waiting for them. */
    private static void awaitStart(List<CompletableFuture<?>> starts, EmbeddedBroker broker, StopSignal stop) {
        while (starts.stream().noneMatch(CompletableFuture::isCompletedExceptionally)
                && !starts.stream().allMatch(CompletableFuture::isDone)
                && broker.failure().isEmpty()) {
            stop.requireNotGiven();
            try {
                CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new))
                        .get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                log.debug("not all started: {}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
        }
        // What has failed says so itself; the others must not be waited for.
        starts.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(StackStart::end);
        if (broker.failure().isPresent()) {
            throw new CancellationException("the broker has given up");
        }
    }

    private static PreparedInference prepare(StackPlan plan, LoopbackPorts ports) {
        RunnerOptions options = RunnerOptions.defaults()
                .withPrecision(plan.precision())
                .withInstructionSet(plan.exact() ? InstructionSet.PORTABLE : null);
        TensorFlowRuntime.load(options.instructionSet());
        BatchSettings batches = plan.exact()
                ? BatchSettings.defaults().withMaximumBatch(EXACT_BATCH).withExact(true)
                : BatchSettings.defaults();
        Path model = plan.model() != null
                ? plan.model()
                : DemonstrationModel.copyTo(plan.folder().resolve("model"));
        return PreparedInference.open(
                InferenceConfiguration.defaults(ports.bootstrapServers(), ports.schemas(), plan.purpose())
                        .withEncoding(batches)
                        .withFreshness(plan.freshness())
                        .withDelivery(Delivery.DEFAULT.withCheckpointInterval(Duration.ofSeconds(5))),
                new SavedModelRunnerFactory(model, options),
                plan.folder().resolve("inference"));
    }

    private static void createTopics(Map<String, String> kafka) {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            new TopicCatalog(admin)
                    .create(Arrays.stream(Topic.values())
                            .map(StackStart::newTopic)
                            .toList());
        }
    }

    private static NewTopic newTopic(Topic topic) {
        Map<String, String> settings = new HashMap<>(topic.settings());
        Duration retention = RETENTION.get(topic);
        if (retention != null) {
            settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        }
        return topic.toNewTopic(PARTITIONS, (short) 1).configs(settings);
    }

    private static void serveSchemas(LoopbackPorts ports, OpenedParts parts) throws IOException {
        KafkaSchemaRegistry registry = parts.add(new KafkaSchemaRegistry(ports.kafka()));
        parts.add(new SchemaRegistryServer(
                registry, new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.registry())));
    }

    private static <T> CompletableFuture<T> begin(ExecutorService starters, Supplier<T> start) {
        return CompletableFuture.supplyAsync(start, starters);
    }

    /** The part, or the failure that kept it from starting. */
    private static <T> T end(CompletableFuture<T> start) {
        try {
            return start.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
