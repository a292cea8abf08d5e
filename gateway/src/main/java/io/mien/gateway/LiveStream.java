package io.mien.gateway;

import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
    private static final int MOST_CONNECTIONS = 8;
    private static final Duration KAFKA_WAIT = Duration.ofMillis(500);

    private final StreamGrant grant;
    private final GatewayLimits limits;
    private final FrameWriter writer;
    private final GatewayCounters counters;
    private final TileAllowance allowance;
    private final NewestReadings readings = new NewestReadings();
    private final StreamConnections connections = new StreamConnections();
    private @Nullable CallSession session;
    private int underWay;
    private long lastTileNanos;
    private boolean closed;

    LiveStream(StreamGrant grant, GatewayLimits limits, FrameWriter writer, GatewayCounters counters) {
        this.grant = grant;
        this.limits = limits;
        this.writer = writer;
        this.counters = counters;
        this.allowance = new TileAllowance(limits.tilesPerSecond(), System.nanoTime());
    }

    StreamGrant grant() {
        return grant;
    }

    /** Where a client that connects finds its stream. */
    record Position(@Nullable String session, @Nullable Instant lastCapturedAt) {}

    /** Why a connection cannot join. */
    record Objection(CloseReason reason, String sentence) {}

    /** Lets a connection hear the readings from now on; returns the objection if there is one. */
    synchronized @Nullable Objection join(StreamConnection connection) {
        if (closed) {
            return new Objection(
                    CloseReason.GOING_AWAY,
                    "stream " + grant.streamId() + ": closed just now (expected: connect again)");
        }
        int open = connections.all().size();
        if (open >= MOST_CONNECTIONS) {
            return new Objection(
                    CloseReason.TOO_MANY,
                    "connections of stream " + grant.streamId() + ": " + open + " (expected: fewer than "
                            + MOST_CONNECTIONS + "; close one)");
        }
        connections.add(connection);
        connection.joined(
                session == null
                        ? new Position(null, null)
                        : new Position(session.id(), session.tiles().newestWritten()));
        return null;
    }

    /** A connection is being ended: nothing more is taken from it. */
    synchronized void sendAway(StreamConnection connection) {
        connections.sendAway(connection);
    }

    /** A connection is gone. */
    synchronized void leave(StreamConnection connection) {
        connections.remove(connection);
    }

    /** Those that are not gone yet. */
    synchronized List<StreamConnection> connections() {
        return connections.all();
    }

    /** For good: sends all connections away, takes nothing more, and ends the session if there is room for its marker. */
    void close(CloseReason reason, String sentence) {
        List<StreamConnection> leaving;
        synchronized (this) {
            closed = true;
            leaving = connections();
            leaving.forEach(connections::sendAway);
            endSession();
        }
        leaving.forEach(connection -> connection.end(reason, sentence));
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
            if (closed || (from != null && !connections.isOpen(from))) {
                return new TileOutcome.Gone();
            }
            outcome = decide(tile, listener);
            if (outcome instanceof TileOutcome.Taken && from != null) {
                displaced = connections.replaceSender(from);
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
            Instant last = current.tiles().newest();
            if (last != null && !tile.capturedAt().isAfter(last)) {
                if (tile.clock() == CaptureClock.CAMERA) {
                    return again(tile, current.tiles(), last, listener);
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
        TakenTile taken = new TakenTile(taking.nextSequence(), tile.capturedAt(), listener);
        if (!write(tile, taking, taken)) {
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
        taking.taken(tile, taken);
        underWay++;
        counters.underWay.increment();
        lastTileNanos = System.nanoTime();
        return new TileOutcome.Taken(taken.sequence());
    }

    /** A tile that is not newer than the last one: it is known, or comes too late. */
    private static TileOutcome again(Tile tile, TakenTiles tiles, Instant last, TileListener listener) {
        TakenTile known = tiles.at(tile.capturedAt());
        if (known == null) {
            return older(tile, last);
        }
        if (known.state() == TakenTile.State.WRITTEN) {
            return new TileOutcome.Repeated();
        }
        if (known.state() == TakenTile.State.UNDER_WAY) {
            known.repeatedBy(listener);
            return new TileOutcome.UnderWay();
        }
        if (!tiles.isAfterWritten(tile.capturedAt())) {
            return older(tile, last);
        }
        // Whether there is still a place for it is known when those that were taken after it are written, or lost too.
        return new TileOutcome.Wait(
                WaitReason.KAFKA,
                KAFKA_WAIT,
                "captured_at: " + tile.capturedAt()
                        + ": lost, and later tiles are on their way to Kafka (expected: sent again when none is)");
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

    private boolean write(Tile tile, CallSession taking, TakenTile taken) {
        long takenAt = System.nanoTime();
        FrameWriter.Delivery delivery = failure -> ended(taking.tiles(), taken, takenAt, failure);
        return taking.withBoxes()
                ? writer.offer(taking.faceFrame(tile), delivery)
                : writer.offer(taking.cameraFrame(tile), delivery);
    }

    private void ended(TakenTiles tiles, TakenTile tile, long takenAt, @Nullable Exception failure) {
        List<TileListener> repeaters;
        synchronized (this) {
            underWay--;
            repeaters = tiles.end(tile, failure == null ? TakenTile.State.WRITTEN : TakenTile.State.LOST);
        }
        counters.underWay.decrement();
        if (failure == null) {
            counters.written.increment();
            counters.writeNanos.add(System.nanoTime() - takenAt);
            tile.sender().written(tile.sequence(), tile.capturedAt());
            repeaters.forEach(repeater -> repeater.repeated(tile.capturedAt()));
        } else {
            counters.lost.increment();
            log.debug("tile lost: {} stream={} sequence={}", failure.getMessage(), grant.streamId(), tile.sequence());
            String sentence = "tile " + tile.sequence()
                    + ": Kafka did not take it (expected: a Kafka that answers; the next tiles go on)";
            tile.sender().lost(tile.capturedAt(), sentence);
            repeaters.forEach(repeater -> repeater.lost(tile.capturedAt(), sentence));
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
        @Nullable NumberedReading reading;
        List<StreamConnection> hearing;
        synchronized (this) {
            reading = readings.add(readingId, subjectId, json);
            hearing = connections.open();
        }
        if (reading == null) {
            return;
        }
        counters.readings.increment();
        hearing.forEach(connection -> connection.reading(reading));
    }

    /** The newest readings after a number; all, if the number was not given since the count began. */
    synchronized RememberedReadings readingsAfter(long number) {
        return readings.after(number);
    }
}
