package io.mien.ingest.topology;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads camera frames from bytes, and refuses what makes no sense. Not safe for use by many threads. */
final class CameraFrameReader {
    private static final int LONGEST_STREAM_ID = 200;
    /** Wrong time zones are let in; the job has a stricter rule of its own. Later times are no camera's. */
    private static final Duration FUTURE_TOLERANCE = Duration.ofDays(2);

    private final RecordDeserializer<CameraFrame> deserializer;
    private final InstantSource clock;

    CameraFrameReader(SchemaRegistry registry, InstantSource clock) {
        this.clock = clock;
        this.deserializer = new RecordDeserializer<>(CameraFrame.class, registry);
    }

    CameraFrame read(byte @Nullable [] key, byte @Nullable [] value) throws RefusedRecordException {
        CameraFrame frame = deserializer.read(value);
        String streamId = frame.getStreamId();
        require(
                !streamId.isBlank() && streamId.length() <= LONGEST_STREAM_ID,
                "stream_id: " + streamId.length() + " characters (expected: 1 to " + LONGEST_STREAM_ID
                        + ", not all blank)");
        require(
                Arrays.equals(key, streamId.getBytes(StandardCharsets.UTF_8)),
                "key: " + (key == null ? "none" : "another") + " (expected: the stream_id)");
        require(frame.getSequence() >= 0, "sequence: " + frame.getSequence() + " (expected: at least 0)");
        require(
                frame.getCapturedAt().getEpochSecond() >= 0,
                "captured_at: " + frame.getCapturedAt() + " (expected: not before 1970)");
        checkNotInFuture(frame.getCapturedAt());
        return frame;
    }

    private void checkNotInFuture(Instant capturedAt) throws RefusedRecordException {
        if (capturedAt.isAfter(clock.instant().plus(FUTURE_TOLERANCE))) {
            throw new RefusedRecordException(
                    DeadLetterReason.CAPTURED_IN_FUTURE,
                    "captured_at: " + capturedAt + " (expected: at most " + FUTURE_TOLERANCE
                            + " ahead of this machine's clock)");
        }
    }

    private static void require(boolean condition, String message) throws RefusedRecordException {
        if (!condition) {
            throw new RefusedRecordException(DeadLetterReason.INVALID_RECORD, message);
        }
    }
}
