package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.models.ClipScores;
import io.mien.models.ModelRunner;
import io.mien.pictures.RgbImage;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ReadingStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The readings of a track computed the slow way: every window from its frames alone, each frame encoded once for each
 * window that it is in. Written from the definition of windows, with none of the job's code.
 */
final class WholeRecomputation {
    private static final int CELLS = 16;
    private static final long CELL = 125_000;
    private static final long SLIDE = 500_000;
    private static final int MINIMUM = 8;

    private final ModelRunner runner;

    WholeRecomputation(ModelRunner runner) {
        this.runner = runner;
    }

    /** Start and probabilities of each window; none where it abstains. */
    record Window(Instant start, @Nullable List<Float> probabilities) {}

    /** The windows of a track that has ended, in order. */
    List<Window> windows(List<FaceFrame> track) {
        List<FaceFrame> frames =
                track.stream().filter(frame -> !frame.getTrackEnded()).toList();
        long first = micros(frames.get(0).getCapturedAt());
        long last = micros(frames.get(frames.size() - 1).getCapturedAt());
        List<Window> windows = new ArrayList<>();
        // From the first multiple of the slide after the first frame's cell began, to the first one after the last's.
        for (long end = (first / CELL * CELL / SLIDE + 1) * SLIDE;
                end <= (last / CELL * CELL / SLIDE + 1) * SLIDE;
                end += SLIDE) {
            window(frames, end).ifPresent(windows::add);
        }
        return windows;
    }

    private Optional<Window> window(List<FaceFrame> frames, long end) {
        List<@Nullable FaceFrame> cells = new ArrayList<>();
        for (long start = end - CELLS * CELL; start < end; start += CELL) {
            cells.add(nearestToMiddle(frames, start));
        }
        long filled = cells.stream().filter(cell -> cell != null).count();
        if (filled == 0) {
            return Optional.empty();
        }
        Instant start = Instant.ofEpochSecond(0, (end - CELLS * CELL) * 1_000);
        return Optional.of(new Window(start, filled < MINIMUM ? null : classify(cells)));
    }

    private static @Nullable FaceFrame nearestToMiddle(List<FaceFrame> frames, long start) {
        return frames.stream()
                .filter(frame -> micros(frame.getCapturedAt()) >= start && micros(frame.getCapturedAt()) < start + CELL)
                .min(Comparator.comparingDouble(
                                (FaceFrame frame) -> Math.abs(micros(frame.getCapturedAt()) - start - CELL / 2.0))
                        .thenComparing(FaceFrame::getCapturedAt))
                .orElse(null);
    }

    private List<Float> classify(List<@Nullable FaceFrame> cells) {
        float[][] clip = new float[CELLS][];
        float[] before = cells.stream()
                .filter(cell -> cell != null)
                .findFirst()
                .map(this::encode)
                .orElseThrow();
        for (int i = 0; i < CELLS; i++) {
            FaceFrame frame = cells.get(i);
            before = frame == null ? before : encode(frame);
            clip[i] = before;
        }
        ClipScores scores = runner.classifyClips(List.<float[][]>of(clip)).get(0);
        List<Float> probabilities = new ArrayList<>();
        for (float probability : scores.probabilities()) {
            probabilities.add(probability);
        }
        return probabilities;
    }

    private float[] encode(FaceFrame frame) {
        ByteBuffer image = frame.getImage().duplicate();
        byte[] pixels = new byte[image.remaining()];
        image.get(pixels);
        byte[] picture = runner.manifest()
                .preprocessing()
                .prepare(new RgbImage(frame.getWidth(), frame.getHeight(), pixels), null, null);
        return runner.encodeFrames(List.of(picture)).get(0);
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    /** Holds readings of one subject, in their order, against the windows, bit for bit. */
    static void assertSame(List<ExpressionReading> readings, List<Window> windows) {
        assertThat(readings.stream().map(ExpressionReading::getWindowStart))
                .containsExactlyElementsOf(windows.stream().map(Window::start).toList());
        for (int i = 0; i < windows.size(); i++) {
            List<Float> expected = windows.get(i).probabilities();
            ExpressionReading reading = readings.get(i);
            if (expected == null) {
                assertThat(reading.getStatus()).isEqualTo(ReadingStatus.ABSTAINED);
                assertThat(reading.getProbabilities()).isEmpty();
            } else {
                assertThat(reading.getStatus()).isNotEqualTo(ReadingStatus.ABSTAINED);
                assertThat(reading.getProbabilities()).isEqualTo(expected);
            }
        }
    }
}
