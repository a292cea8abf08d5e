package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.feeds.Feeds;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** Ingest and inference as processes of their own, on Kafka in a container that is stopped in the middle of their work. */
final class RealBrokerIT {
    private static final String IMAGE = "apache/kafka:4.2.1";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FEED = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    @Test
    void aBrokerThatGoesAndComesBackLosesNoReadingAndDoublesNone() throws Exception {
        requireImage();
        int port = freePort();
        try (KafkaContainer kafka = new KafkaContainer(IMAGE)) {
            // The same port after a restart: it is part of the address that the broker tells its clients.
            kafka.setPortBindings(List.of(port + ":9092"));
            kafka.start();
            String server = "localhost:" + port;
            run("topics", "topics", "create", "--bootstrap-servers", server);
            run(
                    "model",
                    "model",
                    "build",
                    "--untrained",
                    "--out",
                    folder.resolve("model").toString());
            Map<String, String> settings = Map.of("bootstrap.servers", server);
            SchemaRegistrySettings schemas = new SchemaRegistrySettings(null, settings);
            FeedPlan plan = new FeedPlan(
                    "camera",
                    () -> new DrawnFaceSource("camera", DrawnFaceSource.Scene.PORTRAIT, FEED),
                    Pace.AS_FAST_AS_POSSIBLE,
                    false);
            try (ChildMien ingest = start(
                            "ingest",
                            server,
                            "--state",
                            folder.resolve("ingest").toString());
                    ChildMien infer = start(
                            "infer",
                            server,
                            "--model",
                            folder.resolve("model").toString(),
                            "--purpose",
                            "test",
                            "--checkpoint-interval",
                            "1s",
                            "--state",
                            folder.resolve("infer").toString());
                    Feeds feeds = Feeds.start(List.of(plan), settings, schemas)) {
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> PublishedReadings.readings(server, schemas).size() >= 8);
                DockerClient docker = kafka.getDockerClient();
                docker.stopContainerCmd(kafka.getContainerId()).exec();
                docker.startContainerCmd(kafka.getContainerId()).exec();
                await().atMost(PATIENCE).until(feeds::haveEnded);
                feeds.requireNoFailure();
                PublishedReadings.awaitCalm(server, schemas);
                assertThat(ingest.isAlive()).as(ingest.err()).isTrue();
                assertThat(infer.isAlive()).as(infer.err()).isTrue();
            }
            PublishedReadings.requireWhole(
                    PublishedReadings.readings(server, schemas), PublishedReadings.tracks(server, schemas));
        }
    }

    private static void requireImage() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "skipped: no Docker engine answers");
        boolean there = DockerClientFactory.instance().client().listImagesCmd().exec().stream()
                .filter(image -> image.getRepoTags() != null)
                .anyMatch(image -> Arrays.asList(image.getRepoTags()).contains(IMAGE));
        assumeTrue(there, "skipped: the engine has no image " + IMAGE);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private void run(String name, String... arguments) throws Exception {
        try (ChildMien command = ChildMien.start(folder, name, arguments)) {
            assertThat(command.await(PATIENCE)).as(command.err()).isZero();
        }
    }

    private ChildMien start(String command, String server, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command, "--bootstrap-servers", server));
        arguments.addAll(List.of(options));
        return ChildMien.start(folder, command, arguments.toArray(String[]::new));
    }
}
