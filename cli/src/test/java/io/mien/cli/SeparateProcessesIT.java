package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.feeds.Feeds;
import io.mien.cli.terminal.ExitCode;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingest and inference as processes of their own, killed in the middle of their work. */
@Tag("long")
final class SeparateProcessesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FEED = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    @Test
    void killedAndStartedAgainTheyMakeEveryReadingAndRepeatThemOnlyWithTheSameId() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"))) {
            String server = broker.bootstrapServers();
            String model = folder.resolve("model").toString();
            run("model", "model", "build", "--untrained", "--out", model);
            saysThatTopicsAreMissing(server, model);
            run("topics", "topics", "create", "--bootstrap-servers", server);
            Map<String, String> kafka = Map.of("bootstrap.servers", server);
            SchemaRegistrySettings schemas = new SchemaRegistrySettings(null, kafka);
            FeedPlan plan = new FeedPlan(
                    "camera",
                    () -> new DrawnFaceSource("camera", DrawnFaceSource.Scene.PORTRAIT, FEED),
                    Pace.AS_FAST_AS_POSSIBLE,
                    false);

            try (ChildMien ingest = ingest("ingest-1", server);
                    ChildMien infer = infer("infer-1", server, model);
                    Feeds feeds = Feeds.start(List.of(plan), kafka, schemas)) {
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> PublishedReadings.readings(server, schemas).size() >= 8);
                ingest.signal("KILL");
                infer.signal("KILL");
                ingest.await(PATIENCE);
                infer.await(PATIENCE);
                try (ChildMien ingestAgain = ingest("ingest-2", server);
                        ChildMien inferAgain = infer("infer-2", server, model)) {
                    await().atMost(PATIENCE).until(feeds::haveEnded);
                    feeds.requireNoFailure();
                    PublishedReadings.awaitCalm(server, schemas);
                    assertThat(ingestAgain.isAlive()).isTrue();
                    assertThat(inferAgain.isAlive()).isTrue();
                    inferAgain.signal("TERM");
                    assertThat(inferAgain.await(Duration.ofSeconds(45))).isEqualTo(143);
                    ingestAgain.signal("TERM");
                    assertThat(ingestAgain.await(Duration.ofSeconds(45))).isEqualTo(143);
                }
            }
            PublishedReadings.requireWhole(
                    PublishedReadings.readings(server, schemas), PublishedReadings.tracks(server, schemas));
        }
    }

    private void saysThatTopicsAreMissing(String server, String model) throws Exception {
        try (ChildMien tooEarly = infer("infer-0", server, model)) {
            assertThat(tooEarly.await(PATIENCE)).isEqualTo(ExitCode.KAFKA.code());
            assertThat(tooEarly.sentences()).singleElement().asString().contains("mien topics create");
        }
    }

    private void run(String name, String... arguments) throws Exception {
        try (ChildMien command = ChildMien.start(folder, name, arguments)) {
            assertThat(command.await(PATIENCE)).as(command.err()).isZero();
        }
    }

    private ChildMien ingest(String name, String server) throws Exception {
        return ChildMien.start(
                folder,
                name,
                "ingest",
                "--bootstrap-servers",
                server,
                "--state",
                folder.resolve("ingest").toString());
    }

    private ChildMien infer(String name, String server, String model) throws Exception {
        return ChildMien.start(
                folder,
                name,
                "infer",
                "--bootstrap-servers",
                server,
                "--model",
                model,
                "--purpose",
                "test",
                "--checkpoint-interval",
                "1s",
                "--state",
                folder.resolve("infer").toString());
    }
}
