package io.mien.cli.metrics;

import io.mien.gateway.GatewayCounts;
import io.mien.gateway.GatewayState;
import io.mien.gateway.TileRefusal;
import io.mien.gateway.WaitReason;
import java.util.function.Supplier;

/** The metrics of a gateway. Each tile received is refused, waited for, repeated, written, lost or under way. */
public final class GatewayMetrics {
    private static final double NANOS = 1e9;

    private GatewayMetrics() {}

    /** Adds them. */
    public static void add(Meters meters, Supplier<GatewayCounts> counts) {
        meters.counter(
                "mien.gateway.tiles.received",
                "Tiles that clients sent",
                () -> counts.get().received());
        for (TileRefusal reason : TileRefusal.values()) {
            meters.counter(
                    "mien.gateway.tiles.refused",
                    "Tiles refused for good",
                    () -> counts.get().refused().getOrDefault(reason, 0L),
                    "reason",
                    reason.name());
        }
        for (WaitReason reason : WaitReason.values()) {
            meters.counter(
                    "mien.gateway.tiles.waited",
                    "Tiles not taken just now, whose clients were asked to wait",
                    () -> counts.get().waits().getOrDefault(reason, 0L),
                    "reason",
                    reason.name());
        }
        meters.counter(
                "mien.gateway.tiles.repeated",
                "Tiles that their stream had already",
                () -> counts.get().repeated());
        meters.counter(
                "mien.gateway.tiles.written",
                "Tiles that Kafka has",
                () -> counts.get().written());
        meters.counter(
                "mien.gateway.tiles.lost",
                "Tiles that were taken and did not get to Kafka in time",
                () -> counts.get().lost());
        meters.gauge(
                "mien.gateway.tiles.under.way",
                "Tiles that were taken and that Kafka has not acknowledged",
                () -> counts.get().underWay());
        meters.seconds(
                "mien.gateway.write",
                "Time from taking a tile to Kafka's acknowledgement, of all written tiles",
                () -> counts.get().writeTime().toNanos() / NANOS);
        meters.counter(
                "mien.gateway.sessions",
                "Sessions of participants begun",
                () -> counts.get().sessions());
        meters.gauge(
                "mien.gateway.sessions.open",
                "Participants whose tiles come",
                () -> counts.get().openSessions());
        meters.gauge(
                "mien.gateway.connections",
                "WebSockets that are open",
                () -> counts.get().connections());
        meters.counter(
                "mien.gateway.connections.refused",
                "WebSockets refused: no token, a wrong one, or too many",
                () -> counts.get().connectionsRefused());
        meters.counter(
                "mien.gateway.slow.readers",
                "WebSockets ended because their client did not read",
                () -> counts.get().slowReaders());
        meters.counter(
                "mien.gateway.readings",
                "Readings of the gateway's streams",
                () -> counts.get().readings());
        meters.counter(
                "mien.gateway.readings.sent",
                "Readings sent to WebSockets",
                () -> counts.get().readingsSent());
        meters.counter(
                "mien.gateway.readings.passed.over",
                "Readings not sent to a WebSocket, since a newer one of the subject came first",
                () -> counts.get().readingsPassedOver());
        meters.counter(
                "mien.gateway.unreadable.records",
                "Records of expressions that are no readings, or sealed",
                () -> counts.get().unreadable());
        meters.state(
                "mien.gateway.kafka",
                "State of the connection to Kafka: 1 for the present one",
                GatewayState.class,
                () -> counts.get().state());
    }

    /** It is ready while it reaches Kafka. */
    public static Health health(GatewayCounts counts) {
        return switch (counts.state()) {
            case CONNECTED -> Health.ready("CONNECTED");
            case CONNECTING, UNAVAILABLE -> Health.waiting(counts.state().name());
        };
    }
}
