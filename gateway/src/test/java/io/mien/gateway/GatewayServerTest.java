package io.mien.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients are told while Kafka is slow or away. */
class GatewayServerTest {
    private final TestWriter writer = new TestWriter();
    private final GatewayCounters counters = new GatewayCounters();
    private final HttpClient http = HttpClient.newHttpClient();
    private LiveStreams streams;
    private GatewayServer server;

    @BeforeEach
    void start() {
        GatewayConfiguration configuration = TestStreams.configuration("127.0.0.1:9");
        streams = new LiveStreams(configuration.grants(), configuration.limits(), writer, counters);
        server = new GatewayServer(configuration, streams, counters, () -> GatewayState.UNAVAILABLE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest tile() {
        return tile("v1/tiles");
    }

    private HttpRequest tile(String path) {
        return HttpRequest.newBuilder(server.url().resolve(path))
                .header("Authorization", "Bearer " + TestStreams.ALICES_TOKEN)
                .header("Content-Type", "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(TestTiles.jpeg(64, 48)))
                .build();
    }

    private static void isToBeSentAgain(HttpResponse<String> answer, String sentence) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(new ObjectMapper().readTree(answer.body()).path("detail").asText())
                .contains(sentence)
                .contains("(expected: ");
    }

    @Test
    void aRequestIsToldToComeAgainWhenThereIsNoRoomOnTheWayToKafka() throws Exception {
        writer.full = true;

        isToBeSentAgain(http.send(tile(), BodyHandlers.ofString()), "no room for tiles on their way to Kafka");
    }

    @Test
    void aRequestWhoseTileIsLostIsToldSo() throws Exception {
        var answer = http.sendAsync(tile(), BodyHandlers.ofString());
        Awaitility.await().until(() -> counters.now(GatewayState.UNAVAILABLE).underWay() == 1);
        assertThat(answer).isNotDone();
        writer.deliver(new TimeoutException("expired"));

        isToBeSentAgain(answer.get(), "Kafka did not take it");
    }

    @Test
    void aTileThatIsLostIsNotThereAlreadyForWhoSendsItAgain() throws Exception {
        HttpRequest request = tile("v1/tiles?captured_at=" + TestStreams.NOON);
        var first = http.sendAsync(request, BodyHandlers.ofString());
        Awaitility.await().until(() -> counters.now(GatewayState.UNAVAILABLE).underWay() == 1);
        var second = http.sendAsync(request, BodyHandlers.ofString());
        try (TestClient client = TestClient.connect(server.url(), TestStreams.ALICES_TOKEN)) {
            assertThat(client.await("welcome").path("last_captured_at").isNull())
                    .isTrue();
            client.tile(TestTiles.jpeg(64, 48), TestStreams.NOON);
            Awaitility.await()
                    .until(() -> counters.now(GatewayState.UNAVAILABLE).repeated() == 2);
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            writer.deliver(new TimeoutException("expired"));

            isToBeSentAgain(first.get(), "Kafka did not take it");
            isToBeSentAgain(second.get(), "Kafka did not take it");
            assertThat(client.await("refused").path("reason").asText()).isEqualTo("LOST");

            var third = http.sendAsync(request, BodyHandlers.ofString());
            Awaitility.await()
                    .until(() -> counters.now(GatewayState.UNAVAILABLE).underWay() == 1);
            client.tile(TestTiles.jpeg(64, 48), TestStreams.NOON);
            Awaitility.await()
                    .until(() -> counters.now(GatewayState.UNAVAILABLE).repeated() == 3);
            writer.deliver(null);
            assertThat(third.get().statusCode()).isEqualTo(201);
            JsonNode accepted = client.await("accepted");
            assertThat(accepted.path("repeated").asInt()).isEqualTo(1);
            assertThat(accepted.path("captured_at").asText()).isEqualTo(TestStreams.NOON.toString());
        }
        HttpResponse<String> known = http.send(request, BodyHandlers.ofString());
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(known.body()).contains("\"repeated\":true");
    }

    @Test
    void aClientWhoseStreamBeginsAnewIsToldToConnectAgain() {
        StreamGrant other = new StreamGrant("alice", TestStreams.ALICE.token(), "another study");
        try (TestClient client = TestClient.connect(server.url(), TestStreams.ALICES_TOKEN)) {
            client.await("welcome");
            streams.replace(List.of(other));

            assertThat(client.awaitClose())
                    .isEqualTo("1001 what the token opens was changed, the token holds (expected: connect again)");
            assertThat(client.await("ended").path("reason").asText()).isEqualTo("GOING_AWAY");
        }
        try (TestClient again = TestClient.connect(server.url(), TestStreams.ALICES_TOKEN)) {
            again.tile(TestTiles.jpeg(64, 48));
            Awaitility.await().until(() -> !writer.cameraFrames.isEmpty());
            assertThat(writer.cameraFrames.get(0).getPurpose()).isEqualTo("another study");
        }
    }

    @Test
    void aNumberOfReadingsOfAnotherCountIsNotBelieved() throws Exception {
        Objects.requireNonNull(streams.byId("alice")).add("id1", "s1", TestStreams::reading);

        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(server.url().resolve("v1/readings?after=35"))
                        .header("Authorization", "Bearer " + TestStreams.ALICES_TOKEN)
                        .build(),
                BodyHandlers.ofString());
        JsonNode readings = new ObjectMapper().readTree(answer.body());
        assertThat(readings.path("next").asLong()).isEqualTo(1);
        assertThat(readings.path("readings")).hasSize(1);
    }

    /** The JDK's client would not send after a close frame. */
    @Test
    void aClientThatIgnoresItsCloseFrameSendsNothingMore() throws Exception {
        try (Socket socket = new Socket(server.url().getHost(), server.url().getPort())) {
            PlainSocket.upgrade(socket, "Authorization: Bearer " + TestStreams.ALICES_TOKEN);
            byte[] tile = TestTiles.jpeg(64, 48);
            PlainSocket.sendBinary(socket, tile);
            Awaitility.await()
                    .until(() -> counters.now(GatewayState.UNAVAILABLE).underWay() == 1);
            streams.replace(List.of(TestStreams.BOB));
            PlainSocket.sendBinary(socket, tile);
            // It is heard in its turn: what was sent before has been looked at by then.
            socket.shutdownOutput();
            Awaitility.await()
                    .until(() -> counters.now(GatewayState.UNAVAILABLE).connections() == 0);

            assertThat(writer.cameraFrames).hasSize(2);
            assertThat(writer.cameraFrames.get(1).getStreamEnded()).isTrue();
            assertThat(counters.now(GatewayState.UNAVAILABLE).openSessions()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"nobody, 401", TestStreams.ALICES_TOKEN + ", 100"})
    void aClientThatAsksWhetherToGoOnSendsItsTileOnlyWhereItIsWanted(String token, int status) throws Exception {
        try (Socket socket = new Socket(server.url().getHost(), server.url().getPort())) {
            socket.getOutputStream()
                    .write("""
                    POST /v1/tiles HTTP/1.1
                    Host: localhost
                    Authorization: Bearer %s
                    Content-Type: image/jpeg
                    Content-Length: 1000
                    Expect: 100-continue

                    """.formatted(token).replace("\n", "\r\n").getBytes(UTF_8));

            assertThat(PlainSocket.head(socket)).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 400, INVALID_TILE", "false, 401, UNAUTHORIZED"})
    void aTileThatBreaksOffIsNoFaultOfTheGateway(boolean known, int status, String reason) throws Exception {
        try (Socket socket = new Socket(server.url().getHost(), server.url().getPort())) {
            socket.getOutputStream().write("""
                    POST /v1/tiles HTTP/1.1
                    Host: localhost
                    Authorization: Bearer %s
                    Content-Type: image/jpeg
                    Content-Length: 1000

                    the beginning""".formatted(known ? TestStreams.ALICES_TOKEN : "nobody")
                    .replace("\n", "\r\n")
                    .getBytes(UTF_8));
            socket.shutdownOutput();

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\"" + reason + "\"");
        }
    }

    @Test
    void aSocketIsToldToWait() {
        writer.full = true;
        try (TestClient client = TestClient.connect(server.url(), TestStreams.ALICES_TOKEN)) {
            client.tile(TestTiles.jpeg(64, 48));

            JsonNode wait = client.await("wait");
            assertThat(wait.path("reason").asText()).isEqualTo("KAFKA");
            assertThat(wait.path("seconds").asDouble()).isEqualTo(0.5);
            assertThat(wait.path("message").asText()).startsWith("no room for tiles on their way to Kafka (expected:");
        }
    }

    @Test
    void itSaysThatItIsUpWithoutKafka() throws Exception {
        HttpResponse<String> health =
                http.send(HttpRequest.newBuilder(server.url().resolve("health")).build(), BodyHandlers.ofString());

        assertThat(health.body()).isEqualTo("{\"status\":\"UP\",\"kafka\":\"UNAVAILABLE\"}");
    }
}
