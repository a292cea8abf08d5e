package io.mien.dashboard.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.dashboard.alerts.Alert;
import io.mien.dashboard.alerts.AlertEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real HTTP server that refuses, delays, fails and comes back. */
@Timeout(60)
class WebhookTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Instant BEGAN = Instant.parse("2026-03-01T09:00:00.125Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RetryPauses QUICK =
            new RetryPauses(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(1));

    private WebhookReceiver receiver;
    private Webhook webhook;

    @BeforeEach
    void start() throws IOException {
        receiver = WebhookReceiver.start();
        webhook = webhook(receiver.address(), QUICK, Duration.ofMillis(500), Set.of());
    }

    @AfterEach
    void stop() {
        webhook.close();
        receiver.close();
    }

    private static Webhook webhook(URI address, RetryPauses pauses, Duration answerWithin, Set<String> rules) {
        return Webhook.start(
                new WebhookSettings("desk", address, false, WebhookSecret.parse(SECRET), rules, pauses, answerWithin),
                InstantSource.system(),
                new Random(7));
    }

    private static AlertEvent event(AlertEvent.Type type, String id) {
        return new AlertEvent(
                type,
                0,
                new Alert(
                        id,
                        "anger held",
                        Alert.Kind.LABEL,
                        "anger",
                        List.of("hall"),
                        List.of(new Alert.Subject("hall", "s1")),
                        BEGAN,
                        BEGAN.plusSeconds(10),
                        type == AlertEvent.Type.ENDED ? BEGAN.plusSeconds(20) : null,
                        "anger above 60 % for 10 s: s1 of hall (Zoë’s)",
                        List.of("r1", "r2"),
                        9));
    }

    private void send(AlertEvent.Type type, String id) {
        webhook.send(event(type, id));
    }

    private WebhookCounts awaitCounts(Predicate<WebhookCounts> condition) {
        await().atMost(PATIENCE).until(() -> condition.test(webhook.counts()));
        return webhook.counts();
    }

    @Test
    void aMessageIsAsStandardWebhooksHasIt() throws Exception {
        send(AlertEvent.Type.ENDED, "alert_1");
        await().atMost(PATIENCE).until(() -> !receiver.received.isEmpty());

        WebhookReceiver.Received message = receiver.received.get(0);
        assertThat(message.id()).isEqualTo("alert_1-ended");
        assertThat(message.headers().get("Content-type")).containsExactly("application/json");
        // The published library of the standard.
        com.standardwebhooks.Webhook standard = new com.standardwebhooks.Webhook(SECRET);
        assertThatCode(() -> standard.verify(
                        message.body(),
                        HttpHeaders.of(message.headers(), (name, value) -> true).map()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> standard.verify(
                        message.body().replace("hall", "door"),
                        HttpHeaders.of(message.headers(), (name, value) -> true).map()))
                .isInstanceOf(com.standardwebhooks.exceptions.WebhookVerificationException.class);
        JsonNode json = message.json();
        assertThat(json.path("type").asText()).isEqualTo("alert.ended");
        assertThat(Instant.parse(json.path("timestamp").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(json.path("data").toString())
                .isEqualTo(
                        "{\"alert\":\"alert_1\",\"rule\":\"anger held\",\"kind\":\"LABEL\",\"sentence\":\"anger above 60 %"
                                + " for 10 s: s1 of hall (Zoë’s)\",\"label\":\"anger\","
                                + "\"began\":\"2026-03-01T09:00:00.125Z\",\"ended\":\"2026-03-01T09:00:20.125Z\","
                                + "\"streams\":[\"hall\"],\"subjects\":[{\"stream\":\"hall\",\"subject\":\"s1\"}],"
                                + "\"readings\":[\"r1\",\"r2\"],\"reading_count\":9}");
    }

    @Test
    void signaturesAreThoseOfThePublishedLibrary() throws Exception {
        String body = "{\"test\": 2432232314, \"ümlaut\": \"ß\"}";
        assertThat(WebhookSecret.parse(SECRET)
                        .signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, body.getBytes(UTF_8)))
                .isEqualTo(new com.standardwebhooks.Webhook(SECRET)
                        .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, body));
    }

    @Test
    void failuresAreTriedAgainWithTheSameIdAndBodyUntilItWorks() throws Exception {
        receiver.answer(WebhookReceiver.status(500), WebhookReceiver.status(502), WebhookReceiver.status(503));
        send(AlertEvent.Type.BEGAN, "alert_1");
        WebhookCounts counts = awaitCounts(now -> now.delivered() == 1);
        assertThat(counts.failedAttempts()).isEqualTo(3);
        assertThat(counts.waiting()).isZero();
        assertThat(counts.problem()).isNull();
        assertThat(receiver.ids()).hasSize(4).containsOnly("alert_1-began");
        assertThat(receiver.received.stream()
                        .map(WebhookReceiver.Received::body)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void whatTheReceiverDoesNotWantIsNotTriedAgain() {
        receiver.answer(
                WebhookReceiver.status(400),
                WebhookReceiver.status(401),
                WebhookReceiver.status(404),
                WebhookReceiver.status(410),
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "/elsewhere");
                    exchange.sendResponseHeaders(307, -1);
                });
        for (int n = 0; n < 6; n++) {
            send(AlertEvent.Type.BEGAN, "alert_" + n);
        }
        WebhookCounts counts = awaitCounts(now -> now.delivered() == 1);
        assertThat(counts.refused()).isEqualTo(5);
        assertThat(counts.failedAttempts()).isZero();
        assertThat(receiver.ids()).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void aReceiverThatAsksForTimeGetsIt() {
        receiver.answer(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(429, -1);
        });
        send(AlertEvent.Type.BEGAN, "alert_1");
        send(AlertEvent.Type.BEGAN, "alert_2");
        awaitCounts(now -> now.delivered() == 2);
        // Nothing in that second, of the other alert neither.
        long pause = receiver.received.get(1).at() - receiver.received.get(0).at();
        assertThat(Duration.ofNanos(pause)).isGreaterThanOrEqualTo(Duration.ofMillis(950));
    }

    @Test
    void oneThatAnswersTooLateOrNeverEndsItsAnswerIsTriedAgain() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        receiver.answer(exchange -> assertThat(end.await(30, TimeUnit.SECONDS)).isTrue(), exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write('x');
                body.flush();
                assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
            }
        });
        send(AlertEvent.Type.BEGAN, "alert_1");
        WebhookCounts counts = awaitCounts(now -> now.delivered() == 1);
        end.countDown();
        assertThat(counts.failedAttempts()).isEqualTo(2);
        assertThat(receiver.ids()).containsExactly("alert_1-began", "alert_1-began", "alert_1-began");
    }

    @Test
    void aReceiverThatIsDownGetsEverythingInItsOrderWhenItComesBack() throws Exception {
        int port = receiver.port();
        receiver.close();
        for (int n = 0; n < 20; n++) {
            send(AlertEvent.Type.BEGAN, "alert_" + n);
            send(AlertEvent.Type.ENDED, "alert_" + n);
        }
        WebhookCounts down = awaitCounts(now -> now.failedAttempts() >= 2);
        assertThat(down.waiting()).isEqualTo(40);
        assertThat(down.problem()).isEqualTo("nobody answers at its address");
        receiver = WebhookReceiver.start(port);
        awaitCounts(now -> now.delivered() == 40);
        List<String> ids = receiver.ids();
        assertThat(ids).doesNotHaveDuplicates();
        for (int n = 0; n < 20; n++) {
            assertThat(ids.indexOf("alert_" + n + "-began")).isLessThan(ids.indexOf("alert_" + n + "-ended"));
        }
    }

    @Test
    void aMessageThatFailsAgainAndAgainHoldsUpItsOwnAlertOnly() {
        receiver.answer(WebhookReceiver.status(500));
        send(AlertEvent.Type.BEGAN, "alert_1");
        send(AlertEvent.Type.ENDED, "alert_1");
        send(AlertEvent.Type.BEGAN, "alert_2");
        awaitCounts(now -> now.delivered() == 3);
        assertThat(receiver.ids()).containsExactly("alert_1-began", "alert_2-began", "alert_1-began", "alert_1-ended");
    }

    @Test
    void aReceiverThatBreaksTheConnectionIsTriedAgain() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            webhook.close();
            webhook = webhook(
                    URI.create("http://127.0.0.1:" + server.getLocalPort() + "/hooks/s3cret-path"),
                    QUICK,
                    Duration.ofSeconds(5),
                    Set.of());
            send(AlertEvent.Type.BEGAN, "alert_1");
            for (int n = 0; n < 2; n++) {
                server.accept().close();
            }
            assertThat(awaitCounts(now -> now.failedAttempts() >= 2).problem())
                    .startsWith("connection failed")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void whatIsTriedForTooLongIsGivenUpAndCounted() {
        webhook.close();
        int port = receiver.port();
        receiver.close();
        webhook = webhook(
                URI.create("http://127.0.0.1:" + port + "/"),
                new RetryPauses(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(300)),
                Duration.ofSeconds(1),
                Set.of());
        send(AlertEvent.Type.BEGAN, "alert_1");
        WebhookCounts counts = awaitCounts(now -> now.expired() == 1);
        assertThat(counts.waiting()).isZero();
        assertThat(counts.delivered()).isZero();
    }

    @Test
    void onlyTheAlertsOfItsRulesAreSent() {
        webhook.close();
        webhook = webhook(receiver.address(), QUICK, Duration.ofSeconds(1), Set.of("another"));
        send(AlertEvent.Type.BEGAN, "alert_1");
        assertThat(webhook.counts().waiting()).isZero();
    }
}
