package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.mien.broker.EmbeddedBroker;
import io.mien.dashboard.alerts.AlertRule;
import io.mien.dashboard.alerts.AlertTimes;
import io.mien.dashboard.alerts.StreamSelection;
import io.mien.dashboard.webhooks.RetryPauses;
import io.mien.dashboard.webhooks.WebhookSecret;
import io.mien.dashboard.webhooks.WebhookSettings;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the topic to the receiver of a webhook, over a real broker and HTTP. */
@Timeout(180)
class AlertsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int READINGS = 20;

    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private HttpServer receiver() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                messages.add(new JsonMapper().readTree(exchange.getRequestBody().readAllBytes()));
                ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        return server;
    }

    private static AlertSettings settings(HttpServer receiver) {
        return new AlertSettings(
                List.of(
                        new AlertRule.LabelAbove(
                                "happy",
                                StreamSelection.ALL,
                                "happiness",
                                0.3,
                                0.2,
                                1,
                                false,
                                new AlertTimes(Duration.ofSeconds(2), Duration.ZERO, null)),
                        new AlertRule.NoReadings(
                                "quiet",
                                StreamSelection.ALL,
                                new AlertTimes(Duration.ofSeconds(3), Duration.ZERO, null))),
                List.of(new WebhookSettings(
                        "desk",
                        URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/"),
                        false,
                        WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                        Set.of(),
                        RetryPauses.DEFAULT,
                        Duration.ofSeconds(5))));
    }

    @Test
    void readingsOfTheTopicBecomeMessagesWithTheSameIdsAfterARestart() throws Exception {
        HttpServer receiver = receiver();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            TopicWriter.createTopics(kafka, EnumSet.allOf(Topic.class), 1);
            try (SchemaRegistry registry = new SchemaRegistrySettings(null, kafka).open();
                    TopicWriter writer = new TopicWriter(kafka, registry)) {
                Instant first = Instant.parse("2026-03-01T09:00:00Z");
                for (int number = 0; number < READINGS; number++) {
                    writer.send(TestReading.of("hall", "s1", number, first));
                }
            }
            DashboardConfiguration configuration =
                    DashboardConfiguration.defaults(kafka).withPort(0).withAlerts(settings(receiver));
            try (Dashboard dashboard = Dashboard.start(configuration)) {
                await().atMost(PATIENCE).until(() -> ids.size() >= 3);
                assertThat(dashboard.summary().alerts().begun()).isEqualTo(2);
                assertThat(dashboard.summary().alerts().active()).isEqualTo(1);
            }
            // Each alert in its order; which of two alerts comes first is open.
            assertThat(typesOf("happy")).containsExactly("alert.began", "alert.ended");
            assertThat(typesOf("quiet")).containsExactly("alert.began");
            JsonNode began = messages.get(0).path("data");
            assertThat(began.path("rule").asText()).isEqualTo("happy");
            assertThat(began.path("began").asText()).isEqualTo("2026-03-01T09:00:00Z");
            assertThat(began.at("/readings/0").asText()).isEqualTo("hall/s1/0");
            assertThat(began.at("/subjects/0/subject").asText()).isEqualTo("s1");

            List<String> before = List.copyOf(ids);
            ids.clear();
            try (Dashboard again = Dashboard.start(configuration)) {
                await().atMost(PATIENCE).until(() -> ids.size() >= 3);
                assertThat(again.summary().alerts().begun()).isEqualTo(2);
            }
            assertThat(ids).containsExactlyInAnyOrderElementsOf(before);
        } finally {
            receiver.stop(0);
        }
    }

    private List<String> typesOf(String rule) {
        return messages.stream()
                .filter(message -> message.at("/data/rule").asText().equals(rule))
                .map(message -> message.path("type").asText())
                .toList();
    }
}
