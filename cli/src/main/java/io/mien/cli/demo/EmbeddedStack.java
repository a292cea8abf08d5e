package io.mien.cli.demo;

import io.mien.broker.EmbeddedBroker;
import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.feeds.Feeds;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.StopSignal;
import io.mien.dashboard.Dashboard;
import io.mien.dashboard.DashboardConfiguration;
import io.mien.demonstration.DemonstrationModel;
import io.mien.infer.Delivery;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.InferenceStatus;
import io.mien.infer.PreparedInference;
import io.mien.infer.batch.BatchSettings;
import io.mien.ingest.IngestApplication;
import io.mien.ingest.IngestConfiguration;
import io.mien.ingest.topology.FaceSettings;
import io.mien.models.tensorflow.InstructionSet;
import io.mien.models.tensorflow.PrecisionChoice;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.tensorflow.TensorFlowRuntime;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistryServer;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.sealing.KeyAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the whole system in this process: broker, registry, topics, feeds, ingest, inference and page. Parts that do not
 * need one another start at the same time.
 */
public final class EmbeddedStack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedStack.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration STARTERS_PATIENCE = Duration.ofSeconds(15);
    private static final int PARTITIONS = 4;
    /** A few subjects fill no more within a batch's time, and each batch is computed whole. */
    private static final int EXACT_BATCH = 8;

    /** A demonstration lasts minutes and must not fill the disk. */
    private static final Map<Topic, Duration> RETENTION = Map.of(
            Topic.CAMERA_FRAMES, Duration.ofMinutes(5),
            Topic.FACE_FRAMES, Duration.ofMinutes(30));

    /**
     * What to start.
     *
     * @param folder for all data
     * @param model package, or null for the bundled one
     * @param faces which are followed, and how
     * @param purpose stamped on the readings
     * @param port of the page, 0 for any
     * @param exact whether the readings' bits are to be the same whatever the load and the processor
     * @param precision that pictures are encoded in
     * @param keys that pictures and readings are sealed with
     * @param freshness how old a frame may be when it is read; null: every one is read
     * @param feeds to be published as soon as their topic is there
     */
    public record Plan(
            Path folder,
            @Nullable Path model,
            FaceSettings faces,
            String purpose,
            int port,
            boolean exact,
            PrecisionChoice precision,
            KeyAccess keys,
            @Nullable Duration freshness,
            List<FeedPlan> feeds) {
        /** In float32 and without keys. */
        public Plan(
                Path folder,
                @Nullable Path model,
                FaceSettings faces,
                String purpose,
                int port,
                boolean exact,
                List<FeedPlan> feeds) {
            this(folder, model, faces, purpose, port, exact, PrecisionChoice.FLOAT32, KeyAccess.NONE, null, feeds);
        }
    }

    private final Path folder;
    private final LoopbackPorts ports;
    private final OpenedParts parts;
    private final EmbeddedBroker broker;
    private final Dashboard dashboard;
    private final IngestApplication ingest;
    private final InferenceApplication inference;
    private final Feeds feeds;

    private EmbeddedStack(
            Path folder,
            LoopbackPorts ports,
            OpenedParts parts,
            EmbeddedBroker broker,
            Dashboard dashboard,
            IngestApplication ingest,
            InferenceApplication inference,
            Feeds feeds) {
        this.folder = folder;
        this.ports = ports;
        this.parts = parts;
        this.broker = broker;
        this.dashboard = dashboard;
        this.ingest = ingest;
        this.inference = inference;
        this.feeds = feeds;
    }

    /**
     * Starts everything, or nothing.
     *
     * @param stop looked at between the steps
     * @throws IOException if the folder cannot be written
     * @throws java.util.concurrent.CancellationException if the stop signal is given before all is started
     */
    public static EmbeddedStack start(Plan plan, StopSignal stop) throws IOException {
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
            Plan plan, StopSignal stop, OpenedParts parts, ExecutorService starters, ExecutorService preparer)
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
            requireHealth(broker, plan.folder());
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
        starts.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(EmbeddedStack::end);
        if (broker.failure().isPresent()) {
            throw new CancellationException("the broker has given up");
        }
    }

    /**
     * Throws if the broker has given up.
     *
     * @throws CommandException that says so
     */
    private static void requireHealth(EmbeddedBroker broker, Path folder) {
        Optional<String> failure = broker.failure();
        if (failure.isPresent()) {
            throw new CommandException(
                    ExitCode.DISK,
                    "the embedded broker has given up, most likely because the disk of " + folder
                            + " is full or failing (free some space, or name another folder with TMPDIR)");
        }
    }

    private static PreparedInference prepare(Plan plan, LoopbackPorts ports) {
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
                            .map(EmbeddedStack::newTopic)
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

    /**
     * Throws if a part has given up for good.
     *
     * @throws CommandException that says which
     */
    void requireHealth() {
        doWithoutLostBroker();
        requireHealth(broker, folder);
        if (ingest.state() == IngestApplication.State.FAILED) {
            throw new CommandException(
                    ExitCode.INTERNAL, "ingest has stopped: " + ingest.failure().orElse("no reason given"));
        }
        if (inference.status() == InferenceStatus.FAILED) {
            throw new CommandException(ExitCode.INTERNAL, "the inference job has stopped");
        }
    }

    /**
     * Used if the broker is gone: the ingest would ask it for leave and wait for the answer, and the page would
     * complain of having none.
     */
    private void doWithoutLostBroker() {
        if (broker.failure().isPresent()) {
            parts.closeFirst(dashboard);
            ingest.abandon();
        }
    }

    /** Ends the feeds and the ingest: what is in {@code face-frames} then is all that there will be. */
    void endInput() {
        parts.closeFirst(feeds);
        parts.closeFirst(ingest);
    }

    public Map<String, String> kafka() {
        return ports.kafka();
    }

    public SchemaRegistrySettings schemas() {
        return ports.schemas();
    }

    public String bootstrapServers() {
        return ports.bootstrapServers();
    }

    public URI registryUrl() {
        return ports.registryUrl();
    }

    URI pageUrl() {
        return dashboard.url();
    }

    Dashboard dashboard() {
        return dashboard;
    }

    public IngestApplication ingest() {
        return ingest;
    }

    public InferenceApplication inference() {
        return inference;
    }

    Feeds feeds() {
        return feeds;
    }

    /** Stops everything: the feeds, then the others in the opposite order of starting. */
    @Override
    public void close() {
        parts.closeFirst(feeds);
        doWithoutLostBroker();
        parts.close();
    }
}
