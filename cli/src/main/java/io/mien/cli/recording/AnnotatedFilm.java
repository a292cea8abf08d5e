package io.mien.cli.recording;

import io.mien.cli.readings.ReadingsOverFilm;
import io.mien.cli.readings.ReadingsOverFilm.Face;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.ProgressLine;
import io.mien.cli.terminal.StopSignal;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.sources.FilmCopy;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.pictures.RgbImage;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Goes through a film once and writes it with its readings. */
final class AnnotatedFilm {
    /** What OpenH264 takes; larger films are reduced. */
    static final int LONGEST_SIDE = 3840;

    private static final double USUAL_FRAME_RATE = 25;
    private static final int NANOS_PER_MICRO = 1_000;

    private final VideoFileSource source;
    private final ReadingsOverFilm readings;
    private final ProgressLine progress;
    private final Set<String> drawn = new HashSet<>();
    private long pictures;
    private long withFaces;

    AnnotatedFilm(VideoFileSource source, ReadingsOverFilm readings, ProgressLine progress) {
        this.source = source;
        this.readings = readings;
        this.progress = progress;
    }

    /**
     * What was written.
     *
     * @param pictures all of them
     * @param withFaces those with a box at least
     * @param subjects whose boxes were drawn
     * @param sound what became of it
     */
    record Result(long pictures, long withFaces, int subjects, String sound) {
        String text() {
            return pictures + " pictures, " + withFaces + " with boxes of " + subjects
                    + (subjects == 1 ? " subject; " : " subjects; ") + sound;
        }

        void requireMuch(Path readings) {
            if (withFaces == 0) {
                throw new CommandException(
                        ExitCode.LITTLE,
                        "no box was drawn: the readings of " + readings + " do not say where their faces are");
            }
        }
    }

    /** Pictures a second, about. */
    static double frameRate(VideoFileSource source) {
        return source.description().frameRate().orElse(USUAL_FRAME_RATE);
    }

    /**
     * Refuses a Java that cannot write letters.
     *
     * @throws CommandException if there is no font
     */
    static void requireFont() {
        try {
            new Font(Font.SANS_SERIF, Font.BOLD, 12).getStringBounds("a", new FontRenderContext(null, true, true));
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "no letters can be drawn here (expected: fontconfig and a font, such as Debian's fonts-dejavu-core)",
                    e);
        }
    }

    /**
     * Writes it.
     *
     * @throws CommandException if the readings are not of this film
     */
    Result write(Path file, StopSignal stop) throws IOException {
        Optional<SourceFrame> next = source.next();
        // A film without a picture has been refused by its source.
        RgbImage first = next.orElseThrow().image();
        int width = even(first.width());
        int height = even(first.height());
        try (FilmCopy copy = FilmCopy.open(source, file, width, height)) {
            while (next.isPresent()) {
                stop.requireNotGiven();
                copy(next.get(), copy, width, height);
                next = source.next();
            }
            if (readings.lastSequence() >= pictures) {
                throw notOfThisFilm("it has " + pictures + " pictures, the readings are of "
                        + (readings.lastSequence() + 1) + " at least");
            }
            String sound = copy.finish();
            progress.show(pictures + " pictures", true);
            return new Result(pictures, withFaces, drawn.size(), sound);
        }
    }

    private void copy(SourceFrame frame, FilmCopy copy, int width, int height) throws IOException {
        long position = frame.position().toNanos() / NANOS_PER_MICRO;
        Optional<String> objection = readings.objection(pictures, position);
        if (objection.isPresent()) {
            throw notOfThisFilm(objection.get());
        }
        List<Face> faces = readings.at(pictures, position);
        RgbImage image = frame.image();
        // Boxes are those of the picture as ingest had reduced it.
        double boxScale =
                Math.max(1, (double) Math.max(image.width(), image.height()) / FeedSettings.DEFAULT_LONGEST_SIDE);
        copy.write(AnnotatedPicture.of(image, width, height, faces, boxScale), position);
        pictures++;
        faces.forEach(face -> drawn.add(face.subjectId()));
        withFaces += faces.isEmpty() ? 0 : 1;
        progress.show(share(), false);
    }

    private String share() {
        long total = source.description().frameCount().orElse(0);
        return total > 0
                ? String.format(
                        Locale.ROOT, "%d of %d pictures, %d %%", pictures, total, Math.min(100, 100 * pictures / total))
                : pictures + " pictures";
    }

    private CommandException notOfThisFilm(String why) {
        return new CommandException(
                ExitCode.INPUT,
                "the readings are not of this film as it is read here: " + why
                        + " (expected: the same file, --video-stream and --frame-rate)");
    }

    private static int even(int side) {
        return side + side % 2;
    }
}
