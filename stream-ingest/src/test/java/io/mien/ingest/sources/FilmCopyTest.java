package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A film that was written again has the same pictures at the same times, and its sound. */
class FilmCopyTest {
    private static final long MILLISECOND = 1000;

    @TempDir
    private Path folder;

    private record Copy(List<Long> positions, String sound) {}

    private static Copy copy(Path film, Path to) throws Exception {
        List<Long> positions = new ArrayList<>();
        try (VideoFileSource source = VideoFileSource.open(film, 1280)) {
            SourceFrame first = source.next().orElseThrow();
            try (FilmCopy copy = FilmCopy.open(
                    source, to, first.image().width(), first.image().height())) {
                for (Optional<SourceFrame> next = Optional.of(first); next.isPresent(); next = source.next()) {
                    long position = next.get().position().toNanos() / 1000;
                    positions.add(position);
                    copy.write(next.get().image(), position);
                }
                return new Copy(positions, copy.finish());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"mp4, mp4", "mpegts, mp4", "matroska, mov", "mp4, mkv"})
    void unevenTimesArePassedOnToTheMillisecond(String from, String to) throws Exception {
        Path film = NumberedFilm.write(
                folder.resolve("film." + from),
                from,
                "libopenh264",
                100,
                number -> 10_000L * (4 * number + (number * number) % 3 + 90 * (number / 100)),
                Map.of());
        Path copied = folder.resolve("copy." + to);

        Copy copy = copy(film, copied);

        assertThat(copy.sound()).isEqualTo("no sound in it");
        try (VideoFileSource source = VideoFileSource.open(copied, 1280)) {
            for (int number = 0; number < NumberedFilm.PICTURES; number++) {
                SourceFrame frame = source.next().orElseThrow();
                assertThat(NumberedFilm.number(frame.image())).isEqualTo(number);
                assertThat(frame.position().toNanos() / 1000)
                        .isCloseTo(copy.positions().get(number), within(MILLISECOND));
            }
            assertThat(source.next()).isEmpty();
            assertThat(source.warning()).isEmpty();
        }
    }

    @Test
    void theSoundComesAlongPacketByPacketInStep() throws Exception {
        Path film = FilmWithSound.write(folder.resolve("film.mp4"), 0, 2, 2);
        Path copied = folder.resolve("copy.mp4");

        Copy copy = copy(film, copied);

        assertThat(copy.sound()).isEqualTo("its sound (aac) copied");
        assertThat(loudFrom(copied)).isCloseTo(loudFrom(film), within(MILLISECOND));
        assertThat(soundLength(copied)).isCloseTo(soundLength(film), within(50 * MILLISECOND));
    }

    @Test
    void aSoundThatTheNewKindDoesNotTakeIsLeftOutAndTold() throws Exception {
        Path film = FilmWithSound.write(folder.resolve("film.avi"), 0, 2, 2);

        assertThat(copy(film, folder.resolve("copy.mkv")).sound()).contains("copied");
        assertThat(copy(FilmWithSound.write(folder.resolve("film.asf"), 0, 2, 2), folder.resolve("copy.mp4"))
                        .sound())
                .isEqualTo("its sound (wmav2) left out: this kind of file does not take it (.mkv takes any)");
    }

    @Test
    void aSoundThatEndsBeforeThePicturesBeginIsTold() throws Exception {
        Path film = FilmWithSound.write(folder.resolve("film.mov"), 3, 2, 2);

        assertThat(copy(film, folder.resolve("copy.mp4")).sound())
                .isEqualTo("its sound left out: none of it lies beside the pictures");
    }

    /** When the sound is first loud, microseconds after the first picture. */
    private static long loudFrom(Path file) throws Exception {
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
            grabber.start();
            long picture = -1;
            for (Frame frame = grabber.grab(); frame != null; frame = grabber.grab()) {
                if (frame.image != null && picture < 0) {
                    picture = frame.timestamp;
                }
                if (frame.samples != null) {
                    ShortBuffer samples = (ShortBuffer) frame.samples[0];
                    for (int i = 0; i < samples.limit(); i++) {
                        if (Math.abs(samples.get(i)) > 5_000) {
                            return frame.timestamp + i * 1_000_000L / frame.sampleRate - Math.max(0, picture);
                        }
                    }
                }
            }
        }
        throw new AssertionError("never loud: " + file);
    }

    private static long soundLength(Path file) throws Exception {
        long samples = 0;
        int rate = 1;
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
            grabber.start();
            for (Frame frame = grabber.grabSamples(); frame != null; frame = grabber.grabSamples()) {
                samples += ((ShortBuffer) frame.samples[0]).limit();
                rate = frame.sampleRate;
            }
        }
        return samples * 1_000_000 / rate;
    }
}
