package io.mien.cli;

import io.mien.faces.clips.Clip;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A clip as a recording: an Avro file of the face frames that ingest would have made of it, the end of the track among them,
 * to be sent to {@code face-frames} as they are.
 */
final class ClipRecording implements ClipFiles.Format {
    /** Sixteen frames are a window of two seconds. */
    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(125);

    private static final String SUBJECT = "s1";
    private static final int LANDMARKS = 68;
    private static final int NOSE_TIP = 30;
    private static final int LEFT_MOUTH = 48;
    private static final int RIGHT_MOUTH = 54;
    private static final int LEFT_EYE = 36;
    private static final int RIGHT_EYE = 42;
    private static final int POINTS_OF_EYE = 6;

    @Override
    public String extension() {
        return ".avro";
    }

    @Override
    public void write(Clip clip, int size, Path file) throws IOException {
        write(frames("rendered-" + clip.number(), size, clip.pixels(), clip.landmarks()), file);
    }

    static void write(List<FaceFrame> frames, Path file) throws IOException {
        try (DataFileWriter<FaceFrame> writer = new DataFileWriter<>(new SpecificDatumWriter<>(FaceFrame.class))) {
            writer.create(FaceFrame.getClassSchema(), file.toFile());
            for (FaceFrame frame : frames) {
                writer.append(frame);
            }
        }
    }

    /**
     * The face frames of a clip.
     *
     * @param pixels {@code [frames, size, size, 3] uint8}
     * @param landmarks {@code [frames, 68, 2]}, in pixels of the frame
     */
    static List<FaceFrame> frames(String stream, int size, byte[] pixels, float[] landmarks) {
        int frameBytes = 3 * size * size;
        int count = pixels.length / frameBytes;
        List<FaceFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(frame(stream, i)
                    .setWidth(size)
                    .setHeight(size)
                    .setImage(
                            ByteBuffer.wrap(pixels, i * frameBytes, frameBytes).slice())
                    .setLandmarks(fivePoints(landmarks, 2 * LANDMARKS * i))
                    .build());
        }
        frames.add(frame(stream, count - 1)
                .setWidth(0)
                .setHeight(0)
                .setImage(ByteBuffer.allocate(0))
                .setTrackEnded(true)
                .build());
        return List.copyOf(frames);
    }

    private static FaceFrame.Builder frame(String stream, int sequence) {
        return FaceFrame.newBuilder()
                .setStreamId(stream)
                .setSubjectId(SUBJECT)
                .setSequence(sequence)
                .setCapturedAt(Instant.EPOCH.plus(BETWEEN_FRAMES.multipliedBy(sequence)))
                .setEncoding(ImageEncoding.RGB24);
    }

    private static Landmarks fivePoints(float[] landmarks, int at) {
        return new Landmarks(
                mean(landmarks, at, LEFT_EYE, POINTS_OF_EYE),
                mean(landmarks, at, RIGHT_EYE, POINTS_OF_EYE),
                mean(landmarks, at, NOSE_TIP, 1),
                mean(landmarks, at, LEFT_MOUTH, 1),
                mean(landmarks, at, RIGHT_MOUTH, 1));
    }

    private static Point mean(float[] landmarks, int at, int first, int points) {
        float x = 0;
        float y = 0;
        for (int point = first; point < first + points; point++) {
            x += landmarks[at + 2 * point];
            y += landmarks[at + 2 * point + 1];
        }
        return new Point(x / points, y / points);
    }
}
