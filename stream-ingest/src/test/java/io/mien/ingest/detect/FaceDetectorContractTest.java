package io.mien.ingest.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mien.ingest.picture.Picture;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.track.FrameTime;
import io.mien.ingest.track.FrameView;
import io.mien.ingest.track.SubjectTracker;
import io.mien.ingest.track.TrackerSettings;
import io.mien.ingest.track.TrackingStep;
import io.mien.ingest.track.Tracks;
import io.mien.pictures.FaceBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every detector has to do. */
class FaceDetectorContractTest {
    private static final Path SHARED = Path.of("../../shared/data");
    private static final Path YUNET_FILE = SHARED.resolve("detector/yunet_2023mar.onnx");

    /** Those there are. */
    enum Kind {
        CASCADE,
        YUNET;

        DetectorSettings settings() {
            if (this == YUNET) {
                assumeThat(YUNET_FILE)
                        .as("YuNet's file, not part of the project")
                        .exists();
                return DetectorSettings.yuNet(YUNET_FILE);
            }
            return DetectorSettings.cascade();
        }
    }

    private static Path video(String name) {
        Path video = SHARED.resolve("video").resolve(name);
        assumeThat(video).as("a real video, not part of the project").exists();
        return video;
    }

    private static Picture firstPicture(Path video) throws Exception {
        try (FrameSource source = VideoFileSource.open(video, 4096)) {
            SourceFrame frame = source.next().orElseThrow();
            return Picture.ofRgb(
                    frame.image().width(), frame.image().height(), frame.image().pixels());
        }
    }

    @ParameterizedTest
    @EnumSource
    void noFaceIsInABlackPictureOfAnySize(Kind kind) {
        try (FaceDetector detector = kind.settings().open()) {
            for (int side : new int[] {1, 2, 15, 32, 33, 100, 640, 1921}) {
                try (Picture wide = Picture.ofRgb(side, 7, new byte[3 * side * 7]);
                        Picture high = Picture.ofRgb(3, side, new byte[3 * side * 3]);
                        Picture band = Picture.ofRgb(side, 40, new byte[3 * side * 40])) {
                    assertThat(detector.detect(band)).isEmpty();
                    assertThat(detector.detect(wide)).isEmpty();
                    assertThat(detector.detect(high)).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSamePictureGivesTheSameAnswerWhateverCameBefore(Kind kind) throws Exception {
        try (FaceDetector detector = kind.settings().open();
                Picture face = firstPicture(video("single_face.mp4"));
                Picture other = firstPicture(video("no_face.mp4"))) {
            List<Detection> first = detector.detect(face);
            assertThat(detector.detect(other)).isEmpty();
            assertThat(first).hasSize(1);
            assertThat(detector.detect(face)).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @EnumSource
    void boxesAreInThePicturesOwnPixelsHoweverLargeItIs(Kind kind) throws Exception {
        try (FaceDetector detector = kind.settings().open();
                Picture large = firstPicture(video("face_noface.mov"));
                Picture small = large.reducedTo(large.width() / 2)) {
            FaceBox inLarge = detector.detect(large).get(0).box();
            FaceBox inSmall = detector.detect(small).get(0).box();
            assertThat(inLarge.x() / 2).isCloseTo(inSmall.x(), Offset.offset(12f));
            assertThat(inLarge.width() / 2).isCloseTo(inSmall.width(), Offset.offset(12f));
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void aFaceThatIsThereThroughoutIsOneSubject(Kind kind) throws Exception {
        assertThat(subjects(kind, video("single_face.mp4"))).isEqualTo(1);
        assertThat(subjects(kind, video("WolfgangLanger_Pexels.mp4"))).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsInAVideoWithoutAFace(Kind kind) throws Exception {
        assertThat(subjects(kind, video("no_face.mp4"))).isZero();
    }

    private static long subjects(Kind kind, Path video) throws Exception {
        SubjectTracker tracker = new SubjectTracker(TrackerSettings.defaults());
        Tracks tracks = Tracks.none();
        try (FaceDetector detector = kind.settings().open();
                FrameSource source = VideoFileSource.open(video, 1280)) {
            long sequence = 0;
            for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
                SourceFrame frame = next.get();
                try (Picture picture = Picture.ofRgb(
                        frame.image().width(),
                        frame.image().height(),
                        frame.image().pixels())) {
                    FrameTime time = new FrameTime(sequence, frame.position().toNanos() / 1000);
                    TrackingStep step = tracker.next(tracks, time, FrameView.of(picture, detector.detect(picture)));
                    tracks = step.tracks();
                    sequence++;
                }
            }
        }
        return tracks.nextNumber() - 1;
    }

    @Test
    void landmarksLieLeftAndRightAsInThePicture() throws Exception {
        try (FaceDetector detector = Kind.YUNET.settings().open();
                Picture face = firstPicture(video("single_face.mp4"))) {
            Detection found = detector.detect(face).get(0);
            assertThat(found.score()).isBetween(0.7f, 1f);
            assertThat(found.landmarks()).isNotNull().satisfies(points -> {
                assertThat(points.leftEyeX()).isLessThan(points.rightEyeX());
                assertThat(points.leftMouthX()).isLessThan(points.rightMouthX());
                assertThat(points.leftEyeY()).isLessThan(points.noseTipY());
                assertThat(points.noseTipY()).isLessThan(points.leftMouthY());
            });
        }
    }

    @Test
    void aFileThatIsNoModelIsNamed(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing.onnx");
        Path text = Files.writeString(folder.resolve("text.onnx"), "no model at all");
        assertThatThrownBy(() -> DetectorSettings.yuNet(missing).open())
                .isInstanceOf(FaceDetectorException.class)
                .hasMessageContaining("missing.onnx: not there");
        assertThatThrownBy(() -> DetectorSettings.yuNet(text).open())
                .isInstanceOf(FaceDetectorException.class)
                .hasMessageContaining("text.onnx: OpenCV cannot load it");
    }

    @Test
    void anExportThatOpenCvCannotReadIsRefusedInWords() {
        Path export = SHARED.resolve("detector/yunet_s_dynamic.onnx");
        assumeThat(export)
                .as("another export of YuNet, not part of the project")
                .exists();
        assertThatThrownBy(() -> DetectorSettings.yuNet(export).open())
                .isInstanceOf(FaceDetectorException.class)
                .hasMessageContaining("face_detection_yunet_2023mar.onnx");
    }
}
