package io.mien.infer;

import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Face frames of noise, the same for the same stream, subject and sequence. */
public final class TestFrames {
    /** A whole second, so that windows of whole fractions of a second begin there. */
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** The side of {@link FormulaModelRunner}'s pictures, so that preparing changes no pixel. */
    public static final int SIDE = 32;

    private TestFrames() {}

    public static FaceFrame frame(String stream, String subject, long sequence, long millis) {
        return frame(stream, subject, sequence, millis, pixels(stream, subject, sequence));
    }

    public static FaceFrame frame(String stream, String subject, long sequence, long millis, byte[] pixels) {
        return FaceFrame.newBuilder()
                .setStreamId(stream)
                .setSubjectId(subject)
                .setSequence(sequence)
                .setCapturedAt(START.plus(millis, ChronoUnit.MILLIS))
                .setEncoding(ImageEncoding.RGB24)
                .setWidth(SIDE)
                .setHeight(SIDE)
                .setImage(ByteBuffer.wrap(pixels))
                .setCameraBox(new Box((float) sequence, 2f, (float) SIDE, (float) SIDE))
                .build();
    }

    public static FaceFrame end(String stream, String subject, long sequence, long millis) {
        return FaceFrame.newBuilder(frame(stream, subject, sequence, millis, new byte[0]))
                .setEncoding(ImageEncoding.UNKNOWN)
                .setWidth(0)
                .setHeight(0)
                .setCameraBox(null)
                .setTrackEnded(true)
                .build();
    }

    /** A track of frames 40 ms apart, with its end. */
    public static List<FaceFrame> track(String stream, String subject, int frames) {
        List<FaceFrame> track = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            track.add(frame(stream, subject, i, 40L * i));
        }
        track.add(end(stream, subject, frames - 1, 40L * (frames - 1)));
        return track;
    }

    public static byte[] pixels(String stream, String subject, long sequence) {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        new Random(31L * (31L * stream.hashCode() + subject.hashCode()) + sequence).nextBytes(pixels);
        return pixels;
    }
}
