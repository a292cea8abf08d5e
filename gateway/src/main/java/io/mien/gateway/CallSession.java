package io.mien.gateway;

import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One participation of a stream's participant, from the first tile to the end: its tiles are numbered through, whichever
 * connection they come by, so that ingest follows one subject. Not safe for use by many threads.
 */
final class CallSession {
    private static final String SOURCE = "gateway:";
    private static final int SUBJECT_DIGITS = 8;

    private final StreamGrant grant;
    private final boolean withBoxes;
    private final String id = UUID.randomUUID().toString();
    private final TakenTiles tiles = new TakenTiles();
    private long nextSequence;
    private @Nullable Tile last;

    /** @param withBoxes whether its tiles go to {@code face-frames}, each with its face's box */
    CallSession(StreamGrant grant, boolean withBoxes) {
        this.grant = grant;
        this.withBoxes = withBoxes;
    }

    String id() {
        return id;
    }

    boolean withBoxes() {
        return withBoxes;
    }

    long nextSequence() {
        return nextSequence;
    }

    TakenTiles tiles() {
        return tiles;
    }

    /** The tile's frame is on its way; the next one has another number. */
    void taken(Tile tile, TakenTile underWay) {
        nextSequence++;
        tiles.add(underWay);
        // Its picture is Kafka's now.
        last = new Tile(
                tile.capturedAt(), tile.clock(), tile.width(), tile.height(), ByteBuffer.allocate(0), tile.box());
    }

    CameraFrame cameraFrame(Tile tile) {
        return CameraFrame.newBuilder()
                .setStreamId(grant.streamId())
                .setSequence(nextSequence)
                .setCapturedAt(tile.capturedAt())
                .setWidth(tile.width())
                .setHeight(tile.height())
                .setEncoding(ImageEncoding.JPEG)
                .setImage(tile.jpeg())
                .setSource(new FrameSourceInfo(SOURCE, id))
                .setCaptureClock(tile.clock())
                .setPurpose(grant.purpose())
                .build();
    }

    FaceFrame faceFrame(Tile tile) {
        return FaceFrame.newBuilder()
                .setStreamId(grant.streamId())
                .setSubjectId(subjectId())
                .setSequence(nextSequence)
                .setCapturedAt(tile.capturedAt())
                .setWidth(tile.width())
                .setHeight(tile.height())
                .setEncoding(ImageEncoding.JPEG)
                .setImage(tile.jpeg())
                .setFaceBox(tile.box())
                .setCameraBox(tile.box())
                .setSourceSession(id)
                .setCaptureClock(tile.clock())
                .setPurpose(grant.purpose())
                .build();
    }

    /** Of a session with boxes: who sends them says that they are of one face. */
    private String subjectId() {
        return "p-" + id.substring(0, SUBJECT_DIGITS);
    }

    /** What is written last, so that the last subject's readings do not wait for tiles that never come. */
    CameraFrame streamEnded() {
        Instant capturedAt = last == null ? Instant.now() : last.capturedAt();
        return CameraFrame.newBuilder()
                .setStreamId(grant.streamId())
                .setSequence(nextSequence)
                .setCapturedAt(capturedAt)
                .setWidth(0)
                .setHeight(0)
                .setEncoding(ImageEncoding.UNKNOWN)
                .setImage(ByteBuffer.allocate(0))
                .setSource(new FrameSourceInfo(SOURCE, id))
                .setStreamEnded(true)
                .setCaptureClock(last == null ? CaptureClock.ARRIVAL : last.clock())
                .setPurpose(grant.purpose())
                .build();
    }

    /** The same of a session with boxes. */
    FaceFrame trackEnded() {
        return FaceFrame.newBuilder()
                .setStreamId(grant.streamId())
                .setSubjectId(subjectId())
                .setSequence(Math.max(0, nextSequence - 1))
                .setCapturedAt(last == null ? Instant.now() : last.capturedAt())
                .setWidth(0)
                .setHeight(0)
                .setEncoding(ImageEncoding.UNKNOWN)
                .setImage(ByteBuffer.allocate(0))
                .setTrackEnded(true)
                .setSourceSession(id)
                .setPurpose(grant.purpose())
                .build();
    }
}
