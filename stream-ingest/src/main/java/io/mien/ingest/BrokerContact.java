package io.mien.ingest;

import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;

/**
 * Tells by the heartbeats of a group's members whether brokers have been there lately. For any thread.
 *
 * <p>A member's metric says -1 until it has sent its first heartbeat, three seconds after it joined: if the brokers go before
 * that, it says so for as long as they are away.
 */
final class BrokerContact {
    private static final String HEARTBEAT = "last-heartbeat-seconds-ago";
    /** Four heartbeats. */
    private static final Duration SILENCE = Duration.ofSeconds(12);

    private final LongSupplier nanoTime;
    private volatile long joined;

    BrokerContact(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        joined();
    }

    /** Notes that the members have joined their group now. */
    void joined() {
        joined = nanoTime.getAsLong();
    }

    /** Whether each member among the metrics has had a broker, as its heartbeat or else its joining tells. */
    boolean isFresh(Collection<? extends Metric> metrics) {
        double sinceJoined = (nanoTime.getAsLong() - joined) / 1e9;
        return metrics.stream()
                .filter(metric -> metric.metricName().name().equals(HEARTBEAT))
                .map(Metric::metricValue)
                .allMatch(value ->
                        value instanceof Double seconds && (seconds < 0 ? sinceJoined : seconds) < SILENCE.toSeconds());
    }
}
