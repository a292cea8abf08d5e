package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P10;

import io.mien.ingest.SquareVideo;
import io.mien.pictures.Orientation;
import io.mien.pictures.RgbImage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures come as a player shows them. */
class ShapeAndColourTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    @TempDir
    private Path folder;

    /** One colour, but for a white corner above on the left. */
    private Path film(String name, String format, String codec, int red, Consumer<FFmpegFrameRecorder> settings)
            throws Exception {
        Path file = folder.resolve(name);
        FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT);
        recorder.setFormat(format);
        recorder.setVideoCodecName(codec);
        recorder.setFrameRate(25);
        recorder.setVideoBitrate(4_000_000);
        settings.accept(recorder);
        recorder.start();
        try (Frame frame = new Frame(WIDTH, HEIGHT, Frame.DEPTH_UBYTE, 3)) {
            ByteBuffer rows = (ByteBuffer) frame.image[0];
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    boolean corner = x < WIDTH / 4 && y < HEIGHT / 4;
                    int at = y * frame.imageStride + 3 * x;
                    rows.put(at, (byte) (corner ? 255 : red));
                    rows.put(at + 1, (byte) (corner ? 255 : 140));
                    rows.put(at + 2, (byte) (corner ? 255 : 115));
                }
            }
            for (int number = 0; number < 10; number++) {
                recorder.record(frame, AV_PIX_FMT_RGB24);
            }
        } finally {
            recorder.close();
        }
        return file;
    }

    private static RgbImage picture(Path film, int number) throws Exception {
        try (FrameSource source = VideoFileSource.open(film, 1280)) {
            for (int i = 0; i < number; i++) {
                source.skip();
            }
            return source.next().orElseThrow().image();
        }
    }

    private static RgbImage reduced(Path film, int longestSide) throws Exception {
        try (VideoFileSource source = VideoFileSource.open(film, longestSide)) {
            return source.next().orElseThrow().image();
        }
    }

    private static int value(RgbImage image, int x, int y, int channel) {
        return image.pixels()[3 * (y * image.width() + x) + channel] & 0xff;
    }

    @ParameterizedTest
    @CsvSource({
        "mp4, libopenh264, 320, 120, 2",
        "mpegts, mpeg2video, 213, 120, 1.3333333",
        "vob, mpeg2video, 213, 120, 1.3333333",
        "matroska, mpeg4, 160, 135, 0.8888889",
    })
    void pixelsThatAreNotSquareAreUndone(String format, String codec, int width, int height, double ratio)
            throws Exception {
        Path film = film("wide." + format, format, codec, 200, recorder -> recorder.setAspectRatio(ratio));

        for (int number : new int[] {0, 5}) {
            RgbImage image = picture(film, number);
            assertThat(image.width()).isEqualTo(width);
            assertThat(image.height()).isEqualTo(height);
            assertThat(value(image, width / 8, height / 8, 2)).isGreaterThan(230);
            assertThat(value(image, width / 3, height / 3, 2)).isLessThan(150);
        }
    }

    /** Angles clockwise, the corner that is white then. */
    @ParameterizedTest
    @CsvSource({"0, 20, 10", "90, 110, 20", "180, 140, 110", "270, 10, 140"})
    void aFilmThatLiesOnItsSideIsTurnedAsItSays(int clockwise, int x, int y) throws Exception {
        Path film = film("turned.mp4", "mp4", "mpeg4", 200, recorder -> recorder.setDisplayRotation(-clockwise));

        RgbImage image = picture(film, 3);

        assertThat(image.width()).isEqualTo(clockwise % 180 == 0 ? WIDTH : HEIGHT);
        assertThat(value(image, x, y, 2)).isGreaterThan(230);
        assertThat(value(image, image.width() / 2, image.height() / 2, 2)).isLessThan(150);
    }

    @Test
    void aCameraThatHangsUpsideDownIsTurnedOnDemand() throws Exception {
        Path film = film("down.mp4", "mp4", "mpeg4", 200, recorder -> {});
        VideoOptions options =
                new VideoOptions(1280, OptionalInt.empty(), OptionalDouble.empty(), Orientation.HALF_TURN);

        try (FrameSource source = VideoFileSource.open(film, options)) {
            RgbImage image = source.next().orElseThrow().image();
            assertThat(value(image, 140, 110, 2)).isGreaterThan(230);
        }
    }

    @Test
    void aSizeThatChangesOnTheWayKeepsEachPicturesOwnShape() throws Exception {
        // Not MPEG-2: at a new size FFmpeg's decoder drops the picture that it still holds.
        Path lying = film("lying.ts", "mpegts", "libopenh264", 200, recorder -> {});
        Path standing = film("standing.ts", "mpegts", "libopenh264", 200, recorder -> {
            recorder.setImageWidth(96);
            recorder.setImageHeight(176);
        });
        Path joined = folder.resolve("joined.ts");
        Files.write(joined, Files.readAllBytes(lying));
        Files.write(joined, Files.readAllBytes(standing), StandardOpenOption.APPEND);

        assertThat(picture(joined, 2).width()).isEqualTo(WIDTH);
        assertThat(picture(joined, 15).width()).isEqualTo(96);
        assertThat(picture(joined, 15).height()).isEqualTo(176);
        try (FrameSource source = VideoFileSource.open(joined, 1280)) {
            long before = -1;
            for (int number = 0; number < 20; number++) {
                long position = source.next().orElseThrow().position().toMillis();
                assertThat(position).isEqualTo(40L * number).isGreaterThan(before);
                before = position;
            }
            assertThat(source.account().timesRepaired()).isEqualTo(1);
            assertThat(source.description().length().orElseThrow().toMillis()).isEqualTo(800);
        }
    }

    /** FFmpeg's recorder converts with BT.601's matrix: what is tagged as another is another colour then. */
    @Test
    void theFilmsMatrixIsFollowed() throws Exception {
        Path plain = film("601.ts", "mpegts", "mpeg2video", 200, recorder -> {});
        Path tagged =
                film("709.ts", "mpegts", "mpeg2video", 200, recorder -> recorder.setVideoOption("colorspace", "bt709"));

        RgbImage usual = picture(plain, 2);
        RgbImage other = picture(tagged, 2);

        assertThat(value(usual, 80, 60, 0)).isCloseTo(200, within(3));
        assertThat(value(usual, 80, 60, 1)).isCloseTo(140, within(3));
        // Y'CbCr 149, 108, 156 through BT.709's matrix.
        assertThat(value(other, 80, 60, 0)).isCloseTo(205, within(3));
        assertThat(value(other, 80, 60, 1)).isCloseTo(144, within(3));
    }

    @ParameterizedTest
    @CsvSource({"mp4, mpeg4", "avi, mjpeg", "mov, prores_ks", "mp4, libopenh264"})
    void aPictureThatIsReducedKeepsItsColours(String format, String codec) throws Exception {
        Path file = film("reduced." + format, format, codec, 200, recorder -> {
            if (codec.equals("prores_ks")) {
                recorder.setPixelFormat(AV_PIX_FMT_YUV422P10);
            }
        });
        RgbImage whole = reduced(file, 1280);
        RgbImage half = reduced(file, WIDTH / 2);

        assertThat(half.width()).isEqualTo(WIDTH / 2);
        for (int channel = 0; channel < 3; channel++) {
            int of = 3 * (90 * WIDTH + 120) + channel;
            int ofHalf = 3 * (45 * WIDTH / 2 + 60) + channel;
            assertThat(half.pixels()[ofHalf] & 0xff).isCloseTo(whole.pixels()[of] & 0xff, within(2));
            assertThat(half.pixels()[3 * (5 * WIDTH / 2 + 5) + channel] & 0xff)
                    .as("the white corner")
                    .isGreaterThan(245);
        }
    }

    @Test
    void aPictureWovenOfTwoIsMadeWhole() throws Exception {
        Path woven = folder.resolve("woven.ts");
        FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(woven.toFile(), WIDTH, HEIGHT);
        recorder.setFormat("mpegts");
        recorder.setVideoCodecName("mpeg2video");
        recorder.setFrameRate(25);
        recorder.setVideoBitrate(8_000_000);
        recorder.setVideoOption("flags", "+ilme+ildct");
        recorder.start();
        try (Frame frame = new Frame(WIDTH, HEIGHT, Frame.DEPTH_UBYTE, 3)) {
            ByteBuffer rows = (ByteBuffer) frame.image[0];
            for (int number = 0; number < 10; number++) {
                for (int y = 0; y < HEIGHT; y++) {
                    // An edge that moves 20 pixels between the two halves of a picture.
                    int edge = 20 + 10 * number + (y % 2 == 0 ? 0 : 20);
                    for (int x = 0; x < 3 * WIDTH; x++) {
                        rows.put(y * frame.imageStride + x, (byte) (x < 3 * edge ? 230 : 20));
                    }
                }
                recorder.record(frame, AV_PIX_FMT_RGB24);
            }
        } finally {
            recorder.close();
        }

        try (FrameSource source = VideoFileSource.open(woven, 1280)) {
            for (int number = 0; number < 10; number++) {
                SourceFrame frame = source.next().orElseThrow();
                assertThat(frame.position().toMillis()).isEqualTo(40L * number);
                int between = 30 + 10 * number;
                int rough = 0;
                for (int y = 41; y < 80; y++) {
                    rough += Math.abs(value(frame.image(), between, y, 1) - value(frame.image(), between, y - 1, 1));
                }
                assertThat(rough / 39)
                        .as("difference of rows in picture %d", number)
                        .isLessThan(40);
            }
            assertThat(source.next()).isEmpty();
        }
    }

    /** Golden readings hang on it: what needs nothing of the above is converted as ever. */
    @Test
    void theUsualFilmHasThePixelsThatOtherUsersOfFfmpegGet() throws Exception {
        Path film = SquareVideo.write(folder.resolve("square.mp4"), 10);
        try (FrameSource source = VideoFileSource.open(film, 1280);
                FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(film.toFile())) {
            grabber.setPixelFormat(AV_PIX_FMT_RGB24);
            grabber.start();
            for (int number = 0; number < 10; number++) {
                Frame frame = grabber.grabImage();
                byte[] row = new byte[3 * SquareVideo.WIDTH];
                SourceFrame ours = source.next().orElseThrow();
                assertThat(ours.position().toNanos() / 1000).isEqualTo(frame.timestamp);
                for (int y = 0; y < SquareVideo.HEIGHT; y++) {
                    ((ByteBuffer) frame.image[0])
                            .duplicate()
                            .position(y * frame.imageStride)
                            .get(row);
                    assertThat(Arrays.copyOfRange(ours.image().pixels(), y * row.length, (y + 1) * row.length))
                            .isEqualTo(row);
                }
            }
        }
    }

    @Test
    void aStreamThatIsNotThereIsRefusedWithTheOnesThatAre() throws Exception {
        Path film = film("one.mp4", "mp4", "mpeg4", 200, recorder -> {});
        VideoOptions options = new VideoOptions(1280, OptionalInt.of(1), OptionalDouble.empty(), Orientation.UPRIGHT);

        assertThatThrownBy(() -> VideoFileSource.open(film, options))
                .isInstanceOf(FrameSourceException.class)
                .hasMessageContaining("no video stream 1")
                .hasMessageContaining("0: mpeg4 160x120");
    }
}
