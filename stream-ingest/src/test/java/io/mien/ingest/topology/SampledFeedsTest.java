package io.mien.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.ingest.SquareVideo;
import io.mien.ingest.feed.CameraPictures;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.LeftOutReason;
import io.mien.ingest.sources.SamplingGrid;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the job reads of a feed that is sampled at its source is what it reads of all its pictures. */
class SampledFeedsTest {
    private static final SamplingGrid GRID = SamplingGrid.DEFAULT;
    private static final long CELL_MICROS = 125_000;
    private static final double SECONDS = 6;
    /** Of the clock at the film's beginning: on no grid. */
    private static final Instant START = Instant.parse("2026-01-01T00:00:00.051337Z");
    /** After which a face has become a subject, at any of the rates. */
    private static final long SETTLED = cell(START.plusMillis(1_000));

    @TempDir
    private Path folder;

    /** What the job takes of a frame. */
    private record Taken(String subject, Instant at, ByteBuffer image) {}

    private static long cell(Instant time) {
        return Math.floorDiv(ChronoUnit.MICROS.between(Instant.EPOCH, time), CELL_MICROS);
    }

    private static long distance(FaceFrame face) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, face.getCapturedAt());
        return Math.abs(2 * Math.floorMod(micros, CELL_MICROS) - CELL_MICROS);
    }

    /**
     * What came of a film.
     *
     * @param taken the frame that the job takes in each cell: the nearest to its middle, and of two the earlier
     * @param published pictures
     * @param leftOut pictures
     */
    private record Run(Map<Long, Taken> taken, long published, long leftOut) {}

    private Run run(FrameSource source, String name) throws Exception {
        Map<Long, FaceFrame> nearest = new TreeMap<>();
        long sequence = 0;
        long leftOut;
        try (source;
                DrivenTopology topology = new DrivenTopology(folder.resolve(name))) {
            for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
                topology.send(frame(next.get(), sequence));
                sequence++;
            }
            leftOut = source.account().leftOut().getOrDefault(LeftOutReason.NOT_NEAREST, 0L);
            for (FaceFrame face : topology.faces()) {
                nearest.merge(
                        cell(face.getCapturedAt()),
                        face,
                        (one, other) -> distance(other) < distance(one) ? other : one);
            }
        }
        Map<Long, Taken> taken = new TreeMap<>();
        nearest.forEach((cell, face) -> {
            if (cell >= SETTLED) {
                taken.put(cell, new Taken(face.getSubjectId(), face.getCapturedAt(), face.getImage()));
            }
        });
        return new Run(taken, sequence, leftOut);
    }

    private static CameraFrame frame(SourceFrame picture, long sequence) {
        return CameraPictures.defaults()
                .put(
                        picture.image(),
                        CameraFrame.newBuilder()
                                .setStreamId(DrivenTopology.STREAM)
                                .setSequence(sequence)
                                .setCapturedAt(START.plus(picture.position()).truncatedTo(ChronoUnit.MICROS))
                                .setSource(new FrameSourceInfo("test:square", DrivenTopology.SESSION)))
                .build();
    }

    @ParameterizedTest
    @ValueSource(doubles = {10, 24, 25, 29.97, 30, 60})
    void theSameFramesAreReadAsFromTheFullRate(double rate) throws Exception {
        int pictures = (int) (rate * SECONDS);
        Path film = SquareVideo.write(folder.resolve("film.mp4"), pictures, rate);

        Run sampled = run(VideoFileSource.open(film, 1280).sampled(GRID, START), "sampled");
        Run all = run(VideoFileSource.open(film, 1280), "all");

        assertThat(sampled.taken()).isEqualTo(all.taken());
        assertThat(all.taken()).hasSizeGreaterThan((int) ((SECONDS - 1.2) * 8));
        assertThat(all.published()).isEqualTo(pictures);
        assertThat(sampled.published() + sampled.leftOut()).isEqualTo(pictures);
        assertThat(sampled.published()).isBetween((long) (SECONDS * 8), (long) (SECONDS * 8) + 3);
    }
}
