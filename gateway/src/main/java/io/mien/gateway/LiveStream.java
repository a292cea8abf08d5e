package io.mien.gateway;

import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connections of one stream share: its session, how much it may send, its newest readings.
 *
 * <p>Threads: all methods may be called by several threads at once; none waits.
 */
final class LiveStream {
    private static final Logger log = LoggerFactory.getLogger(LiveStream.class);
    private static final int MOST_READINGS = 64;
    private static final int MOST_CONNECTIONS = 8;
    private static final Duration KAFKA_WAIT = Duration.ofMillis(500);

    private final StreamGrant grant;
    private final GatewayLimits limits;
    private final FrameWriter writer;
    private final GatewayCounters counters;
    private final TileAllowance allowance;
    private final Deque<NumberedReading> readings = new ArrayDeque<>();
    private final Set<StreamConnection> connections = new LinkedHashSet<>();
    private @Nullable CallSession session;
    private @Nullable StreamConnection sender;
    private int underWay;
    private long lastTileNanos;
    private long readingNumber;

    LiveStream(StreamGrant grant, GatewayLimits limits, FrameWriter writer, GatewayCounters counters) {
        this.grant = grant;
        this.limits = limits;
        this.writer = writer;
        this.counters = counters;
        this.allowance = new TileAllowance(limits.tilesPerSecond(), System.nanoTime());
    }

    /** Hears once what became of a tile that was taken. */
    interface TileListener {
        /** Kafka has it. */
        void written(long sequence, Instant capturedAt);

        /** Kafka did not get it. */
        void lost(Instant capturedAt, String sentence);
    }

    StreamGrant grant() {
        return grant;
    }

    /** Where a client that connects finds its stream. */
    record Position(@Nullable String session, @Nullable Instant lastCapturedAt) {}

    /** Lets a connection hear the readings from now on; returns the objection if there is one. */
    synchronized @Nullable String join(StreamConnection connection) {
        if (connections.size() >= MOST_CONNECTIONS) {
            return "connections of stream " + grant.streamId() + ": " + connections.size() + " (expected: fewer than "
                    + MOST_CONNECTIONS + "; close one)";
        }
        connections.add(connection);
        connection.joined(
                session == null ? new Position(null, null) : new Position(session.id(), session.lastCapturedAt()));
        return null;
    }

    synchronized void leave(StreamConnection connection) {
        connections.remove(connection);
        if (sender == connection) {
            sender = null;
        }
    }

    synchronized List<StreamConnection> connections() {
        return new ArrayList<>(connections);
    }

    /**
     * Offers a tile.
     *
     * @param from the connection that it came by; null: by a request of its own
     * @param listener hears later what became of it, if it is taken
     */
    TileOutcome offer(Tile tile, @Nullable StreamConnection from, TileListener listener) {
        StreamConnection displaced = null;
        TileOutcome outcome;
        synchronized (this) {
            outcome = decide(tile, listener);
            if (outcome instanceof TileOutcome.Taken && from != null && sender != from) {
                displaced = sender;
                sender = from;
            }
        }
        if (displaced != null) {
            displaced.end(
                    CloseReason.REPLACED,
                    "another connection sends the tiles of this stream now (expected: one that sends)");
        }
        return outcome;
    }

    private TileOutcome decide(Tile offered, TileListener listener) {
        Duration tooEarly = allowance.take(System.nanoTime());
        if (!tooEarly.isZero()) {
            return new TileOutcome.Wait(
                    WaitReason.RATE,
                    tooEarly,
                    "too many tiles (expected: at most " + limits.tilesPerSecond() + " a second)");
        }
        Tile tile = offered;
        CallSession current = session;
        if (current != null) {
            Instant last = current.lastCapturedAt();
            if (last != null && !tile.capturedAt().isAfter(last)) {
                if (tile.clock() == CaptureClock.CAMERA) {
                    return current.hasTaken(tile.capturedAt()) ? new TileOutcome.Repeated() : older(tile, last);
                }
                tile = later(tile, last);
            }
            if (current.withBoxes() != (tile.box() != null)) {
                return new TileOutcome.Refused(
                        TileRefusal.OTHER_KIND,
                        "box: " + (tile.box() == null ? "none" : "one") + " (expected: "
                                + (current.withBoxes() ? "one" : "none")
                                + ", as with the session's tiles before; end the session first)");
            }
        }
        if (underWay >= limits.tilesUnderWay()) {
            return new TileOutcome.Wait(
                    WaitReason.KAFKA,
                    KAFKA_WAIT,
                    underWay + " tiles are on their way to Kafka (expected: fewer than " + limits.tilesUnderWay()
                            + "; Kafka is slow or away)");
        }
        CallSession taking = current == null ? new CallSession(grant, tile.box() != null) : current;
        if (!write(tile, taking, listener)) {
            return new TileOutcome.Wait(
                    WaitReason.KAFKA,
                    KAFKA_WAIT,
                    "no room for tiles on their way to Kafka (expected: a Kafka that keeps up; it is slow or away)");
        }
        if (current == null) {
            session = taking;
            counters.sessions.increment();
            counters.openSessions.increment();
            log.info("session begins stream={} session={}", grant.streamId(), taking.id());
        }
        long sequence = taking.nextSequence();
        taking.taken(tile);
        underWay++;
        counters.underWay.increment();
        lastTileNanos = System.nanoTime();
        return new TileOutcome.Taken(sequence);
    }

    private static TileOutcome older(Tile tile, Instant last) {
        return new TileOutcome.Refused(
                TileRefusal.OUT_OF_ORDER,
                "captured_at: " + tile.capturedAt() + " (expected: after " + last
                        + ", that of the last tile; if the clock was set back, end the session first)");
    }

    /** Two tiles that arrive within one tick of the clock still follow each other. */
    private static Tile later(Tile tile, Instant last) {
        return new Tile(
                last.plus(1, ChronoUnit.MICROS), tile.clock(), tile.width(), tile.height(), tile.jpeg(), tile.box());
    }

    private boolean write(Tile tile, CallSession taking, TileListener listener) {
        long sequence = taking.nextSequence();
        Instant capturedAt = tile.capturedAt();
        long takenAt = System.nanoTime();
        FrameWriter.Delivery delivery = failure -> ended(sequence, capturedAt, takenAt, failure, listener);
        return taking.withBoxes()
                ? writer.offer(taking.faceFrame(tile), delivery)
                : writer.offer(taking.cameraFrame(tile), delivery);
    }

    private void ended(
            long sequence, Instant capturedAt, long takenAt, @Nullable Exception failure, TileListener listener) {
        synchronized (this) {
            underWay--;
        }
        counters.underWay.decrement();
        if (failure == null) {
            counters.written.increment();
            counters.writeNanos.add(System.nanoTime() - takenAt);
            listener.written(sequence, capturedAt);
        } else {
            counters.lost.increment();
            log.debug("tile lost: {} stream={} sequence={}", failure.getMessage(), grant.streamId(), sequence);
            listener.lost(
                    capturedAt,
                    "tile " + sequence
                            + ": Kafka did not take it (expected: a Kafka that answers; the next tiles go on)");
        }
    }

    /** Ends the session, if there is one; false if there is no room for its marker now. */
    synchronized boolean endSession() {
        CallSession ending = session;
        if (ending == null) {
            return true;
        }
        FrameWriter.Delivery unheard = failure -> {};
        boolean written = ending.withBoxes()
                ? writer.offer(ending.trackEnded(), unheard)
                : writer.offer(ending.streamEnded(), unheard);
        if (written) {
            session = null;
            counters.openSessions.decrement();
            log.info(
                    "session ended stream={} session={} tiles={}",
                    grant.streamId(),
                    ending.id(),
                    ending.nextSequence());
        }
        return written;
    }

    /** Ends the session if no tile has come for a while. */
    synchronized void endSilentSession(Duration silence) {
        if (session != null && System.nanoTime() - lastTileNanos >= silence.toNanos()) {
            endSession();
        }
    }

    /**
     * Adds a reading, and tells it to the connections.
     *
     * @param json of its number
     */
    void add(String readingId, String subjectId, Function<Long, String> json) {
        NumberedReading reading;
        List<StreamConnection> hearing;
        synchronized (this) {
            // A job that delivers at least once may repeat one after a failure.
            if (readings.stream().anyMatch(known -> known.id().equals(readingId))) {
                return;
            }
            readingNumber++;
            reading = new NumberedReading(readingNumber, readingId, subjectId, json.apply(readingNumber));
            readings.addLast(reading);
            if (readings.size() > MOST_READINGS) {
                readings.removeFirst();
            }
            hearing = new ArrayList<>(connections);
        }
        counters.readings.increment();
        hearing.forEach(connection -> connection.reading(reading));
    }

    /** The newest readings after a number, oldest first. */
    synchronized List<NumberedReading> readingsAfter(long number) {
        return readings.stream().filter(reading -> reading.number() > number).toList();
    }
}
