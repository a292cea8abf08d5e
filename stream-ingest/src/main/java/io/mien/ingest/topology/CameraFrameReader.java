package io.mien.ingest.topology;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.MalformedRecordException;
import io.mien.schemas.wire.RecordDeserializer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Camera frames out of bytes; what makes no sense is refused. Not safe for use by many threads. */
final class CameraFrameReader {
    private static final int LONGEST_STREAM_ID = 200;

    private final RecordDeserializer<CameraFrame> deserializer;

    CameraFrameReader(SchemaRegistry registry) {
        this.deserializer = new RecordDeserializer<>(CameraFrame.class, registry);
    }

    CameraFrame read(byte @Nullable [] key, byte @Nullable [] value) throws MalformedRecordException {
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
        return frame;
    }

    private static void require(boolean condition, String message) throws MalformedRecordException {
        if (!condition) {
            throw new MalformedRecordException(DeadLetterReason.INVALID_RECORD, message, null);
        }
    }
}
