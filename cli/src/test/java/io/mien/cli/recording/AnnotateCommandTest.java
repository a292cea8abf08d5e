package io.mien.cli.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mien.cli.InProcessMien;
import io.mien.cli.terminal.ExitCode;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.sources.VideoFileWriter;
import io.mien.pictures.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The film's pictures are {@value #WIDTH} x {@value #HEIGHT} and grey; what is drawn is the only colour in them. */
class AnnotateCommandTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int PICTURES = 60;
    private static final int RATE = 20;

    @TempDir
    private Path folder;

    private Path film = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void makeFilm() throws Exception {
        film = film("talk.mp4", WIDTH, HEIGHT);
        out = folder.resolve("out.mp4");
    }

    private Path film(String name, int width, int height) throws Exception {
        Path file = folder.resolve(name);
        byte[] grey = new byte[3 * width * height];
        Arrays.fill(grey, (byte) 120);
        try (VideoFileWriter writer = VideoFileWriter.open(file, width, height, RATE, 0.5)) {
            for (int picture = 0; picture < PICTURES; picture++) {
                // Every tenth picture comes late.
                writer.write(grey, 50_000L * picture + (picture % 10 == 9 ? 20_000 : 0));
            }
        }
        return file;
    }

    /** A reading whose window ends half a second after its last picture, with a box at every fourth picture before it. */
    private static String reading(String stream, String status, int first, int last, int x) {
        StringBuilder boxes = new StringBuilder();
        for (int sequence = first; sequence <= last; sequence += 4) {
            boxes.append(boxes.isEmpty() ? "" : ",")
                    .append("{\"sequence\":%d,\"box\":{\"x\":%d,\"y\":100,\"width\":60,\"height\":80}}"
                            .formatted(sequence, x + sequence));
        }
        long start = 50_000L * (last + 1) - 2_000_000;
        return String.format(
                Locale.ROOT,
                "{\"stream_id\":\"%s\",\"subject_id\":\"s1\",\"window_start\":\"2026-11-29T10:00:00Z\","
                        + "\"window_end\":\"2026-11-29T10:00:02Z\",\"status\":\"%s\",\"reason\":%s,"
                        + "\"probabilities\":%s,\"top_label\":%s,\"frames\":{\"last_sequence\":%d},"
                        + "\"windowing\":{\"cells\":16,\"slide_micros\":500000},\"source_position\":%d,"
                        + "\"source_session\":\"one\",\"boxes\":[%s]}%n",
                stream,
                status,
                status.equals("OK") ? "null" : "\"too few cells\"",
                status.equals("ABSTAINED") ? "[]" : "[0.1,0.9]",
                status.equals("ABSTAINED") ? "null" : "\"happiness\"",
                last,
                start,
                boxes);
    }

    private Path readings(String... lines) throws Exception {
        return Files.writeString(folder.resolve("readings.jsonl"), String.join("", lines));
    }

    private static List<SourceFrame> pictures(Path file) throws Exception {
        List<SourceFrame> pictures = new ArrayList<>();
        try (VideoFileSource source = VideoFileSource.open(file, 1280)) {
            for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
                pictures.add(next.get());
            }
        }
        return pictures;
    }

    private InProcessMien.Result annotate(Path readings, String... more) {
        return InProcessMien.run(Stream.concat(
                        Stream.of(
                                "annotate",
                                film.toString(),
                                "--readings",
                                readings.toString(),
                                "--out",
                                out.toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static int[] pixel(RgbImage image, int x, int y) {
        int at = 3 * (y * image.width() + x);
        return new int[] {image.pixels()[at] & 0xff, image.pixels()[at + 1] & 0xff, image.pixels()[at + 2] & 0xff};
    }

    private static boolean isGreen(RgbImage image, int x, int y) {
        int[] rgb = pixel(image, x, y);
        return rgb[1] > rgb[0] + 60 && rgb[1] > rgb[2] + 40;
    }

    private static boolean isAmber(RgbImage image, int x, int y) {
        int[] rgb = pixel(image, x, y);
        return rgb[0] > 150 && rgb[0] > rgb[2] + 80 && rgb[0] > rgb[1];
    }

    @Test
    void eachPictureHasItsBoxAndItsTime() throws Exception {
        InProcessMien.Result result = annotate(readings(reading("talk", "OK", 3, 39, 100)));

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("60 pictures, 37 with boxes of 1 subject; no sound in it");
        List<SourceFrame> before = pictures(film);
        List<SourceFrame> after = pictures(out);
        assertThat(after).hasSize(PICTURES);
        for (int picture = 0; picture < PICTURES; picture++) {
            assertThat(after.get(picture).position().toNanos())
                    .isCloseTo(before.get(picture).position().toNanos(), within(1_000_000L));
            RgbImage image = after.get(picture).image();
            assertThat(image.width()).isEqualTo(WIDTH);
            assertThat(isGreen(image, 100 + picture, 140))
                    .as("left edge in picture %d", picture)
                    .isEqualTo(picture >= 3 && picture <= 39);
            assertThat(isGreen(image, 160 + picture, 140))
                    .as("right edge in picture %d", picture)
                    .isEqualTo(picture >= 3 && picture <= 39);
            assertThat(isGreen(image, 130 + picture, 140))
                    .as("inside in picture %d", picture)
                    .isFalse();
        }
    }

    @Test
    void aDegradedReadingIsAmberAndAnAbstentionDashedAndGrey() throws Exception {
        annotate(readings(reading("talk", "DEGRADED", 3, 39, 100)));
        RgbImage degraded = pictures(out).get(20).image();
        annotate(readings(reading("talk", "ABSTAINED", 3, 39, 100)), "--overwrite");
        RgbImage abstained = pictures(out).get(20).image();

        assertThat(isAmber(degraded, 120, 140)).isTrue();
        List<Boolean> dashes = new ArrayList<>();
        for (int y = 105; y < 175; y++) {
            assertThat(isGreen(abstained, 120, y) || isAmber(abstained, 120, y)).isFalse();
            dashes.add(pixel(abstained, 120, y)[1] > 160);
        }
        assertThat(dashes).contains(true, false);
    }

    @Test
    void pixelsThatWereReducedWhenTheyWereReadAreCountedBack() throws Exception {
        film = film("large.mp4", 2560, 720);

        assertThat(annotate(readings(reading("large", "OK", 3, 39, 100))).exitCode())
                .isZero();

        RgbImage image;
        try (VideoFileSource source = VideoFileSource.open(out, 4000)) {
            for (int picture = 0; picture < 20; picture++) {
                source.skip();
            }
            image = source.next().orElseThrow().image();
        }
        assertThat(image.width()).isEqualTo(2560);
        assertThat(isGreen(image, 2 * 120, 2 * 140)).isTrue();
        assertThat(isGreen(image, 2 * 180, 2 * 140)).isTrue();
    }

    @Test
    void aTurnedFilmIsWrittenTurned() throws Exception {
        assertThat(annotate(readings(reading("talk", "OK", 3, 39, 100)), "--rotate", "90")
                        .exitCode())
                .isZero();

        RgbImage image = pictures(out).get(20).image();
        assertThat(image.width()).isEqualTo(HEIGHT);
        assertThat(isGreen(image, 120, 140)).isTrue();
    }

    @Test
    void readingsFromBeforeBoxesWereNotedHaveTheLastOne() throws Exception {
        String old = reading("talk", "OK", 3, 39, 100).replaceAll("\"boxes\":\\[.*\\]", "\"last_box\":%s");
        String first = old.formatted("{\"x\":100,\"y\":100,\"width\":60,\"height\":80}");
        String second = reading("talk", "OK", 3, 49, 100)
                .replaceAll("\"boxes\":\\[.*\\]", "\"last_box\":{\"x\":120,\"y\":100,\"width\":60,\"height\":80}");

        assertThat(annotate(readings(first, second)).out()).contains("60 pictures, 11 with boxes");

        List<SourceFrame> after = pictures(out);
        assertThat(isGreen(after.get(39).image(), 100, 140)).isTrue();
        assertThat(isGreen(after.get(44).image(), 110, 140)).isTrue();
        assertThat(isGreen(after.get(38).image(), 100, 140)).isFalse();
    }

    @Test
    void readingsOfAnotherFilmAreRefusedAndNothingIsLeft() throws Exception {
        String late = reading("talk", "OK", 3, 39, 100).replace("\"source_position\":0", "\"source_position\":9000000");

        assertThat(annotate(readings(late)).refusal(ExitCode.INPUT))
                .contains("not of this film", "picture 39 lies at 1.970 s, the window that ends with it from 9.000");
        assertThat(annotate(readings(reading("talk", "OK", 3, 79, 100))).refusal(ExitCode.INPUT))
                .contains("it has 60 pictures");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("talk.mp4", "readings.jsonl");
        }
    }

    @Test
    void severalStreamsAreToldApartByName() throws Exception {
        Path both = readings(reading("talk", "OK", 3, 39, 100), reading("other", "OK", 3, 39, 10));

        assertThat(annotate(both).exitCode()).isZero();
        assertThat(isGreen(pictures(out).get(20).image(), 120, 140)).isTrue();
        assertThat(annotate(both, "--stream", "other", "--overwrite").exitCode())
                .isZero();
        assertThat(isGreen(pictures(out).get(20).image(), 30, 140)).isTrue();
        assertThat(annotate(both, "--stream", "third", "--overwrite").refusal(ExitCode.USAGE))
                .contains("--stream: third (expected: one of those that", "talk, other");
    }

    @Test
    void mistakesAreToldBeforeAnythingIsWritten() throws Exception {
        Path good = readings(reading("talk", "OK", 3, 39, 100));
        Path csv = Files.writeString(folder.resolve("r.csv"), "stream,subject\r\n");
        Path odd = Files.writeString(folder.resolve("odd.jsonl"), "{\"stream_id\":\"talk\"}\n");
        Path live = Files.writeString(
                folder.resolve("live.jsonl"),
                reading("talk", "OK", 3, 39, 100).replace("\"source_position\":0", "\"source_position\":null"));

        assertThat(annotate(csv).refusal(ExitCode.USAGE)).contains("a table, which do not say where the faces are");
        assertThat(annotate(odd).refusal(ExitCode.INPUT)).contains("line 1: no reading (window_start: not there");
        assertThat(annotate(live).refusal(ExitCode.INPUT)).contains("none of its 1 readings says where in a recording");
        assertThat(annotate(folder.resolve("none.jsonl")).refusal(ExitCode.INPUT))
                .contains("no such file");
        out = film;
        assertThat(annotate(good, "--overwrite").refusal(ExitCode.USAGE)).contains("the film that is read");
        out = folder.resolve("out.webm");
        assertThat(annotate(good).refusal(ExitCode.USAGE)).contains("(expected: .mp4, .mov or .mkv)");
        out = Files.createFile(folder.resolve("there.mp4"));
        assertThat(annotate(good).refusal(ExitCode.USAGE)).contains("there already");
        out = folder.resolve("no/such/out.mp4");
        assertThat(annotate(good).refusal(ExitCode.DISK)).contains("cannot be written");
        film = folder.resolve("no.mp4");
        out = folder.resolve("new.mp4");
        assertThat(annotate(good).refusal(ExitCode.INPUT)).contains("not there (check the path)");
    }

    @Test
    void readingsThatSayNowhereWhereTheFaceIsEndWithASentence() throws Exception {
        String without = reading("talk", "OK", 3, 39, 100).replaceAll("\"boxes\":\\[.*\\]", "\"boxes\":null");

        assertThat(annotate(readings(without)).refusal(ExitCode.LITTLE)).contains("no box was drawn");
    }
}
