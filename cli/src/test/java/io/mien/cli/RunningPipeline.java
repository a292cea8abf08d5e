package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.feeds.Feeds;
import io.mien.cli.terminal.OpenedParts;
import io.mien.demonstration.DemonstrationModel;
import io.mien.infer.Delivery;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.InferenceStatus;
import io.mien.ingest.IngestApplication;
import io.mien.ingest.IngestConfiguration;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A feed of a drawn face, the topology and the job, in this JVM, while whatever they need goes and comes back. */
final class RunningPipeline implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FEED = Duration.ofSeconds(10);

    private final String server;
    private final SchemaRegistrySettings schemas;
    private final OpenedParts parts = new OpenedParts();
    private final IngestApplication ingest;
    private final InferenceApplication inference;
    private final Feeds feeds;

    /**
     * Starts it.
     *
     * @param folder for its state
     * @param server the broker's address; topics are there
     * @param schemas where the schemas are
     */
    static RunningPipeline start(Path folder, String server, SchemaRegistrySettings schemas) {
        return new RunningPipeline(folder, server, schemas);
    }

    private RunningPipeline(Path folder, String server, SchemaRegistrySettings schemas) {
        this.server = server;
        this.schemas = schemas;
        Map<String, String> kafka = Map.of("bootstrap.servers", server);
        this.ingest = parts.add(IngestApplication.start(
                IngestConfiguration.defaults(kafka, schemas, folder.resolve("ingest"), DetectorSettings.cascade())));
        this.inference = parts.add(InferenceApplication.start(
                InferenceConfiguration.defaults(server, schemas, "test")
                        .withDelivery(Delivery.DEFAULT.withCheckpointInterval(Duration.ofSeconds(1))),
                new SavedModelRunnerFactory(
                        DemonstrationModel.copyTo(folder.resolve("model")), RunnerOptions.defaults()),
                folder.resolve("infer")));
        this.feeds = parts.add(Feeds.start(
                List.of(new FeedPlan(
                        "camera",
                        () -> new DrawnFaceSource("camera", DrawnFaceSource.Scene.PORTRAIT, FEED),
                        Pace.AS_FAST_AS_POSSIBLE,
                        false)),
                kafka,
                schemas));
    }

    /** Until there are so many readings, whatever their ids. */
    void awaitReadings(int count) {
        await().atMost(PATIENCE)
                .until(() -> PlainReadings.records(server, "expressions").size() >= count);
    }

    int readings() {
        return PlainReadings.records(server, "expressions").size();
    }

    /** Until the feed has been worked off, and no reading is missing or was made with another id. */
    void awaitEveryReading() throws IOException {
        await().atMost(PATIENCE).until(feeds::haveEnded);
        feeds.requireNoFailure();
        await().atMost(PATIENCE)
                .untilAsserted(() -> PublishedReadings.requireWhole(
                        PublishedReadings.readings(server, schemas), PublishedReadings.tracks(server, schemas)));
        assertThat(PlainReadings.records(server, "camera-frames.dlq")).isEmpty();
        assertThat(PlainReadings.records(server, "face-frames.dlq")).isEmpty();
        assertThat(ingest.state()).isEqualTo(IngestApplication.State.RUNNING);
        assertThat(inference.status()).isEqualTo(InferenceStatus.RUNNING);
    }

    @Override
    public void close() {
        parts.close();
    }
}
