package io.mien.cli.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers Prometheus and supervisors of a process: {@code /metrics}, {@code /health/live} and {@code /health/ready}
 * (200 or 503 and a line that says why), and at {@code /feeds} what each live feed is doing, where there are any. A request
 * cannot change anything.
 */
public final class MetricsServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MetricsServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String JSON = "application/json";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private record Answer(int status, String contentType, String body) {}

    private final Meters meters;
    private final Supplier<Health> health;
    private final @Nullable Supplier<String> feeds;
    private final HttpServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "metrics");
        made.setDaemon(true);
        return made;
    });

    private MetricsServer(Meters meters, Supplier<Health> health, @Nullable Supplier<String> feeds, HttpServer server) {
        this.meters = meters;
        this.health = health;
        this.feeds = feeds;
        this.server = server;
    }

    /**
     * Starts answering.
     *
     * @param address port 0 takes any free one
     * @param feeds what the live feeds are doing, as JSON; null if there can be none
     * @throws IOException if the address cannot be listened on
     */
    static MetricsServer start(
            InetSocketAddress address, Meters meters, Supplier<Health> health, @Nullable Supplier<String> feeds)
            throws IOException {
        MetricsServer started = new MetricsServer(meters, health, feeds, HttpServer.create(address, 0));
        started.server.createContext("/", started::serve);
        started.server.setExecutor(started.thread);
        started.server.start();
        return started;
    }

    /** Where it listens. */
    public URI url() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getHostString() + ":" + address.getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = answer(exchange.getRequestURI().getPath());
        } catch (RuntimeException e) {
            log.warn("request failed uri={}", exchange.getRequestURI(), e);
            answer = new Answer(UNAVAILABLE, TEXT, "cannot tell: " + e.getMessage() + "\n");
        }
        byte[] body = answer.body().getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(String path) {
        return switch (path) {
            case "/metrics" -> new Answer(OK, PROMETHEUS, meters.text());
            case "/health/live" -> health(Health::live);
            case "/health/ready" -> health(Health::ready);
            case "/feeds" -> feeds == null ? nothing() : new Answer(OK, JSON, feeds.get());
            default -> nothing();
        };
    }

    private static Answer nothing() {
        return new Answer(NOT_FOUND, TEXT, "expected: /metrics, /health/live, /health/ready, or /feeds of an ingest\n");
    }

    private Answer health(Predicate<Health> isWell) {
        Health now = health.get();
        return new Answer(isWell.test(now) ? OK : UNAVAILABLE, TEXT, now.state() + "\n");
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
