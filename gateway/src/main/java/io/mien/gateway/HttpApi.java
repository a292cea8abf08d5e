package io.mien.gateway;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The HTTP side: one tile a request, and readings for who asks. Safe for use by many threads. */
final class HttpApi {
    private static final String JPEG = "image/jpeg";
    /** Each of these has a thread while its tile comes in, which may be slow. */
    private static final int MOST_UPLOADS = 32;

    private static final Duration UPLOADS_WAIT = Duration.ofSeconds(1);

    private final LiveStreams streams;
    private final GatewayLimits limits;
    private final GatewayCounters counters;
    private final TileReader reader;
    private final Semaphore uploads = new Semaphore(MOST_UPLOADS);

    HttpApi(LiveStreams streams, GatewayLimits limits, GatewayCounters counters) {
        this.streams = streams;
        this.limits = limits;
        this.counters = counters;
        this.reader = new TileReader(limits.ofTile());
    }

    /** {@code POST /v1/tiles}: answers when Kafka has the tile. */
    void tile(Context context) {
        Optional<LiveStream> stream = stream(context);
        if (stream.isEmpty() || !knowsParameters(context, Set.of("captured_at", "box"))) {
            return;
        }
        TileNotes notes;
        try {
            notes = TileNotes.parse(context.queryParam("captured_at"), context.queryParam("box"));
        } catch (IllegalArgumentException e) {
            refuse(context, new TileOutcome.Refused(TileRefusal.INVALID_TILE, String.valueOf(e.getMessage())));
            return;
        }
        String type = context.contentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(JPEG)) {
            refuse(
                    context,
                    new TileOutcome.Refused(
                            TileRefusal.NOT_AN_IMAGE,
                            "Content-Type: " + (type == null ? "none" : TileNotes.shown(type)) + " (expected: " + JPEG
                                    + ")"));
            return;
        }
        if (!uploads.tryAcquire()) {
            askToWait(
                    context,
                    new TileOutcome.Wait(
                            WaitReason.RATE,
                            UPLOADS_WAIT,
                            MOST_UPLOADS
                                    + " tiles are coming in by requests (expected: fewer; many tiles go better over"
                                    + " WebSocket)"));
            return;
        }
        byte[] body;
        UnreadBodies.begin(context);
        try (InputStream in = context.bodyInputStream()) {
            // Whatever the length that was announced, and one byte too much tells that there is more.
            body = in.readNBytes(limits.tileBytes() + 1);
        } catch (IOException e) {
            refuse(
                    context,
                    new TileOutcome.Refused(
                            TileRefusal.INVALID_TILE,
                            "tile: broke off: " + e.getMessage() + " (expected: as many bytes as were announced)"));
            return;
        } finally {
            uploads.release();
        }
        offer(context, stream.get(), body, notes);
    }

    private void offer(Context context, LiveStream stream, byte[] body, TileNotes notes) {
        CompletableFuture<Runnable> answer = new CompletableFuture<>();
        TileListener listener = new TileListener() {
            @Override
            public void written(long sequence, Instant capturedAt) {
                answer.complete(() -> json(context, 201, Messages.tile(sequence, capturedAt)));
            }

            @Override
            public void repeated(Instant capturedAt) {
                answer.complete(() -> json(context, 200, Messages.tile(null, capturedAt)));
            }

            @Override
            public void lost(Instant capturedAt, String sentence) {
                answer.complete(() -> {
                    context.header("Retry-After", "1");
                    problem(context, 503, "LOST", sentence);
                });
            }
        };
        TileOutcome outcome;
        try {
            outcome = stream.offer(reader.read(ByteBuffer.wrap(body), notes, Instant.now()), null, listener);
        } catch (TileReader.RefusedTileException e) {
            outcome = e.outcome();
        }
        counters.count(outcome);
        if (outcome instanceof TileOutcome.Taken || outcome instanceof TileOutcome.UnderWay) {
            context.future(() -> answer.thenAccept(Runnable::run));
        } else if (outcome instanceof TileOutcome.Repeated) {
            json(context, 200, Messages.tile(null, notes.capturedAt()));
        } else if (outcome instanceof TileOutcome.Gone) {
            // The next request finds what the token opens now, if anything.
            context.header("Retry-After", "1");
            problem(
                    context,
                    503,
                    CloseReason.GOING_AWAY.name(),
                    "stream " + stream.grant().streamId() + ": closed just now (expected: sent again)");
        } else if (outcome instanceof TileOutcome.Wait wait) {
            askToWait(context, wait);
        } else if (outcome instanceof TileOutcome.Refused refusal) {
            problem(context, refusal.reason().status(), refusal.reason().name(), refusal.sentence());
        }
    }

    private void refuse(Context context, TileOutcome.Refused refusal) {
        counters.count(refusal);
        problem(context, refusal.reason().status(), refusal.reason().name(), refusal.sentence());
    }

    private void askToWait(Context context, TileOutcome.Wait wait) {
        // Whole seconds, by RFC 9110, 10.2.3.
        context.header(
                "Retry-After",
                Long.toString(Math.max(1, wait.time().plusMillis(999).toSeconds())));
        problem(
                context,
                wait.reason() == WaitReason.RATE ? 429 : 503,
                wait.reason().name(),
                wait.sentence());
    }

    /** {@code GET /v1/readings}: those that are remembered, or those after a number. */
    void readings(Context context) {
        Optional<LiveStream> stream = stream(context);
        if (stream.isEmpty() || !knowsParameters(context, Set.of("after"))) {
            return;
        }
        String after = context.queryParam("after");
        long number;
        try {
            number = after == null ? 0 : Long.parseLong(after);
        } catch (NumberFormatException e) {
            problem(
                    context,
                    400,
                    "INVALID_PARAMETER",
                    "after: " + TileNotes.shown(String.valueOf(after))
                            + " (expected: next of the last answer, or none)");
            return;
        }
        json(
                context,
                200,
                Messages.readings(stream.get().grant().streamId(), stream.get().readingsAfter(number)));
    }

    /** {@code DELETE /v1/session}: the participant has left. */
    void endSession(Context context) {
        Optional<LiveStream> stream = stream(context);
        if (stream.isEmpty() || !knowsParameters(context, Set.of())) {
            return;
        }
        if (stream.get().endSession()) {
            context.status(204);
        } else {
            askToWait(
                    context,
                    new TileOutcome.Wait(
                            WaitReason.KAFKA, UPLOADS_WAIT, "no room on the way to Kafka (expected: asked again)"));
        }
    }

    /** The stream of the token that a request carries; if there is none, the request is answered. */
    private Optional<LiveStream> stream(Context context) {
        Optional<LiveStream> stream =
                ShownToken.ofHeader(context.header("Authorization")).flatMap(streams::byToken);
        if (stream.isEmpty()) {
            context.header("WWW-Authenticate", "Bearer");
            problem(
                    context,
                    401,
                    "UNAUTHORIZED",
                    "token: missing or wrong (expected: the header Authorization: Bearer … with the stream's token)");
        }
        return stream;
    }

    private static boolean knowsParameters(Context context, Set<String> known) {
        for (String name : context.queryParamMap().keySet()) {
            if (!known.contains(name)) {
                problem(
                        context,
                        400,
                        "INVALID_PARAMETER",
                        TileNotes.shown(name) + ": no such parameter (expected: "
                                + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))) + ")");
                return false;
            }
        }
        return true;
    }

    static void json(Context context, int status, String body) {
        context.status(status).contentType("application/json").result(body);
    }

    static void problem(Context context, int status, String reason, @Nullable String sentence) {
        context.status(status)
                .contentType("application/problem+json")
                .result(Messages.problem(status, reason, String.valueOf(sentence)));
    }
}
