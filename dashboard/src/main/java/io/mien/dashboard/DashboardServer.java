package io.mien.dashboard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.sse.SseClient;
import io.javalin.util.JavalinBindException;
import io.mien.dashboard.evidence.ReadingEvidence;
import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.dashboard.history.Timelines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the page, its files and its API over HTTP. It reads a {@link SharedState} and changes nothing. */
final class DashboardServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DashboardServer.class);
    /** Each open page costs a thread. */
    private static final int MOST_PAGES = 64;

    private static final long CLOSE_SECONDS = 2;
    private static final String JSON = "application/json";
    private static final Map<String, String> SECURITY_HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin");

    private final DashboardConfiguration configuration;
    private final SharedState state;
    private final ReadingHistory history;
    private final FeedChanges feeds;
    private final Assets assets = new Assets();
    private final JsonMapper json = new JsonMapper();
    private final Semaphore pages = new Semaphore(MOST_PAGES);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService pageThreads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "dashboard-page");
        thread.setDaemon(true);
        return thread;
    });
    private final Javalin http;

    /**
     * Starts serving.
     *
     * @throws DashboardException if the address cannot be listened on
     */
    DashboardServer(
            DashboardConfiguration configuration, SharedState state, ReadingHistory history, FeedChanges feeds) {
        this.configuration = configuration;
        this.state = state;
        this.history = history;
        this.feeds = feeds;
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
    private static void requireFree(DashboardConfiguration configuration) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(configuration.host(), configuration.port()));
        } catch (IOException e) {
            throw taken(configuration, e);
        }
    }

    private static DashboardException taken(DashboardConfiguration configuration, Exception e) {
        return new DashboardException(
                "dashboard port: " + configuration.port() + " cannot be listened on at " + configuration.host()
                        + " (expected: a free port of this machine; choose another, or 0 for any, or stop the"
                        + " program that has it)",
                e);
    }

    private void configure(JavalinConfig server) {
        server.startup.showJavalinBanner = false;
        server.startup.showOldJavalinVersionWarning = false;
        server.startup.startupWatcherEnabled = false;
        server.http.defaultContentType = "text/plain; charset=utf-8";
        server.routes.before(context -> SECURITY_HEADERS.forEach(context::header));
        server.routes.before(context -> context.header(Header.CACHE_CONTROL, "no-store"));
        server.routes.before(new RequestGuard(configuration.host(), configuration.accessToken()));
        server.routes.get("/", context -> asset(context, "index.html"));
        server.routes.get("/favicon.ico", context -> asset(context, "icon.svg"));
        server.routes.get("/assets/{name}", context -> asset(context, context.pathParam("name")));
        server.routes.get("/api/state", this::state);
        server.routes.get("/api/health", this::health);
        server.routes.get(
                "/api/reading",
                new EvidenceHandler(new ReadingEvidence(history, configuration.kafka(), configuration.registry())));
        server.routes.get("/api/stream", new TimelineHandler(new Timelines(history, feeds)));
        server.routes.get("/api/subjects", new SubjectsHandler(state, json));
        server.routes.get("/api/events", new EventsHandler(this::events));
    }

    /** Where the page is. */
    URI url() {
        String host = configuration.host().contains(":") ? "[" + configuration.host() + "]" : configuration.host();
        return URI.create("http://" + host + ":" + http.port() + "/");
    }

    private void asset(Context context, String name) {
        Assets.Asset asset = assets.find(name).orElseThrow(() -> new NotFoundResponse("no such file"));
        // Kept by the browser and asked about each time: a new program must not run with an old page's modules.
        context.header(Header.CACHE_CONTROL, "no-cache").header(Header.ETAG, asset.tag());
        if (asset.tag().equals(context.header(Header.IF_NONE_MATCH))) {
            context.status(HttpStatus.NOT_MODIFIED);
            return;
        }
        context.contentType(asset.contentType()).result(asset.text());
    }

    private void state(Context context) throws Exception {
        context.contentType(JSON).result(json.writeValueAsBytes(state.view(0)));
    }

    /** Answers that the process is up: without Kafka the page still has something to say. */
    private void health(Context context) throws Exception {
        DashboardSummary summary = state.summary();
        context.contentType(JSON)
                .result(json.writeValueAsBytes(Map.of(
                        "status",
                        "UP",
                        "kafka",
                        summary.connection(),
                        "problem",
                        summary.problem() == null ? "" : summary.problem())));
    }

    private void events(SseClient page) {
        if (!pages.tryAcquire()) {
            log.warn("page refused: {} are open already", MOST_PAGES);
            page.close();
            return;
        }
        page.keepAlive();
        pageThreads.execute(() -> {
            try {
                new PageUpdates(state, assets.version(), page, json, closed).run();
            } finally {
                pages.release();
            }
        });
    }

    @Override
    public void close() {
        closed.countDown();
        pageThreads.shutdown();
        try {
            if (!pageThreads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                // A write to a browser that does not read.
                pageThreads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.stop();
    }
}
