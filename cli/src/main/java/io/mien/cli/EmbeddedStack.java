package io.mien.cli;

import io.mien.broker.EmbeddedBroker;
import io.mien.dashboard.Dashboard;
import io.mien.dashboard.DashboardConfiguration;
import io.mien.infer.Delivery;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.topology.IngestApplication;
import io.mien.ingest.topology.IngestConfiguration;
import io.mien.models.build.UntrainedModel;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.tensorflow.TensorFlowRuntime;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistryServer;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * The whole system in this process: broker, registry, topics, ingest, inference and page. What does not need one another
 * starts at the same time.
 */
final class EmbeddedStack implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final long UNTRAINED_SEED = 1;
    /** A demonstration lasts minutes and must not fill the disk. */
    private static final Map<Topic, Duration> RETENTION = Map.of(
            Topic.CAMERA_FRAMES, Duration.ofMinutes(5),
            Topic.FACE_FRAMES, Duration.ofMinutes(30));

    /**
     * What to start.
     *
     * @param folder for all data
     * @param model package, or null for an untrained one that is built
     * @param detector that finds faces
     * @param purpose stamped on the readings
     * @param port of the page, 0 for any
     */
    record Plan(Path folder, @Nullable Path model, DetectorSettings detector, String purpose, int port) {}

    private final OpenedParts parts;
    private final EmbeddedBroker broker;
    private final SchemaRegistryServer registry;
    private final Dashboard dashboard;
    private final IngestApplication ingest;
    private final InferenceApplication inference;

    private EmbeddedStack(
            OpenedParts parts,
            EmbeddedBroker broker,
            SchemaRegistryServer registry,
            Dashboard dashboard,
            IngestApplication ingest,
            InferenceApplication inference) {
        this.parts = parts;
        this.broker = broker;
        this.registry = registry;
        this.dashboard = dashboard;
        this.ingest = ingest;
        this.inference = inference;
    }

    /**
     * Starts everything, or nothing.
     *
     * @throws IOException if the folder cannot be written
     */
    static EmbeddedStack start(Plan plan) throws IOException {
        OpenedParts parts = new OpenedParts();
        ExecutorService starters = Executors.newCachedThreadPool();
        try {
            return start(plan, parts, starters);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        } finally {
            starters.shutdown();
        }
    }

    private static EmbeddedStack start(Plan plan, OpenedParts parts, ExecutorService starters) throws IOException {
        CompletableFuture<Path> model = begin(starters, () -> model(plan));
        EmbeddedBroker broker = parts.add(EmbeddedBroker.start(plan.folder().resolve("kafka")));
        Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        createTopics(kafka);
        SchemaRegistryServer server = serveSchemas(kafka, parts);
        SchemaRegistrySettings schemas = new SchemaRegistrySettings(server.url(), kafka);

        CompletableFuture<Dashboard> dashboard = begin(
                starters,
                () -> parts.add(Dashboard.start(DashboardConfiguration.defaults(kafka)
                        .withRegistry(schemas)
                        .withPort(plan.port()))));
        CompletableFuture<IngestApplication> ingest = begin(
                starters,
                () -> parts.add(IngestApplication.start(IngestConfiguration.defaults(
                        kafka, schemas, plan.folder().resolve("ingest"), plan.detector()))));
        CompletableFuture<InferenceApplication> inference = model.thenApplyAsync(
                folder -> parts.add(InferenceApplication.start(
                        InferenceConfiguration.defaults(broker.bootstrapServers(), schemas, plan.purpose())
                                .withDelivery(Delivery.DEFAULT.withCheckpointInterval(Duration.ofSeconds(5))),
                        new SavedModelRunnerFactory(folder, RunnerOptions.defaults()),
                        plan.folder().resolve("inference"))),
                starters);
        return new EmbeddedStack(parts, broker, server, end(dashboard), end(ingest), end(inference));
    }

    private static Path model(Plan plan) {
        TensorFlowRuntime.load();
        Path given = plan.model();
        return given != null
                ? given
                : UntrainedModel.build(plan.folder().resolve("model"), UntrainedModel.Size.TINY, UNTRAINED_SEED)
                        .folder();
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

    private static SchemaRegistryServer serveSchemas(Map<String, String> kafka, OpenedParts parts) throws IOException {
        KafkaSchemaRegistry registry = parts.add(new KafkaSchemaRegistry(kafka));
        for (Topic topic : Topic.values()) {
            topic.schema().ifPresent(schema -> registry.register(topic.subject(), schema));
        }
        return parts.add(
                new SchemaRegistryServer(registry, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
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

    Map<String, String> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    SchemaRegistrySettings schemas() {
        return new SchemaRegistrySettings(registry.url(), kafka());
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    URI registryUrl() {
        return registry.url();
    }

    URI pageUrl() {
        return dashboard.url();
    }

    Dashboard dashboard() {
        return dashboard;
    }

    IngestApplication ingest() {
        return ingest;
    }

    InferenceApplication inference() {
        return inference;
    }

    /** Stops everything, in the opposite order of starting. */
    @Override
    public void close() {
        parts.close();
    }
}
