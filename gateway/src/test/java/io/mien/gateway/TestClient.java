package io.mien.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that remembers what it was told. Messages are sent by one thread. */
final class TestClient implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private volatile int closeCode;
    private volatile String closeReason = "";
    private @Nullable WebSocket socket;

    /** Shows the token in the header. */
    static TestClient connect(URI gateway, String token) {
        return connect(
                gateway, HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer " + token));
    }

    static TestClient connect(URI gateway, WebSocket.Builder builder) {
        TestClient client = new TestClient();
        URI address = URI.create(gateway.toString().replaceFirst("^http", "ws") + "v1/stream");
        client.socket = builder.buildAsync(address, client).join();
        return client;
    }

    private WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not connected");
        }
        return socket;
    }

    void tile(byte[] jpeg) {
        socket().sendBinary(ByteBuffer.wrap(jpeg), true).join();
    }

    void tile(byte[] jpeg, Instant capturedAt) {
        say("{\"type\":\"tile\",\"captured_at\":\"" + capturedAt + "\"}");
        tile(jpeg);
    }

    void say(String message) {
        socket().sendText(message, true).join();
    }

    String subprotocol() {
        return socket().getSubprotocol();
    }

    /** The newest message of a type, once there is one. */
    JsonNode await(String type) {
        Awaitility.await(type).atMost(PATIENCE).until(() -> !heard(type).isEmpty());
        return heard(type).get(heard(type).size() - 1);
    }

    List<JsonNode> heard(String type) {
        return heard.stream()
                .filter(message -> message.path("type").asText().equals(type))
                .toList();
    }

    /** Until so many of this connection's tiles are in Kafka. */
    void awaitAccepted(int tiles) {
        Awaitility.await("accepted")
                .atMost(PATIENCE)
                .until(() -> heard("accepted").stream()
                        .anyMatch(message -> message.path("tiles").asInt() == tiles));
    }

    /** Code and reason of the close frame, once it came. */
    String awaitClose() {
        Awaitility.await("close").atMost(PATIENCE).until(() -> closeCode != 0);
        return closeCode + " " + closeReason;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                heard.add(JSON.readTree(text.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeReason = reason;
        closeCode = code;
        return null;
    }

    /** As a network that breaks. */
    void abort() {
        socket().abort();
    }

    @Override
    public void close() {
        if (closeCode == 0) {
            socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }
}
