package io.mien.ingest.topology;

import io.mien.ingest.feed.FeedSettings;
import io.mien.schemas.CaptureTimeRule;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.IdentifierRule;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads camera frames from bytes, and refuses what makes no sense. Not safe for use by many threads. */
final class CameraFrameReader {
    private static final IdentifierRule STREAM_IDS = new IdentifierRule(FeedSettings.LONGEST_STREAM_ID);
    /** Wrong time zones are let in; the job has a stricter rule of its own. Later times are no camera's. */
    private static final CaptureTimeRule TIMES = new CaptureTimeRule(Duration.ofDays(2));

    private final RecordDeserializer<CameraFrame> deserializer;
    private final InstantSource clock;

    CameraFrameReader(SchemaRegistry registry, InstantSource clock) {
        this.clock = clock;
        this.deserializer = new RecordDeserializer<>(CameraFrame.class, registry);
    }

    CameraFrame read(byte @Nullable [] key, byte @Nullable [] value, Headers headers) throws RefusedRecordException {
        CameraFrame frame = deserializer.read(value, SchemaHeader.of(headers));
        String streamId = frame.getStreamId();
        STREAM_IDS.check("stream_id", streamId);
        if (frame.getPurpose() != null) {
            IdentifierRule.OF_PURPOSES.check("purpose", frame.getPurpose());
        }
        require(
                Arrays.equals(key, streamId.getBytes(StandardCharsets.UTF_8)),
                "key: " + (key == null ? "none" : "another") + " (expected: the stream_id)");
        require(frame.getSequence() >= 0, "sequence: " + frame.getSequence() + " (expected: at least 0)");
        TIMES.check(frame.getCapturedAt(), clock.instant());
        RecordSeal.requireOpen(frame);
        return frame;
    }

    private static void require(boolean condition, String message) throws RefusedRecordException {
        if (!condition) {
            throw new RefusedRecordException(DeadLetterReason.INVALID_RECORD, message);
        }
    }
}
