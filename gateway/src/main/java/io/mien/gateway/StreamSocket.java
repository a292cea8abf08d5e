package io.mien.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's WebSocket, once its token is known. Messages are received by one thread at a time; all else may be called
 * by any thread.
 */
final class StreamSocket implements StreamConnection, TileListener {
    private static final Logger log = LoggerFactory.getLogger(StreamSocket.class);
    private static final Duration SLOW_READER = Duration.ofSeconds(10);
    /** Of the reason in a close frame, by RFC 6455, 5.5. */
    private static final int LONGEST_REASON_BYTES = 123;

    private final Session socket;
    private final LiveStream stream;
    private final GatewayConfiguration configuration;
    private final TileReader reader;
    private final GatewayCounters counters;
    private final Outbox outbox;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final Object tally = new Object();
    private long accepted;
    private long repeated;
    private long waited;
    private @Nullable Instant newest;
    /** Of the tile that comes next; of the receiving thread. */
    private TileNotes notes = TileNotes.NONE;

    StreamSocket(
            Session socket,
            LiveStream stream,
            GatewayConfiguration configuration,
            TileReader reader,
            GatewayCounters counters) {
        this.socket = socket;
        this.stream = stream;
        this.configuration = configuration;
        this.reader = reader;
        this.counters = counters;
        this.outbox = new Outbox(socket::sendText, counters);
    }

    LiveStream stream() {
        return stream;
    }

    @Override
    public void joined(LiveStream.Position position) {
        outbox.notice(
                Messages.welcome(stream.grant(), position, configuration.limits(), configuration.sessionEndsAfter()));
    }

    /** A message in words. */
    void receive(String text) {
        if (ending.get()) {
            return;
        }
        ClientMessage message;
        try {
            message = ClientMessage.parse(text);
        } catch (IllegalArgumentException e) {
            // Which tile was meant is not known: the next one would be taken for another.
            end(CloseReason.INVALID_MESSAGE, String.valueOf(e.getMessage()));
            return;
        }
        if (message instanceof ClientMessage.NextTile next) {
            notes = next.notes();
        } else if (stream.endSession()) {
            outbox.notice(Messages.sessionEnded());
        } else {
            outbox.notice(Messages.refused(
                    WaitReason.KAFKA.name(),
                    null,
                    "end: no room on the way to Kafka (expected: said again in a second)"));
        }
    }

    /** A tile. */
    void receive(ByteBuffer jpeg) {
        if (ending.get()) {
            return;
        }
        TileNotes ofTile = notes;
        notes = TileNotes.NONE;
        TileOutcome outcome;
        Instant capturedAt = ofTile.capturedAt();
        try {
            outcome = stream.offer(reader.read(jpeg, ofTile, Instant.now()), this, this);
        } catch (TileReader.RefusedTileException e) {
            outcome = e.outcome();
        }
        counters.count(outcome);
        if (outcome instanceof TileOutcome.Refused refusal) {
            outbox.notice(Messages.refused(refusal.reason().name(), capturedAt, refusal.sentence()));
        } else if (outcome instanceof TileOutcome.Wait wait) {
            synchronized (tally) {
                waited++;
                long tiles = waited;
                outbox.askToWait(() -> Messages.askToWait(wait, capturedAt, tiles));
            }
        } else if (outcome instanceof TileOutcome.Repeated && capturedAt != null) {
            repeated(capturedAt);
        }
    }

    @Override
    public void written(long sequence, Instant capturedAt) {
        synchronized (tally) {
            accepted++;
            tellAccepted(capturedAt);
        }
    }

    @Override
    public void repeated(Instant capturedAt) {
        synchronized (tally) {
            repeated++;
            tellAccepted(capturedAt);
        }
    }

    private void tellAccepted(Instant kept) {
        Instant known = newest;
        if (known == null || kept.isAfter(known)) {
            newest = kept;
        }
        long tiles = accepted;
        long again = repeated;
        Instant capturedAt = newest;
        outbox.accepted(() -> Messages.accepted(tiles, again, capturedAt));
    }

    @Override
    public void lost(Instant capturedAt, String sentence) {
        outbox.notice(Messages.refused("LOST", capturedAt, sentence));
    }

    @Override
    public void reading(NumberedReading reading) {
        outbox.reading(reading.subjectId(), reading.json());
    }

    @Override
    public void end(CloseReason reason, String sentence) {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        stream.sendAway(this);
        log.info(
                "connection ended: {} {} stream={}",
                reason,
                sentence,
                stream.grant().streamId());
        end(socket, reason, sentence);
    }

    /** Ends a connection with a sentence: whole as a message, and as far as it fits in the close frame. */
    static void end(Session socket, CloseReason reason, String sentence) {
        socket.sendText(Messages.ended(reason, sentence), Callback.NOOP);
        socket.close(reason.code(), shortened(sentence), Callback.NOOP);
    }

    private static String shortened(String sentence) {
        String reason = sentence;
        while (reason.getBytes(UTF_8).length > LONGEST_REASON_BYTES) {
            reason = reason.substring(0, reason.offsetByCodePoints(reason.length(), -1));
        }
        return reason;
    }

    @Override
    public void check() {
        if (!outbox.isStuckFor(SLOW_READER)) {
            return;
        }
        if (ending.get()) {
            // Its last word has not gone either.
            socket.disconnect();
            return;
        }
        counters.slowReaders.increment();
        end(
                CloseReason.SLOW_READER,
                "nothing was read for " + SLOW_READER.toSeconds()
                        + " s (expected: a client that reads what it is sent)");
    }
}
