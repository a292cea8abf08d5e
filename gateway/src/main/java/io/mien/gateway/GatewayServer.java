package io.mien.gateway;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.mien.failures.FailureKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the interface over HTTP and WebSocket. No cookie lets anybody in, so that a page of another site can do nothing
 * here that its visitor has not given it a token for; hence no guard of origins and host names.
 */
final class GatewayServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);
    private static final int LONGEST_WORDS = 4 << 10;
    private static final Duration IDLE = Duration.ofSeconds(45);
    private static final Map<String, String> SECURITY_HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Permissions-Policy",
            "camera=(self)",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private final GatewayConfiguration configuration;
    private final HttpApi api;
    private final SocketApi sockets;
    private final UnreadBodies unread;
    private final Supplier<GatewayState> state;
    private final PageFiles files = new PageFiles();
    private final Javalin http;

    /**
     * Starts serving.
     *
     * @throws GatewayException if the address cannot be listened on
     */
    GatewayServer(
            GatewayConfiguration configuration,
            LiveStreams streams,
            GatewayCounters counters,
            Supplier<GatewayState> state) {
        this.configuration = configuration;
        this.api = new HttpApi(streams, configuration.limits(), counters);
        this.sockets = new SocketApi(streams, configuration, counters);
        this.unread = new UnreadBodies(2 * configuration.limits().tileBytes());
        this.state = state;
        requireFree(configuration);
        this.http = Javalin.create(this::configure);
        try {
            http.start(configuration.host(), configuration.port());
        } catch (JavalinBindException e) {
            http.stop();
            throw taken(configuration, e);
        }
    }

    /** Looks first, since the web server reports a taken port with a stack trace in the log. */
    static void requireFree(GatewayConfiguration configuration) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(configuration.host(), configuration.port()));
        } catch (IOException e) {
            throw taken(configuration, e);
        }
    }

    private static GatewayException taken(GatewayConfiguration configuration, Exception e) {
        return new GatewayException(
                FailureKind.PORT,
                "gateway port: " + configuration.port() + " cannot be listened on at " + configuration.host()
                        + " (expected: a free port of this machine; choose another, or 0 for any, or stop the"
                        + " program that has it)",
                e);
    }

    private void configure(JavalinConfig server) {
        server.startup.showJavalinBanner = false;
        server.startup.showOldJavalinVersionWarning = false;
        server.startup.startupWatcherEnabled = false;
        server.http.defaultContentType = "text/plain; charset=utf-8";
        server.http.prefer405over404 = true;
        server.jetty.modifyServletContextHandler(GatewayServer::doWithoutCompression);
        server.jetty.modifyWebSocketServletFactory(factory -> {
            // Twice, so that a tile that is somewhat too large is refused with a sentence and nothing is cut off.
            factory.setMaxBinaryMessageSize(2L * configuration.limits().tileBytes());
            factory.setMaxTextMessageSize(LONGEST_WORDS);
            factory.setIdleTimeout(IDLE);
        });
        server.routes.before(context -> SECURITY_HEADERS.forEach(context::header));
        server.routes.get("/", context -> file(context, "page/index.html"));
        server.routes.get("/page/{name}", context -> file(context, "page/" + context.pathParam("name")));
        server.routes.get("/openapi.json", context -> file(context, "openapi.json"));
        server.routes.get("/asyncapi.json", context -> file(context, "asyncapi.json"));
        server.routes.get("/health", context -> HttpApi.json(context, 200, Messages.health(state.get())));
        server.routes.post("/v1/tiles", api::tile);
        server.routes.get("/v1/readings", api::readings);
        server.routes.delete("/v1/session", api::endSession);
        server.routes.get("/v1/stream", GatewayServer::askForUpgrade);
        server.routes.ws("/v1/stream", sockets::handle);
        server.routes.after(unread::read);
        server.routes.exception(
                HttpResponseException.class,
                (e, context) -> HttpApi.problem(context, e.getStatus(), "HTTP_" + e.getStatus(), e.getMessage()));
        server.routes.exception(Exception.class, (e, context) -> {
            log.warn("request failed: {} path={}", e.toString(), TileNotes.shown(context.path()), e);
            HttpApi.problem(context, 500, "INTERNAL", "a fault of Mien's own (expected: none; see the gateway's log)");
        });
        server.routes.wsException(Exception.class, (e, context) -> {
            log.warn("message failed: {}", e.toString(), e);
            context.session.close(1011, "a fault of Mien's own (expected: none; see the gateway's log)", Callback.NOOP);
        });
    }

    /**
     * Clients offer to compress messages, and do if they are let, JPEGs too: that costs both sides processor time, saves
     * nothing, and what comes out may be far larger than what came in.
     */
    private static void doWithoutCompression(ServletContextHandler context) {
        context.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarted(LifeCycle started) {
                WebSocketServerComponents.getWebSocketComponents(context)
                        .getExtensionRegistry()
                        .unregister("permessage-deflate");
            }
        });
    }

    private static void askForUpgrade(Context context) {
        context.header("Upgrade", "websocket").header("Connection", "Upgrade");
        HttpApi.problem(
                context, 426, "UPGRADE_REQUIRED", "a plain request (expected: a WebSocket; see /asyncapi.json)");
    }

    private void file(Context context, String name) {
        PageFiles.PageFile file = files.find(name);
        if (file == null) {
            HttpApi.problem(context, 404, "HTTP_404", "no such file (expected: see /openapi.json)");
        } else {
            context.contentType(file.contentType()).result(file.text());
        }
    }

    /** What is served, for the test that holds the descriptions against it. */
    Javalin javalin() {
        return http;
    }

    /** Where it is. */
    URI url() {
        String host = configuration.host().contains(":") ? "[" + configuration.host() + "]" : configuration.host();
        return URI.create("http://" + host + ":" + http.port() + "/");
    }

    @Override
    public void close() {
        http.stop();
    }
}
