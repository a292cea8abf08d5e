package io.mien.gateway;

import java.time.Duration;
import java.util.Map;

/**
 * What a gateway has done since its start, and what it holds now. Every tile that came is one of these: refused, to be
 * sent again, repeated, written, lost, or under way.
 *
 * @param received tiles
 * @param refused for good, by reason
 * @param waits tiles that were not taken just now, by reason
 * @param repeated tiles that their stream had already
 * @param written tiles that Kafka has
 * @param lost tiles that were taken and that Kafka did not get
 * @param underWay tiles that were taken and are neither yet
 * @param writeTime from taking to Kafka's acknowledgement, of all written tiles together
 * @param sessions begun
 * @param openSessions streams whose tiles come
 * @param connections open now
 * @param connectionsRefused by no token, a wrong one, or too many
 * @param slowReaders connections ended since their client did not read
 * @param readings of known streams that were followed
 * @param readingsSent to connections
 * @param readingsPassedOver not sent to a connection, since a newer one of the subject came first
 * @param unreadable records of {@code expressions} that are no readings, or sealed
 * @param state of the connection to Kafka
 */
public record GatewayCounts(
        long received,
        Map<TileRefusal, Long> refused,
        Map<WaitReason, Long> waits,
        long repeated,
        long written,
        long lost,
        long underWay,
        Duration writeTime,
        long sessions,
        long openSessions,
        long connections,
        long connectionsRefused,
        long slowReaders,
        long readings,
        long readingsSent,
        long readingsPassedOver,
        long unreadable,
        GatewayState state) {
    public GatewayCounts {
        refused = Map.copyOf(refused);
        waits = Map.copyOf(waits);
    }
}
