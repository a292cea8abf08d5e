package io.mien.ingest.topology;

import static io.mien.ingest.topology.DrivenTopology.SESSION;
import static io.mien.ingest.topology.DrivenTopology.SETTINGS;
import static io.mien.ingest.topology.DrivenTopology.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.ingest.SquareVideo;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What good frames come to. */
final class IngestTopologyTest {
    @TempDir
    private Path folder;

    private DrivenTopology topology;

    @BeforeEach
    void start() {
        topology = new DrivenTopology(folder);
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    private static List<FaceFrame> ends(List<FaceFrame> faces) {
        return faces.stream().filter(FaceFrame::getTrackEnded).toList();
    }

    @Test
    void aFaceIsCutOutWithItsMarginAndItsPlace() {
        topology.sendSquares(SESSION, 0, 10);

        List<FaceFrame> found = topology.faces();
        FaceFrame face = found.get(found.size() - 1);
        assertThat(found).extracting(FaceFrame::getSequence).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(face.getSubjectId()).isEqualTo("s1");
        assertThat(face.getCapturedAt()).isEqualTo(TestFrames.START.plusMillis(360));
        assertThat(face.getCameraBox().getX()).isEqualTo((float) SquareVideo.left(9));
        assertThat(face.getCameraBox().getWidth()).isEqualTo((float) SquareVideo.SIDE);
        assertThat(face.getWidth()).isEqualTo(2 * SquareVideo.SIDE);
        assertThat(face.getFaceBox().getX()).isEqualTo(SquareVideo.SIDE / 2f);
        assertThat(face.getFaceBox().getWidth()).isEqualTo((float) SquareVideo.SIDE);
        assertThat(face.getDetectionScore()).isEqualTo(0.9f);
        assertThat(face.getEncoding()).isEqualTo(ImageEncoding.JPEG);
        assertThat(face.getImage().remaining()).isPositive();
        topology.assertAllAccountedFor();
    }

    @Test
    void whatAFeedIsForGoesWithItsFaces() {
        for (int sequence = 0; sequence < 10; sequence++) {
            topology.send(CameraFrame.newBuilder(TestFrames.square(STREAM, SESSION, sequence))
                    .setPurpose("a study of gait")
                    .build());
        }
        topology.send(CameraFrame.newBuilder(TestFrames.square(STREAM, SESSION, 10))
                .setPurpose("a\nlog line")
                .build());

        assertThat(topology.faces())
                .hasSize(7)
                .allSatisfy(face -> assertThat(face.getPurpose()).isEqualTo("a study of gait"));
        assertThat(topology.counts().deadLettersTotal()).isEqualTo(1);
        topology.assertAllAccountedFor();
    }

    @Test
    void theEndOfTheStreamEndsItsTracks() {
        topology.sendSquares(SESSION, 0, 10);
        topology.send(TestFrames.ended(STREAM, SESSION, 10));

        FaceFrame end = ends(topology.faces()).get(0);
        assertThat(end.getSubjectId()).isEqualTo("s1");
        assertThat(end.getSequence()).isEqualTo(9);
        assertThat(end.getImage().remaining()).isZero();
        assertThat(end.getWidth()).isZero();
        assertThat(topology.counts().tracksEnded()).isEqualTo(1);
        topology.assertAllAccountedFor();
    }

    @Test
    void aNewSessionEndsTheTracksAndSubjectsAreNotUsedAgain() {
        topology.sendSquares(SESSION, 0, 10);
        topology.sendSquares("two", 0, 10);

        List<FaceFrame> found = topology.faces();
        assertThat(found).extracting(FaceFrame::getSubjectId).startsWith("s1").endsWith("s2");
        assertThat(ends(found)).extracting(FaceFrame::getSubjectId).containsExactly("s1");
        assertThat(topology.counts().tracksStarted()).isEqualTo(2);
    }

    @Test
    void theEndOfAnotherSessionEndsNobodysTracks() {
        topology.sendSquares(SESSION, 0, 10);
        topology.send(TestFrames.ended(STREAM, "two", 1));
        topology.sendSquares(SESSION, 10, 20);

        List<FaceFrame> found = topology.faces();
        assertThat(found).noneMatch(FaceFrame::getTrackEnded);
        assertThat(found).extracting(FaceFrame::getSubjectId).containsOnly("s1");
        topology.assertAllAccountedFor();
    }

    @Test
    void faceFramesSayWhereInTheirSourceTheyLie() {
        IntStream.range(0, 10)
                .forEach(sequence -> topology.send(CameraFrame.newBuilder(TestFrames.square(STREAM, SESSION, sequence))
                        .setSourcePosition(40_000L * sequence)
                        .build()));

        assertThat(topology.faces()).isNotEmpty().allSatisfy(face -> {
            assertThat(face.getSourcePosition()).isEqualTo(40_000L * face.getSequence());
            assertThat(face.getSourceSession()).isEqualTo(SESSION);
        });
    }

    @Test
    void eachStreamsFramesAreCountedApart() {
        topology.sendSquares(SESSION, 0, 10);
        topology.send(TestFrames.square("other", SESSION, 0));
        topology.send(TestFrames.square("other", SESSION, 0));

        StreamCounts counts = topology.counts(STREAM);
        assertThat(counts.lookedAt()).isEqualTo(10);
        assertThat(counts.subjects()).isEqualTo(1);
        assertThat(counts.faceFrames()).isEqualTo(topology.faces().size());
        assertThat(topology.counts("other").lookedAt()).isEqualTo(1);
        assertThat(topology.counts("other").repeated()).isEqualTo(1);
        assertThat(topology.counts("nobody")).isEqualTo(StreamCounts.NONE);
    }

    @Test
    void aFaceThatLeavesEndsAsItWasLastSeen() {
        topology.sendSquares(SESSION, 0, 10);
        IntStream.range(10, 50).forEach(sequence -> topology.send(TestFrames.empty(STREAM, SESSION, sequence)));

        List<FaceFrame> found = topology.faces();
        assertThat(ends(found)).hasSize(1);
        assertThat(ends(found).get(0).getSequence()).isEqualTo(9);
        assertThat(ends(found).get(0).getCapturedAt()).isEqualTo(TestFrames.START.plusMillis(360));
    }

    @Test
    void silenceEndsTheTracksAndTheStreamGoesOnWithAnotherSubject() {
        topology.sendSquares(SESSION, 0, 10);
        topology.passTime(SETTINGS.silence());
        assertThat(ends(topology.faces())).isEmpty();
        topology.passTime(Duration.ofSeconds(5));
        assertThat(ends(topology.faces())).hasSize(1);
        topology.sendSquares(SESSION, 10, 20);
        assertThat(topology.faces()).extracting(FaceFrame::getSubjectId).containsOnly("s2");
    }

    @Test
    void timeInWhichTheTopologyStoodStillIsNoSilence() {
        topology.sendSquares(SESSION, 0, 10);
        topology.jump(SETTINGS.silence().multipliedBy(10));
        topology.sendSquares(SESSION, 10, 20);

        assertThat(topology.faces()).extracting(FaceFrame::getSubjectId).containsOnly("s1");
    }

    @Test
    void aFrameThatComesAgainIsDroppedAndCounted() {
        topology.sendSquares(SESSION, 0, 10);
        topology.sendSquares(SESSION, 5, 12);

        assertThat(topology.faces())
                .extracting(FaceFrame::getSequence)
                .containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(topology.counts().repeated()).isEqualTo(5);
        topology.assertAllAccountedFor();
    }

    @Test
    void aClockThatGoesBackEndsTheTracks() {
        topology.sendSquares(SESSION, 0, 10);
        CameraFrame early = CameraFrame.newBuilder(TestFrames.square(STREAM, SESSION, 10))
                .setCapturedAt(TestFrames.START.minusSeconds(3600))
                .build();
        topology.send(early);

        assertThat(ends(topology.faces())).hasSize(1);
    }

    @Test
    void aRestartKeepsSubjects() {
        topology.sendSquares(SESSION, 0, 10);
        byte[] stored = StreamStates.serde()
                .serializer()
                .serialize("", topology.states().get(STREAM));
        topology.close();
        topology = new DrivenTopology(folder);
        topology.states().put(STREAM, StreamStates.serde().deserializer().deserialize("", stored));

        topology.sendSquares(SESSION, 8, 20);

        List<FaceFrame> found = topology.faces();
        assertThat(found).extracting(FaceFrame::getSubjectId).containsOnly("s1");
        assertThat(found).extracting(FaceFrame::getSequence).startsWith(10L).hasSize(10);
        assertThat(topology.counts().tracksStarted()).isZero();
    }
}
