package io.mien.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole gateway on a real broker, and the clients of the JDK. */
@Timeout(120)
class GatewayIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] TILE = TestTiles.jpeg(64, 48);

    @TempDir
    private static Path folder;

    private static TestKafka kafka;

    private final HttpClient http = HttpClient.newHttpClient();
    private Gateway gateway;

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = new TestKafka(folder);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void start() {
        start(GatewayLimits.DEFAULT);
    }

    private void start(GatewayLimits limits) {
        gateway = Gateway.start(TestStreams.configuration(kafka.server())
                .withLimits(limits)
                .withSessionEndsAfter(Duration.ofSeconds(30)));
        await().atMost(Duration.ofSeconds(30)).until(() -> gateway.counts().state() == GatewayState.CONNECTED);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** No other test's tiles have it. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static List<CameraFrame> since(Instant start) throws Exception {
        return kafka.cameraFrames("alice").stream()
                .filter(frame -> !frame.getCapturedAt().isBefore(start))
                .toList();
    }

    @Test
    void tilesGoInAndReadingsComeOutOverOneSocket() throws Exception {
        Instant start = now();
        try (TestClient client = TestClient.connect(gateway.url(), TestStreams.ALICES_TOKEN)) {
            JsonNode welcome = client.await("welcome");
            assertThat(welcome.path("stream_id").asText()).isEqualTo("alice");
            assertThat(welcome.path("session").isNull()).isTrue();
            for (int n = 0; n < 20; n++) {
                client.tile(TILE, start.plusMillis(100L * n));
            }
            client.awaitAccepted(20);
            assertThat(Instant.parse(
                            client.await("accepted").path("captured_at").asText()))
                    .isEqualTo(start.plusMillis(1_900));

            kafka.send(TestReadings.of("bob", "s1", 1, start));
            kafka.send(TestReadings.of("alice", "s1", 1, start));
            JsonNode reading = client.await("reading");
            assertThat(reading.path("stream_id").asText()).isEqualTo("alice");
            assertThat(reading.path("top_label").asText()).isEqualTo("happiness");
            assertThat(client.heard("reading")).hasSize(1);
            client.say("{\"type\":\"end\"}");
            client.await("session_ended");
        }

        List<CameraFrame> frames = since(start);
        assertThat(frames).hasSize(21);
        assertThat(frames.get(19).getSequence()).isEqualTo(19);
        assertThat(frames.get(19).getImage().remaining()).isEqualTo(TILE.length);
        assertThat(frames.get(20).getStreamEnded()).isTrue();
        GatewayCounts counts = gateway.counts();
        assertThat(counts.received()).isEqualTo(20).isEqualTo(counts.written());
        assertThat(counts.underWay()).isZero();
    }

    @Test
    void aConnectionThatBreaksLosesNoTileAndGoesOnWithItsSession() throws Exception {
        Instant start = now();
        TestClient first = TestClient.connect(gateway.url(), TestStreams.ALICES_TOKEN);
        for (int n = 0; n < 5; n++) {
            first.tile(TILE, start.plusMillis(100L * n));
        }
        first.awaitAccepted(5);
        first.abort();
        try (TestClient second = TestClient.connect(gateway.url(), TestStreams.ALICES_TOKEN)) {
            JsonNode welcome = second.await("welcome");
            assertThat(welcome.path("session").isNull()).isFalse();
            assertThat(Instant.parse(welcome.path("last_captured_at").asText())).isEqualTo(start.plusMillis(400));
            // What the client had kept, two of which were taken before.
            for (int n = 3; n < 8; n++) {
                second.tile(TILE, start.plusMillis(100L * n));
            }
            second.awaitAccepted(3);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> second.await("accepted").path("repeated").asInt() == 2);
        }

        List<CameraFrame> frames = since(start);
        assertThat(frames).extracting(CameraFrame::getSequence).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(frames)
                .extracting(frame -> frame.getSource().getSession())
                .containsOnly(frames.get(0).getSource().getSession());
    }

    @Test
    void aBrowserShowsItsTokenAsASubprotocol() {
        try (TestClient client = TestClient.connect(
                gateway.url(),
                http.newWebSocketBuilder().subprotocols("mien.v1", "mien.token." + TestStreams.BOBS_TOKEN))) {
            assertThat(client.await("welcome").path("stream_id").asText()).isEqualTo("bob");
            assertThat(client.subprotocol()).isEqualTo("mien.v1");
        }
    }

    @Test
    void whoHasNoTokenOrTooManyConnectionsIsToldWhatWasExpected() {
        assertThat(TestClient.connect(gateway.url(), "another-token-for-tests").awaitClose())
                .isEqualTo("4401 token: missing or wrong (expected: Authorization: Bearer …, or the subprotocol"
                        + " mien.token.…)");
        TestClient none = TestClient.connect(gateway.url(), http.newWebSocketBuilder());
        assertThat(none.awaitClose()).startsWith("4401 token: missing or wrong");
        assertThat(none.await("ended").path("reason").asText()).isEqualTo("UNAUTHORIZED");
        assertThat(TestClient.connect(gateway.url(), http.newWebSocketBuilder().subprotocols("chat"))
                        .awaitClose())
                .startsWith("1008 subprotocol: another comes first (expected: mien.v1, or none offered)");

        gateway.close();
        start(new GatewayLimits(256 << 10, 1_000_000, 30, 1, 32 << 20, 128));
        try (TestClient only = TestClient.connect(gateway.url(), TestStreams.ALICES_TOKEN)) {
            only.await("welcome");
            assertThat(TestClient.connect(gateway.url(), TestStreams.BOBS_TOKEN).awaitClose())
                    .isEqualTo("1013 connections: 1 are open (expected: fewer; try again later)");
        }
        assertThat(gateway.counts().connectionsRefused()).isEqualTo(1);
    }

    @Test
    void aTokenThatIsTakenBackEndsItsConnections() {
        try (TestClient alice = TestClient.connect(gateway.url(), TestStreams.ALICES_TOKEN);
                TestClient bob = TestClient.connect(gateway.url(), TestStreams.BOBS_TOKEN)) {
            alice.await("welcome");
            bob.await("welcome");
            gateway.setGrants(List.of(TestStreams.BOB));

            assertThat(alice.awaitClose()).isEqualTo("4401 the token was taken back (expected: a new one)");
            bob.tile(TILE);
            bob.awaitAccepted(1);
        }
    }

    @Test
    void whatIsNotTakenIsToldInWordsAndTheConnectionGoesOn() throws Exception {
        gateway.close();
        start(new GatewayLimits(4 << 10, 10_000, 2, 10, 32 << 20, 128));
        try (TestClient client = TestClient.connect(gateway.url(), TestStreams.ALICES_TOKEN)) {
            client.tile("no picture".getBytes(UTF_8));
            assertThat(client.await("refused").path("message").asText()).contains("neither JPEG nor PNG");
            client.tile(new byte[5_000]);
            await().until(() -> client.await("refused").path("reason").asText().equals("TILE_TOO_LARGE"));
            for (int n = 0; n < 12; n++) {
                client.tile(TILE);
            }
            JsonNode wait = client.await("wait");
            assertThat(wait.path("reason").asText()).isEqualTo("RATE");
            assertThat(wait.path("message").asText()).isEqualTo("too many tiles (expected: at most 2 a second)");
            assertThat(wait.path("seconds").asDouble()).isBetween(0.0, 0.5);
            await().until(() ->
                    gateway.counts().received() == 14 && gateway.counts().underWay() == 0);
            GatewayCounts counts = gateway.counts();
            assertThat(counts.refused().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum()
                            + counts.waits().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum()
                            + counts.written())
                    .isEqualTo(14);

            client.say("{\"type\":\"tiles\"}");
            assertThat(client.awaitClose()).isEqualTo("1008 type: tiles (expected: tile or end)");
        }
    }

    /**
     * A client that went on to write would race the answer: what it has not read is lost when its connection is reset. So
     * of a longer message just what is too much is sent, and no byte that the gateway would leave unread.
     */
    @Test
    void aMessageFarTooLargeIsCutOffBeforeItTakesMemory() throws Exception {
        try (Socket socket = new Socket(gateway.url().getHost(), gateway.url().getPort())) {
            PlainSocket.upgrade(socket, "Authorization: Bearer " + TestStreams.ALICES_TOKEN);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            // RFC 6455, section 5.2: a whole binary message, masked by zeros, of a length in eight bytes.
            out.writeByte(0x82);
            out.writeByte(0xff);
            out.writeLong(2 << 20);
            out.writeInt(0);
            out.write(new byte[2 * GatewayLimits.DEFAULT.tileBytes() + 1]);

            DataInputStream in = new DataInputStream(socket.getInputStream());
            int head = in.readUnsignedByte();
            ByteBuffer body = ByteBuffer.wrap(PlainSocket.payload(in));
            while (head != 0x88) {
                head = in.readUnsignedByte();
                body = ByteBuffer.wrap(PlainSocket.payload(in));
            }
            assertThat(body.getShort()).isEqualTo((short) 1009);
        }
    }

    @Test
    void picturesAreNotCompressedOnceMore() throws Exception {
        try (Socket socket = new Socket(gateway.url().getHost(), gateway.url().getPort())) {
            for (String line : PlainSocket.upgrade(
                    socket, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")) {
                assertThat(line).doesNotContainIgnoringCase("permessage-deflate");
            }
        }
    }

    @Test
    void oneTileARequestGoesOverHttpToo() throws Exception {
        Instant start = now();
        HttpResponse<String> first = post("?captured_at=" + start, "image/jpeg", TILE);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(JSON.readTree(first.body()).path("sequence").asInt()).isZero();
        assertThat(post("?captured_at=" + start, "image/jpeg", TILE).statusCode())
                .isEqualTo(200);
        HttpResponse<String> older = post("?captured_at=" + start.minusSeconds(1), "image/jpeg", TILE);
        assertThat(older.statusCode()).isEqualTo(409);
        assertThat(JSON.readTree(older.body()).path("detail").asText()).contains("(expected: after " + start);
        assertThat(delete("v1/session").statusCode()).isEqualTo(204);

        int faces = kafka.count(Topic.FACE_FRAMES);
        assertThat(post("?box=10,10,20,24", "image/jpeg", TILE).statusCode()).isEqualTo(201);
        assertThat(kafka.count(Topic.FACE_FRAMES)).isEqualTo(faces + 1);
        assertThat(delete("v1/session").statusCode()).isEqualTo(204);

        kafka.send(TestReadings.of("alice", "s1", 100, start));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("v1/readings").body().contains("alice/s1/100"));
        long next = JSON.readTree(get("v1/readings").body()).path("next").asLong();
        assertThat(JSON.readTree(get("v1/readings?after=" + next).body()).path("readings"))
                .isEmpty();
    }

    @Test
    void requestsThatMakeNoSenseAreProblemsWithWhatWasExpected() throws Exception {
        isProblem(post("", "image/png", TILE), 415, "Content-Type: image/png (expected: image/jpeg)");
        isProblem(post("?box=1,2", "image/jpeg", TILE), 400, "box: 1,2 (expected: x, y, width and height");
        isProblem(post("?time=1", "image/jpeg", TILE), 400, "time: no such parameter (expected: box, captured_at)");
        isProblem(post("", "image/jpeg", new byte[400 << 10]), 413, "(expected: at most 262144)");
        isProblem(get("v1/readings?after=x"), 400, "after: x (expected: next of the last answer");
        isProblem(get("v1/stream"), 426, "a plain request (expected: a WebSocket; see /asyncapi.json)");
        isProblem(get("nowhere"), 404, "");
        HttpResponse<String> stranger = http.send(
                HttpRequest.newBuilder(gateway.url().resolve("v1/readings")).build(), BodyHandlers.ofString());
        isProblem(stranger, 401, "token: missing or wrong (expected: the header Authorization: Bearer …");
        assertThat(stranger.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    /** Of a connection with bytes that nobody read the end may be a reset, which can take the answer away. */
    @ParameterizedTest
    @CsvSource({
        "POST, v1/tiles, image/jpeg, true, 413",
        "POST, v1/tiles, image/png, true, 415",
        "POST, v1/tiles, image/jpeg, false, 401",
        "POST, v1/tiles?time=1, image/jpeg, true, 400",
        "PUT, v1/tiles, image/jpeg, true, 405",
        "POST, nowhere, image/jpeg, true, 404",
        "GET, v1/readings, image/jpeg, true, 200"
    })
    void aBodyIsReadToItsEndWhateverTheAnswerAndItsConnectionGoesOn(
            String method, String path, String type, boolean known, int status) throws Exception {
        try (Socket socket = new Socket(gateway.url().getHost(), gateway.url().getPort())) {
            OutputStream out = socket.getOutputStream();
            for (int request = 0; request < 3; request++) {
                int length = 2 * GatewayLimits.DEFAULT.tileBytes();
                out.write("""
                        %s /%s HTTP/1.1
                        Host: localhost
                        Authorization: Bearer %s
                        Content-Type: %s
                        Content-Length: %d

                        """.formatted(method, path, known ? TestStreams.ALICES_TOKEN : "nobody", type, length)
                        .replace("\n", "\r\n")
                        .getBytes(UTF_8));
                out.write(new byte[length]);
                String head = PlainSocket.head(socket);
                assertThat(head).startsWith("HTTP/1.1 " + status + " ").doesNotContainIgnoringCase("connection: close");
                int answered = Integer.parseInt(head.replaceAll("(?is).*\\r\\ncontent-length: *(\\d+)\\r\\n.*", "$1"));
                socket.getInputStream().readNBytes(answered);
            }
        }
    }

    @Test
    void tooManyRequestsAreToldWhenToComeAgain() throws Exception {
        gateway.close();
        start(new GatewayLimits(256 << 10, 1_000_000, 1, 10, 32 << 20, 128));
        for (int n = 0; n < 3; n++) {
            assertThat(post("", "image/jpeg", TILE).statusCode()).isEqualTo(201);
        }
        HttpResponse<String> refused = post("", "image/jpeg", TILE);
        isProblem(refused, 429, "too many tiles (expected: at most 1 a second)");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    }

    private static void isProblem(HttpResponse<String> response, int status, String detail) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(JSON.readTree(response.body()).path("detail").asText()).contains(detail);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("Authorization", "Bearer " + TestStreams.ALICES_TOKEN);
    }

    private HttpResponse<String> post(String parameters, String type, byte[] body) throws Exception {
        return http.send(
                request("v1/tiles" + parameters)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> delete(String path) throws Exception {
        return http.send(request(path).DELETE().build(), BodyHandlers.ofString());
    }
}
