package io.mien.cli.faces;

import io.mien.faces.clips.RenderedClip;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes a clip as a recording: an Avro file of the face frames that ingest would have made of it, with the end of the
 * track. They can be sent to {@code face-frames} as they are.
 */
public final class ClipRecording implements ClipFiles.Format {
    private static final String SUBJECT = "s1";

    @Override
    public String extension() {
        return ".avro";
    }

    @Override
    public void write(RenderedClip clip, int size, Path file) throws IOException {
        write(frames("rendered-" + clip.number(), size, clip.pixels(), clip::fivePoints), file);
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
     * @param fivePoints of a frame, x and y of each in its pixels
     */
    public static List<FaceFrame> frames(String stream, int size, byte[] pixels, IntFunction<double[]> fivePoints) {
        int frameBytes = 3 * size * size;
        int count = pixels.length / frameBytes;
        List<FaceFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(frame(stream, i)
                    .setWidth(size)
                    .setHeight(size)
                    .setImage(
                            ByteBuffer.wrap(pixels, i * frameBytes, frameBytes).slice())
                    .setLandmarks(landmarks(fivePoints.apply(i)))
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
                .setCapturedAt(Instant.EPOCH.plus(ClipFiles.BETWEEN_FRAMES.multipliedBy(sequence)))
                .setEncoding(ImageEncoding.RGB24);
    }

    private static Landmarks landmarks(double[] points) {
        return new Landmarks(point(points, 0), point(points, 1), point(points, 2), point(points, 3), point(points, 4));
    }

    private static Point point(double[] points, int number) {
        return new Point((float) points[2 * number], (float) points[2 * number + 1]);
    }
}
