package io.mien.ingest.topology;

import io.mien.ingest.track.Track;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Makes small parts of the records that the topology writes. */
final class FaceFrameMarkers {
    private static final int SCHEMA_ID_BYTES = 1 + Integer.BYTES;

    private FaceFrameMarkers() {}

    static byte[] key(String streamId) {
        return streamId.getBytes(StandardCharsets.UTF_8);
    }

    /** The last record of a subject; sequence and time are those of the last frame that showed it. */
    static FaceFrame trackEnded(String streamId, String subjectId, Track track) {
        return FaceFrame.newBuilder()
                .setStreamId(streamId)
                .setSubjectId(subjectId)
                .setSequence(track.lastSeen().sequence())
                .setCapturedAt(Instant.EPOCH.plus(track.lastSeen().capturedAt(), ChronoUnit.MICROS))
                .setEncoding(ImageEncoding.UNKNOWN)
                .setWidth(0)
                .setHeight(0)
                .setImage(ByteBuffer.allocate(0))
                .setTrackEnded(true)
                .build();
    }

    /** The schema id that a value begins with, or null if it does not look like a record. */
    static @Nullable Integer schemaId(byte @Nullable [] value) {
        return value == null || value.length < SCHEMA_ID_BYTES || value[0] != 0
                ? null
                : ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    }
}
