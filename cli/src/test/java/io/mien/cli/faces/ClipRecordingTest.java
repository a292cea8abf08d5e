package io.mien.cli.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClipRecordingTest {
    private static final int SIDE = 4;
    private static final int FRAME_BYTES = 3 * SIDE * SIDE;

    @Test
    void aRecordingHoldsTheFramesWithTheirFivePointsAndTheEndOfTheTrack(@TempDir Path folder) throws IOException {
        byte[] pixels = new byte[2 * FRAME_BYTES];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        Path file = folder.resolve("clip.avro");
        ClipRecording.write(
                ClipRecording.frames(
                        "rendered-7", SIDE, pixels, frame -> new double[] {1, 1, 3, 1, 2, 2, 1, 3, 3, 3 + frame}),
                file);

        Instant start = Instant.parse("2000-01-01T00:00:00Z");
        List<FaceFrame> read = read(file);
        assertThat(read).hasSize(3);
        assertThat(read).extracting(FaceFrame::getStreamId).containsOnly("rendered-7");
        assertThat(read).extracting(FaceFrame::getSequence).containsExactly(0L, 1L, 1L);
        assertThat(read)
                .extracting(FaceFrame::getCapturedAt)
                .containsExactly(start, start.plusMillis(125), start.plusMillis(125));
        assertThat(read).extracting(FaceFrame::getTrackEnded).containsExactly(false, false, true);
        FaceFrame second = read.get(1);
        assertThat(second.getImage()).isEqualTo(ByteBuffer.wrap(pixels, FRAME_BYTES, FRAME_BYTES));
        assertThat(second.getLandmarks())
                .isEqualTo(new Landmarks(
                        new Point(1f, 1f), new Point(3f, 1f), new Point(2f, 2f), new Point(1f, 3f), new Point(3f, 4f)));
        assertThat(read.get(2).getImage().remaining()).isZero();
    }

    private static List<FaceFrame> read(Path file) throws IOException {
        List<FaceFrame> frames = new ArrayList<>();
        try (DataFileReader<FaceFrame> reader =
                new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(FaceFrame.class))) {
            reader.forEachRemaining(frames::add);
        }
        return frames;
    }
}
