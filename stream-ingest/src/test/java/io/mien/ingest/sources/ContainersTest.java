package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mien.pictures.Orientation;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every picture of every kind of file comes, is the right one, and has the time at which it was recorded. */
@Tag("long")
class ContainersTest {
    private static final long MILLISECOND = 1000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "matroska", "mpegts", "nut", "asf"})
    void unevenTimesAreKept(String format) throws Exception {
        IntToLongFunction uneven = number -> 10_000L * (4 * number + (number * number) % 3 + 90 * (number / 100));
        Path film = NumberedFilm.write(folder.resolve("film." + format), format, "libopenh264", 100, uneven, Map.of());

        try (FrameSource source = VideoFileSource.open(film, 1280)) {
            for (int number = 0; number < NumberedFilm.PICTURES; number++) {
                SourceFrame frame = source.next().orElseThrow();
                assertThat(NumberedFilm.number(frame.image())).isEqualTo(number);
                assertThat(frame.position().toNanos() / 1000)
                        .isCloseTo(uneven.applyAsLong(number), within(MILLISECOND));
            }
            assertThat(source.next()).isEmpty();
            assertThat(source.account()).isEqualTo(SourceAccount.NOTHING);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mp4, libopenh264, 25, ''",
        "mp4, libopenh264, 29.97, ''",
        "mp4, mpeg4, 24, ''",
        "mp4, mpeg4, 25, movflags=frag_keyframe+empty_moov",
        "mov, mjpeg, 25, ''",
        "mov, prores_ks, 30, ''",
        "mov, png, 12, ''",
        "avi, mpeg4, 25, ''",
        "avi, mjpeg, 15, ''",
        "avi, ffv1, 23.976, ''",
        "avi, huffyuv, 25, ''",
        "avi, libopenh264, 25, ''",
        "matroska, libopenh264, 25, ''",
        "matroska, mpeg4, 59.94, ''",
        "matroska, ffv1, 8, ''",
        "webm, libvpx, 30, ''",
        "webm, libvpx-vp9, 25, ''",
        "flv, flv, 25, ''",
        "flv, libopenh264, 30, ''",
        "mpegts, mpeg2video, 25, ''",
        "mpegts, libopenh264, 29.97, ''",
        "mpegts, mpeg4, 50, mpegts_copyts=1",
        "mpeg, mpeg1video, 25, ''",
        "vob, mpeg2video, 29.97, ''",
        "asf, wmv2, 25, ''",
        "asf, msmpeg4, 20, ''",
        "nut, ffv1, 25, ''",
        "nut, mpeg4, 12.5, ''",
        "gif, gif, 20, ''",
        "apng, apng, 25, ''",
        "mxf, mpeg2video, 25, ''",
        "3gp, h263, 29.97, ''",
        "ismv, libopenh264, 25, ''",
        "ivf, libvpx, 25, ''",
        "yuv4mpegpipe, wrapped_avframe, 30, ''",
        "h264, libopenh264, 25, ''",
        "h264, libopenh264, 30, ''",
        "m4v, mpeg4, 30, ''",
        "mpeg2video, mpeg2video, 25, ''",
        "mjpeg, mjpeg, 25, ''",
        "mjpeg, mjpeg, 12.5, ''",
    })
    void all240PicturesComeAtTheirTimes(String format, String codec, double rate, String option) throws Exception {
        Map<String, String> options = option.isEmpty() ? Map.of() : Map.of(option.split("=")[0], option.split("=")[1]);
        Path film = NumberedFilm.write(
                folder.resolve("film." + format),
                format,
                codec,
                rate,
                number -> Math.round(number * 1e6 / rate),
                options);

        // Raw streams do not always tell their rate.
        VideoOptions told = new VideoOptions(1280, OptionalInt.empty(), OptionalDouble.of(rate), Orientation.UPRIGHT);
        try (FrameSource source = VideoFileSource.open(film, told)) {
            assertThat(source.description().frameCount().orElse(0)).isBetween(239L, 242L);
            int number = 0;
            for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
                assertThat(NumberedFilm.number(next.get().image())).isEqualTo(number);
                assertThat(next.get().position().toNanos() / 1000)
                        .as("position of picture %d", number)
                        .isCloseTo(Math.round(number * 1e6 / rate), within(MILLISECOND));
                number++;
            }
            assertThat(number).isEqualTo(NumberedFilm.PICTURES);
            assertThat(source.warning()).isEmpty();
            assertThat(source.account().leftOut()).isEmpty();
        }
    }
}
