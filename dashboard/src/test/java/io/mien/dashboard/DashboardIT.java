package io.mien.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.broker.EmbeddedBroker;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole dashboard on a real broker. */
@Timeout(180)
class DashboardIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void readingsAndDeadLettersOfKafkaAreOnThePage() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            TopicWriter.createTopics(kafka, EnumSet.allOf(Topic.class), 3);
            try (SchemaRegistry registry = new SchemaRegistrySettings(null, kafka).open();
                    TopicWriter producer = new TopicWriter(kafka, registry)) {
                // Written before the dashboard starts: its look-back finds them.
                Instant first = Instant.now();
                producer.send(TestReading.of("cam1", "s1", 0, first));
                producer.send(TestReading.of("cam1", "s1", 1, first));
                producer.send(TestReading.of("cam2", "s1", 0, first));
                producer.send(TestReading.of("cam2", "s1", 0, first));
                producer.sendDeadLetter(Topic.FACE_FRAMES, DeadLetterReason.NOT_AN_IMAGE, "image: no JPEG");
                producer.send(TestFeed.of("cam1", FeedCondition.RECONNECTING, first, "nothing listens"));
                producer.send(TestFeed.of("cam2", FeedCondition.LIVE, first, ""));

                try (Dashboard dashboard = Dashboard.start(configuration(kafka))) {
                    await().atMost(PATIENCE).until(() -> dashboard.summary().readings() == 3);
                    await().atMost(PATIENCE).until(() -> dashboard.summary().deadLetters() == 1);
                    await().atMost(PATIENCE)
                            .until(() -> dashboard.summary().feeds().size() == 2);
                    try (Stream<String> lines = events(dashboard)) {
                        Iterator<String> events =
                                lines.filter(line -> line.startsWith("data: ")).iterator();
                        assertThat(json(events.next()).path("streams")).isNotEmpty();

                        // Written while it runs, among what is no reading.
                        producer.takeBackFeed("cam1");
                        producer.send("cam1", "not a record".getBytes(UTF_8));
                        producer.send(TestReading.of("cam1", "s1", 2, first));
                        producer.sendDeadLetter(Topic.CAMERA_FRAMES, DeadLetterReason.NOT_AVRO, "value: truncated");

                        await().atMost(PATIENCE).untilAsserted(() -> {
                            JsonNode update = json(events.next());
                            assertThat(update.path("readings").asInt()).isEqualTo(4);
                            assertThat(update.path("unreadable").asInt()).isEqualTo(1);
                            assertThat(update.at("/deadLetters/total").asInt()).isEqualTo(2);
                        });
                    }
                    assertState(dashboard);
                }
            }
        }
    }

    private void assertState(Dashboard dashboard) throws IOException, InterruptedException {
        String text = get(dashboard, "api/state");
        JsonNode state = JSON.readTree(text);
        assertThat(state.at("/kafka/state").asText()).isEqualTo("CONNECTED");
        assertThat(state.path("repeated").asInt()).isEqualTo(1);
        assertThat(state.at("/subjects/0/stream").asText()).isEqualTo("cam1");
        assertThat(state.at("/subjects/0/points")).hasSize(3);
        assertThat(state.at("/deadLetters/counts").findValuesAsText("reason"))
                .containsExactlyInAnyOrder("NOT_AN_IMAGE", "NOT_AVRO");
        assertThat(state.at("/deadLetters/counts").findValuesAsText("topic"))
                .containsExactlyInAnyOrder("face-frames", "camera-frames");
        assertThat(state.at("/deadLetters/newest").findValuesAsText("message"))
                .containsExactlyInAnyOrder("image: no JPEG", "value: truncated");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(JSON.readTree(get(dashboard, "api/state"))
                                .path("feeds")
                                .findValuesAsText("stream"))
                        .containsExactly("cam2"));
        assertThat(text).doesNotContain(TopicWriter.PAYLOAD);
        assertThat(dashboard.summary().streams())
                .extracting(DashboardSummary.Stream::streamId)
                .containsExactly("cam1", "cam2");
    }

    @Tag("long")
    @Test
    void aClusterThatComesLateOrGoesAwayIsWaitedFor() throws Exception {
        int port = freePort();
        Map<String, String> kafka = Map.of("bootstrap.servers", "127.0.0.1:" + port);
        try (Dashboard dashboard = Dashboard.start(configuration(kafka))) {
            awaitConnection(dashboard, KafkaConnection.UNAVAILABLE);
            assertThat(dashboard.summary().problem()).isEqualTo("no answer from 127.0.0.1:" + port);

            Instant first = Instant.now();
            try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(dashboard.summary().problem())
                                .isEqualTo("topic expressions: not there (run `mien topics create`)"));

                TopicWriter.createTopics(kafka, EnumSet.of(Topic.EXPRESSIONS), 1);
                awaitConnection(dashboard, KafkaConnection.CONNECTED);
                try (SchemaRegistry registry = new SchemaRegistrySettings(null, kafka).open();
                        TopicWriter producer = new TopicWriter(kafka, registry)) {
                    producer.send(TestReading.of("cam1", "s1", 0, first));
                    await().atMost(PATIENCE).until(() -> dashboard.summary().readings() == 1);
                    // Topics that come later are found as well.
                    TopicWriter.createTopics(kafka, EnumSet.of(Topic.FACE_FRAMES_DEAD_LETTERS), 1);
                    producer.sendDeadLetter(Topic.FACE_FRAMES, DeadLetterReason.NOT_AN_IMAGE, "image: no JPEG");
                    await().atMost(PATIENCE).until(() -> dashboard.summary().deadLetters() == 1);
                }
                assertThat(broker.bootstrapServers()).endsWith(":" + port);
            }

            awaitConnection(dashboard, KafkaConnection.UNAVAILABLE);
            try (EmbeddedBroker again = EmbeddedBroker.start(folder, port);
                    SchemaRegistry registry = new SchemaRegistrySettings(null, kafka).open();
                    TopicWriter producer = new TopicWriter(kafka, registry)) {
                producer.send(TestReading.of("cam1", "s1", 1, first));
                awaitConnection(dashboard, KafkaConnection.CONNECTED);
                await().atMost(PATIENCE).until(() -> dashboard.summary().readings() == 2);
                assertThat(dashboard.summary().deadLetters()).isEqualTo(1);
                assertThat(again.bootstrapServers()).endsWith(":" + port);
            }
        }
    }

    private static void awaitConnection(Dashboard dashboard, KafkaConnection connection) {
        await().atMost(PATIENCE).until(() -> dashboard.summary().connection() == connection);
    }

    private static DashboardConfiguration configuration(Map<String, String> kafka) {
        return DashboardConfiguration.defaults(kafka).withPort(0);
    }

    private String get(Dashboard dashboard, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(dashboard.url() + path)).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private Stream<String> events(Dashboard dashboard) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(dashboard.url() + "api/events"))
                .header("Accept", "text/event-stream")
                .build();
        return client.send(request, BodyHandlers.ofLines()).body();
    }

    private static JsonNode json(String line) throws IOException {
        return JSON.readTree(line.substring("data: ".length()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
