package io.mien.dashboard;

import io.mien.schemas.ForbiddenException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page that shows readings as they come, served by this process. It needs no Kafka to start: while the cluster or a
 * topic is missing, the page says so, and shows readings as soon as there are any.
 *
 * <p>Threads: all methods may be called by several threads at once.
 */
public final class Dashboard implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Dashboard.class);

    private final SharedState state;
    private final DashboardServer server;
    private final ReadingsConsumer consumer;

    private Dashboard(DashboardConfiguration configuration) {
        this.state = new SharedState(
                new DashboardState(configuration.historyLength(), configuration.forgetAfter(), InstantSource.system()));
        this.server = new DashboardServer(configuration, state);
        this.consumer = new ReadingsConsumer(configuration, state);
    }

    /**
     * Starts one.
     *
     * @throws DashboardException if the address cannot be listened on
     */
    public static Dashboard start(DashboardConfiguration configuration) {
        Dashboard dashboard = new Dashboard(configuration);
        log.info("dashboard started url={}", dashboard.url());
        return dashboard;
    }

    /** Where the page is; without the access token, if there is one. */
    public URI url() {
        return server.url();
    }

    /** What it knows now. */
    public DashboardSummary summary() {
        return state.summary();
    }

    /**
     * What the cluster has not let it read from the start, so that the page will stay empty; it goes on trying. Empty once
     * there was a time when it could read.
     */
    public Optional<ForbiddenException> refusal() {
        return consumer.refusal();
    }

    /** Stops serving and following; open pages say that the connection is lost. */
    @Override
    public void close() {
        consumer.close();
        server.close();
    }
}
