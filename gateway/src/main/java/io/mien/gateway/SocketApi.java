package io.mien.gateway;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** The WebSocket side: lets a client in by its token, and passes on what it sends. */
final class SocketApi {
    /** Often enough for proxies that cut off what is silent for a minute. */
    private static final Duration PING_EVERY = Duration.ofSeconds(15);

    private static final String PROTOCOLS = "Sec-WebSocket-Protocol";

    private final LiveStreams streams;
    private final GatewayConfiguration configuration;
    private final GatewayCounters counters;
    private final TileReader reader;
    private final Map<String, StreamSocket> sockets = new ConcurrentHashMap<>();

    SocketApi(LiveStreams streams, GatewayConfiguration configuration, GatewayCounters counters) {
        this.streams = streams;
        this.configuration = configuration;
        this.counters = counters;
        this.reader = new TileReader(configuration.limits().ofTile());
    }

    void handle(WsConfig socket) {
        socket.onConnect(this::connect);
        socket.onMessage(context -> {
            StreamSocket open = sockets.get(context.sessionId());
            if (open != null) {
                open.receive(context.message());
            }
        });
        socket.onBinaryMessage(context -> {
            StreamSocket open = sockets.get(context.sessionId());
            if (open != null) {
                open.receive(context.data());
            }
        });
        socket.onClose(this::close);
        // What comes after it is a close.
        socket.onError(context -> {});
    }

    private void connect(WsConnectContext context) {
        Session session = context.session;
        String offered = context.header(PROTOCOLS);
        if (!ShownToken.isSpoken(offered)) {
            refuse(
                    session,
                    CloseReason.INVALID_MESSAGE,
                    "subprotocol: another comes first (expected: " + ShownToken.SUBPROTOCOL + ", or none offered)");
            return;
        }
        Optional<LiveStream> stream = ShownToken.ofHeader(context.header("Authorization"))
                .or(() -> ShownToken.ofProtocols(offered))
                .flatMap(streams::byToken);
        if (stream.isEmpty()) {
            refuse(
                    session,
                    CloseReason.UNAUTHORIZED,
                    "token: missing or wrong (expected: Authorization: Bearer …, or the subprotocol mien.token.…)");
            return;
        }
        if (sockets.size() >= configuration.limits().connections()) {
            refuse(
                    session,
                    CloseReason.TOO_MANY,
                    "connections: " + configuration.limits().connections()
                            + " are open (expected: fewer; try again later)");
            return;
        }
        open(context, stream.get());
    }

    private void refuse(Session session, CloseReason reason, String sentence) {
        counters.connectionsRefused.increment();
        StreamSocket.end(session, reason, sentence);
    }

    private void open(WsContext context, LiveStream stream) {
        StreamSocket socket = new StreamSocket(context.session, stream, configuration, reader, counters);
        LiveStream.Objection objection = stream.join(socket);
        if (objection != null) {
            refuse(context.session, objection.reason(), objection.sentence());
            return;
        }
        sockets.put(context.sessionId(), socket);
        counters.connections.increment();
        context.enableAutomaticPings(PING_EVERY.toSeconds(), TimeUnit.SECONDS);
        if (!context.session.isOpen()) {
            // Gone meanwhile, and its close perhaps heard before.
            close(context);
        }
    }

    private void close(WsContext context) {
        context.disableAutomaticPings();
        @Nullable StreamSocket closed = sockets.remove(context.sessionId());
        if (closed != null) {
            closed.stream().leave(closed);
            counters.connections.decrement();
        }
    }
}
