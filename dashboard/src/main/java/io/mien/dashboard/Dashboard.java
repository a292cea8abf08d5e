package io.mien.dashboard;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.schemas.ForbiddenException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a page that shows readings as they come. It needs no Kafka to start: while the cluster or a topic is missing,
 * the page says so, and shows readings as soon as there are any.
 *
 * <p>Threads: all methods may be called by several threads at once.
 */
public final class Dashboard implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Dashboard.class);

    private final AlertDesk alerts;
    private final SharedState state;
    private final DashboardServer server;
    private final ReadingsConsumer consumer;
    private final HistoryReader historyReader;

    private Dashboard(DashboardConfiguration configuration) {
        InstantSource clock = InstantSource.system();
        this.alerts = new AlertDesk(configuration.alerts(), clock);
        this.state = new SharedState(
                new DashboardState(configuration.historyLength(), configuration.forgetAfter(), clock, alerts));
        ReadingHistory history = new ReadingHistory(configuration.history(), clock);
        FeedChanges feeds = new FeedChanges();
        this.server = server(configuration, state, history, feeds, alerts);
        Instant started = clock.instant();
        this.consumer = new ReadingsConsumer(configuration, state, history, feeds, started);
        this.historyReader = new HistoryReader(configuration, history, started);
    }

    private static DashboardServer server(
            DashboardConfiguration configuration,
            SharedState state,
            ReadingHistory history,
            FeedChanges feeds,
            AlertDesk alerts) {
        try {
            return new DashboardServer(configuration, state, history, feeds);
        } catch (DashboardException e) {
            alerts.close();
            throw e;
        }
    }

    /**
     * Starts a dashboard.
     *
     * @throws DashboardException if the address cannot be listened on
     */
    public static Dashboard start(DashboardConfiguration configuration) {
        Dashboard dashboard = new Dashboard(configuration);
        log.info("dashboard started url={}", dashboard.url());
        return dashboard;
    }

    /** The address of the page, without the access token. */
    public URI url() {
        return server.url();
    }

    /** What it knows now. */
    public DashboardSummary summary() {
        return state.summary();
    }

    /**
     * Says what the cluster has not let the dashboard read since its start, because the page will stay empty then; the
     * dashboard goes on trying. Empty as soon as it could read once.
     */
    public Optional<ForbiddenException> refusal() {
        return consumer.refusal();
    }

    /** Stops serving and following; open pages say that the connection is lost. */
    @Override
    public void close() {
        historyReader.close();
        consumer.close();
        alerts.close();
        server.close();
    }
}
