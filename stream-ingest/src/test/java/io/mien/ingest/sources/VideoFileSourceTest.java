package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mien.ingest.SquareVideo;
import io.mien.pictures.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoFileSourceTest {
    private static final Path SHARED = Path.of("../../shared/data/video");

    @TempDir
    private Path folder;

    private static List<SourceFrame> read(FrameSource source) throws FrameSourceException {
        List<SourceFrame> frames = new ArrayList<>();
        for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
            frames.add(next.get());
        }
        return frames;
    }

    @Test
    void allPicturesComeInOrderWithTheirPositions() throws Exception {
        Path video = SquareVideo.write(folder.resolve("my square.mp4"), 50);
        try (FrameSource source = VideoFileSource.open(video, 1280)) {
            assertThat(source.description().streamId()).isEqualTo("my square");
            assertThat(source.description().frameRate()).hasValue(SquareVideo.FRAME_RATE);
            assertThat(source.description().frameCount()).hasValue(50);
            assertThat(source.description().length()).contains(Duration.ofSeconds(2));
            List<SourceFrame> frames = read(source);
            assertThat(frames).hasSize(50);
            assertThat(frames.get(25).position()).isEqualTo(Duration.ofSeconds(1));
            assertThat(source.warning()).isEmpty();
            assertThat(source.next()).isEmpty();
            RgbImage image = frames.get(10).image();
            assertThat(image.width()).isEqualTo(SquareVideo.WIDTH);
            assertThat(brightness(image, SquareVideo.left(10) + 10, 100)).isGreaterThan(200);
            assertThat(brightness(image, SquareVideo.left(10) - 10, 100)).isLessThan(50);
        }
    }

    @Test
    void largePicturesAreReduced() throws Exception {
        Path video = SquareVideo.write(folder.resolve("square.mp4"), 5);
        try (FrameSource source = VideoFileSource.open(video, 160)) {
            assertThat(read(source)).hasSize(5).allSatisfy(frame -> {
                assertThat(frame.image().width()).isEqualTo(160);
                assertThat(frame.image().height()).isEqualTo(120);
                assertThat(brightness(frame.image(), 100, 60)).isGreaterThan(200);
            });
        }
    }

    private static int brightness(RgbImage image, int x, int y) {
        return image.pixels()[3 * (y * image.width() + x) + 1] & 0xff;
    }

    @Test
    void whatCannotBeReadIsNamedInOneSentence() throws Exception {
        Path text = Files.writeString(folder.resolve("text.mp4"), "not a video");
        Path empty = Files.createFile(folder.resolve("empty.mp4"));
        assertRefused(folder.resolve("none.mp4"), FrameSourceException.Kind.NOT_FOUND);
        assertRefused(folder, FrameSourceException.Kind.NOT_READABLE);
        assertRefused(text, FrameSourceException.Kind.NOT_A_VIDEO);
        assertRefused(empty, FrameSourceException.Kind.NOT_A_VIDEO);
    }

    private static void assertRefused(Path file, FrameSourceException.Kind kind) {
        assertThatThrownBy(() -> VideoFileSource.open(file, 1280))
                .isInstanceOf(FrameSourceException.class)
                .hasMessageContaining(file.toString())
                .asInstanceOf(InstanceOfAssertFactories.type(FrameSourceException.class))
                .extracting(FrameSourceException::kind)
                .isEqualTo(kind);
    }

    @Test
    void aTruncatedVideoGivesWhatThereIsAndAWarning() throws Exception {
        Path whole = SHARED.resolve("WolfgangLanger_Pexels.mp4");
        assumeThat(whole).as("a real video, not part of the project").exists();
        byte[] bytes = Files.readAllBytes(whole);
        Path half = Files.write(folder.resolve("half.mp4"), Arrays.copyOf(bytes, bytes.length / 2));
        try (FrameSource source = VideoFileSource.open(half, 1280)) {
            assertThat(read(source)).hasSizeBetween(150, 400);
            assertThat(source.warning())
                    .hasValueSatisfying(
                            warning -> assertThat(warning).contains("half.mp4").contains("truncated?"));
        }
    }

    private Path copied(Path film, String name) throws Exception {
        Path file = folder.resolve(name);
        try (VideoFileSource source = VideoFileSource.open(film, 1280)) {
            RgbImage first = source.next().orElseThrow().image();
            try (FilmCopy copy = FilmCopy.open(source, file, first.width(), first.height())) {
                copy.write(first, 0);
                for (SourceFrame frame : read(source)) {
                    copy.write(frame.image(), frame.position().toNanos() / 1_000);
                }
                assertThat(copy.finish()).contains("copied");
            }
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "mkv", "avi", "flv", "mov"})
    void aSoundThatGoesOnLongerThanThePicturesIsNoBrokenFilm(String ending) throws Exception {
        // JavaCV's recorder announces a second too much in some of them.
        Path film = copied(FilmWithSound.write(folder.resolve("sound.mp4"), 0, 2, 6), "film." + ending);

        try (FrameSource source = VideoFileSource.open(film, 1280)) {
            assertThat(read(source)).hasSize(2 * FilmWithSound.FRAME_RATE);
            assertThat(source.warning()).isEmpty();
            assertThat(source.account().endedEarly()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "mkv", "mov"})
    void picturesThatBeginAfterTheSoundAreNoBrokenFilm(String ending) throws Exception {
        Path film = FilmWithSound.write(folder.resolve("film." + ending), 3, 2, 2);

        try (FrameSource source = VideoFileSource.open(film, 1280)) {
            assertThat(source.description().length().orElseThrow())
                    .isBetween(Duration.ofMillis(1_900), Duration.ofMillis(2_100));
            List<SourceFrame> frames = read(source);
            assertThat(frames).hasSize(2 * FilmWithSound.FRAME_RATE);
            assertThat(frames.get(0).position()).isZero();
            assertThat(source.warning()).isEmpty();
        }
    }

    @Test
    void aFilmThatIsCutOffWithItsSoundIsTold() throws Exception {
        byte[] whole =
                Files.readAllBytes(copied(FilmWithSound.write(folder.resolve("sound.mp4"), 0, 4, 6), "film.mkv"));
        Path half = Files.write(folder.resolve("half.mkv"), Arrays.copyOf(whole, whole.length / 2));

        try (FrameSource source = VideoFileSource.open(half, 1280)) {
            assertThat(read(source)).isNotEmpty();
            assertThat(source.account().endedEarly()).isTrue();
        }
    }

    @Test
    void animatedGifsAndQuickTimeAreRead() throws Exception {
        Path gif = SHARED.resolve("head-pose-face-detection-male.gif");
        Path mov = SHARED.resolve("face_noface.mov");
        assumeThat(gif).as("a real animation, not part of the project").exists();
        assumeThat(mov).as("a real video, not part of the project").exists();
        try (FrameSource animation = VideoFileSource.open(gif, 1280);
                FrameSource film = VideoFileSource.open(mov, 1280)) {
            assertThat(read(animation)).hasSize(62);
            assertThat(read(film)).hasSize(169);
        }
    }
}
