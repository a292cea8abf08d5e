package io.mien.ingest.topology;

import io.mien.ingest.SquareVideo;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.picture.PictureEncoder;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Camera frames for the tests, 40 ms apart. */
public final class TestFrames {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long INTERVAL_MILLIS = 40;

    private TestFrames() {}

    public static CameraFrame square(String stream, String session, int sequence) {
        return picture(stream, session, sequence, SquareVideo.pixels(sequence));
    }

    static CameraFrame empty(String stream, String session, int sequence) {
        return picture(stream, session, sequence, new byte[3 * SquareVideo.WIDTH * SquareVideo.HEIGHT]);
    }

    private static CameraFrame picture(String stream, String session, int sequence, byte[] rgb) {
        try (Picture picture = Picture.ofRgb(SquareVideo.WIDTH, SquareVideo.HEIGHT, rgb)) {
            return builder(stream, session, sequence)
                    .setImage(PictureEncoder.jpeg(92).encode(picture))
                    .build();
        }
    }

    static CameraFrame ended(String stream, String session, int sequence) {
        return builder(stream, session, sequence)
                .setEncoding(ImageEncoding.UNKNOWN)
                .setWidth(0)
                .setHeight(0)
                .setImage(ByteBuffer.allocate(0))
                .setStreamEnded(true)
                .build();
    }

    static CameraFrame.Builder builder(String stream, String session, int sequence) {
        return CameraFrame.newBuilder()
                .setStreamId(stream)
                .setSequence(sequence)
                .setCapturedAt(START.plusMillis(INTERVAL_MILLIS * sequence))
                .setEncoding(ImageEncoding.JPEG)
                .setWidth(SquareVideo.WIDTH)
                .setHeight(SquareVideo.HEIGHT)
                .setImage(ByteBuffer.allocate(0))
                .setSource(new FrameSourceInfo("test:square", session));
    }
}
