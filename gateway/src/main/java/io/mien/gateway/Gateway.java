package io.mien.gateway;

import io.mien.failures.FailureKind;
import io.mien.schemas.ForbiddenException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tiles and gives readings over WebSocket and HTTP. One gateway has one producer and one consumer, whatever the
 * number of its clients. Any number of gateways may run; a stream's tiles go through one of them at a time.
 *
 * <p>Threads: all methods may be called by several threads at once.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private final GatewayCounters counters = new GatewayCounters();
    private final FrameProducer producer;
    private final LiveStreams streams;
    private final ReadingsFollower follower;
    private final GatewayServer server;
    private final ScheduledExecutorService checks;
    private final ScheduledFuture<?> check;

    private Gateway(GatewayConfiguration configuration, FrameProducer producer) {
        this.producer = producer;
        this.streams = new LiveStreams(configuration.grants(), configuration.limits(), producer, counters);
        this.follower = new ReadingsFollower(configuration, streams, counters);
        try {
            this.server = new GatewayServer(configuration, streams, counters, follower::state);
        } catch (RuntimeException e) {
            follower.close();
            throw e;
        }
        this.checks = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gateway-checks");
            thread.setDaemon(true);
            return thread;
        });
        this.check = checks.scheduleWithFixedDelay(
                () -> check(configuration.sessionEndsAfter()),
                CHECK_EVERY.toMillis(),
                CHECK_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Starts a gateway.
     *
     * @throws GatewayException if the address cannot be listened on, or Kafka does not answer
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry does not answer
     */
    public static Gateway start(GatewayConfiguration configuration) {
        GatewayServer.requireFree(configuration);
        FrameProducer producer;
        try {
            producer = new FrameProducer(configuration);
        } catch (KafkaException e) {
            throw new GatewayException(
                    FailureKind.KAFKA,
                    "Kafka at " + configuration.kafka().get("bootstrap.servers") + ": " + e.getMessage()
                            + " (expected: a broker with Mien's topics there)",
                    e);
        }
        try {
            Gateway gateway = new Gateway(configuration, producer);
            log.info("gateway started url={}", gateway.url());
            return gateway;
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    private void check(Duration sessionEndsAfter) {
        try {
            streams.check(sessionEndsAfter);
        } catch (RuntimeException e) {
            // The next check must come nevertheless.
            log.warn("check failed: {}", e.toString(), e);
        }
    }

    /** Where it listens. */
    public URI url() {
        return server.url();
    }

    /** What it has done, and what it holds. */
    public GatewayCounts counts() {
        return counters.now(follower.state());
    }

    /**
     * Takes other tokens from now on. Clients whose token is not among them any more are sent away, the others are not
     * disturbed.
     *
     * @throws IllegalArgumentException if two are of one stream, or have one token
     */
    public void setGrants(Collection<StreamGrant> grants) {
        streams.replace(grants);
    }

    /**
     * Says what the cluster has not let the gateway read since its start; it goes on trying. Empty as soon as it could
     * read once.
     */
    public Optional<ForbiddenException> refusal() {
        return follower.refusal();
    }

    /** What is served, for tests. */
    GatewayServer server() {
        return server;
    }

    /** Ends all sessions and connections, and writes what is on its way. */
    @Override
    public void close() {
        check.cancel(false);
        checks.shutdown();
        streams.end();
        server.close();
        follower.close();
        producer.close();
    }
}
