package io.mien.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One client of a gateway: sends tiles, and notes when it is told that Kafka has them, and when readings come. Tiles are
 * sent by one thread.
 */
final class Participant implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String streamId;
    private final LatencyTally tiles;
    private final LatencyTally readings;
    private final WebSocket socket;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Instant> unconfirmed = new ArrayDeque<>();
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private long sent;
    private long notSent;
    private long accepted;
    private long waited;
    private long refused;
    private long readingsHeard;
    private @Nullable String closed;

    /** Connects. */
    Participant(
            HttpClient client, URI gateway, String streamId, String token, LatencyTally tiles, LatencyTally readings) {
        this.streamId = streamId;
        this.tiles = tiles;
        this.readings = readings;
        this.socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(gateway, this)
                .join();
    }

    String streamId() {
        return streamId;
    }

    /** Sends a tile, unless the one before is still going out. */
    void send(byte[] jpeg) {
        if (!sending.isDone()) {
            notSent++;
            return;
        }
        Instant capturedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        synchronized (this) {
            unconfirmed.addLast(capturedAt);
            sent++;
        }
        sending = socket.sendText("{\"type\":\"tile\",\"captured_at\":\"" + capturedAt + "\"}", true)
                .thenCompose(open -> open.sendBinary(ByteBuffer.wrap(jpeg), true));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                hear(JSON.readTree(text.toString()), Instant.now());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private synchronized void hear(JsonNode message, Instant now) {
        switch (message.path("type").asText()) {
            case "accepted" -> {
                accepted = message.path("tiles").asLong();
                Instant newest = Instant.parse(message.path("captured_at").asText());
                while (!unconfirmed.isEmpty() && !unconfirmed.getFirst().isAfter(newest)) {
                    tiles.add(unconfirmed.removeFirst(), now);
                }
            }
            case "wait" -> {
                waited = message.path("tiles").asLong();
                unconfirmed.remove(Instant.parse(message.path("captured_at").asText()));
            }
            case "refused" -> refused++;
            case "reading" -> {
                readingsHeard++;
                readings.add(Instant.parse(message.path("produced_at").asText()), now);
            }
            default -> {
                // Said once.
            }
        }
    }

    @Override
    public synchronized @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed = code + " " + reason;
        return null;
    }

    /** What became of its tiles, and what it heard. */
    record Account(long sent, long notSent, long accepted, long waited, long refused, long readings) {
        static final Account NOTHING = new Account(0, 0, 0, 0, 0, 0);

        Account plus(Account other) {
            return new Account(
                    sent + other.sent,
                    notSent + other.notSent,
                    accepted + other.accepted,
                    waited + other.waited,
                    refused + other.refused,
                    readings + other.readings);
        }

        boolean isSettled() {
            return sent == accepted + waited + refused;
        }
    }

    /** @throws IllegalStateException if the gateway has closed the connection */
    synchronized Account account() {
        if (closed != null) {
            throw new IllegalStateException(streamId + ": closed by the gateway: " + closed);
        }
        return new Account(sent, notSent, accepted, waited, refused, readingsHeard);
    }

    void leave() {
        socket.abort();
    }
}
