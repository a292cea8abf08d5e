package io.mien.gateway;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The streams that tokens are known of. Safe for use by many threads. */
final class LiveStreams {
    private final GatewayLimits limits;
    private final FrameWriter writer;
    private final GatewayCounters counters;
    /** No tokens lead to them any more, but a session or a connection has not ended yet. */
    private final Set<LiveStream> former = ConcurrentHashMap.newKeySet();

    private volatile Known known;

    /** Both change together. */
    private record Known(Grants grants, Map<String, LiveStream> streams) {}

    LiveStreams(Collection<StreamGrant> grants, GatewayLimits limits, FrameWriter writer, GatewayCounters counters) {
        this.limits = limits;
        this.writer = writer;
        this.counters = counters;
        this.known = new Known(new Grants(grants), Map.of());
        replace(grants);
    }

    /** Takes other tokens; who has none any more is sent away. Streams whose grant is as before are not disturbed. */
    synchronized void replace(Collection<StreamGrant> grants) {
        Grants next = new Grants(grants);
        Map<String, LiveStream> before = known.streams();
        Map<String, LiveStream> streams = new LinkedHashMap<>();
        for (StreamGrant grant : next.all()) {
            LiveStream kept = before.get(grant.streamId());
            streams.put(
                    grant.streamId(),
                    kept != null && kept.grant().equals(grant)
                            ? kept
                            : new LiveStream(grant, limits, writer, counters));
        }
        known = new Known(next, Map.copyOf(streams));
        for (LiveStream stream : before.values()) {
            if (streams.get(stream.grant().streamId()) != stream) {
                former.add(stream);
                if (next.holds(stream.grant().token())) {
                    stream.close(
                            CloseReason.GOING_AWAY,
                            "what the token opens was changed, the token holds (expected: connect again)");
                } else {
                    stream.close(CloseReason.UNAUTHORIZED, "the token was taken back (expected: a new one)");
                }
            }
        }
    }

    /** Whose token this is. */
    Optional<LiveStream> byToken(String shown) {
        Known now = known;
        return now.grants().find(shown).map(StreamGrant::streamId).map(now.streams()::get);
    }

    @Nullable
    LiveStream byId(String streamId) {
        return known.streams().get(streamId);
    }

    /** Called every second: ends sessions without tiles, and connections whose clients do not read. */
    void check(Duration sessionEndsAfter) {
        for (LiveStream stream : known.streams().values()) {
            stream.endSilentSession(sessionEndsAfter);
            stream.connections().forEach(StreamConnection::check);
        }
        former.forEach(stream -> stream.connections().forEach(StreamConnection::check));
        // There may have been no room for the end of a session before.
        former.removeIf(stream -> stream.endSession() && stream.connections().isEmpty());
    }

    /** Ends everything. */
    void end() {
        known.streams()
                .values()
                .forEach(stream -> stream.close(CloseReason.GOING_AWAY, "the gateway stops (expected: connect again)"));
        former.forEach(LiveStream::endSession);
    }
}
