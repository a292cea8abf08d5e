package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.ingest.sources.VideoOptions;
import io.mien.pictures.Orientation;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pictures a recording's are, and how they are turned; the same options give the same pictures in every command. */
public final class VideoFileOptions {

    @Option(
            names = "--video-stream",
            paramLabel = "N",
            description =
                    "Which of a file's video streams, from 0; without it the default one that is no cover or still.")
    @Nullable
    Integer videoStream;

    @Option(
            names = "--frame-rate",
            paramLabel = "N",
            description = "Pictures a second of recordings that have no times, such as raw H.264.")
    @Nullable
    Double frameRate;

    @Option(
            names = "--rotate",
            paramLabel = "DEGREES",
            description = "Turn each picture clockwise: 90, 180 or 270; after what the file itself asks for.")
    @Nullable
    Integer rotate;

    @Option(
            names = "--flip",
            paramLabel = "horizontal|vertical",
            description = "Mirror each picture, left to right or upside down; after --rotate.")
    @Nullable
    String flip;

    /**
     * How the files are opened.
     *
     * @param longestSide larger pictures are reduced to this, pixels
     */
    public VideoOptions video(int longestSide) {
        try {
            return new VideoOptions(
                    longestSide,
                    videoStream == null ? OptionalInt.empty() : OptionalInt.of(videoStream),
                    frameRate == null ? OptionalDouble.empty() : OptionalDouble.of(frameRate),
                    turn().then(mirror()));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Orientation turn() {
        if (rotate == null) {
            return Orientation.UPRIGHT;
        }
        if (rotate % 90 != 0) {
            throw new CommandException(ExitCode.USAGE, "--rotate: " + rotate + " (expected: 90, 180 or 270)");
        }
        return Orientation.ofDegrees(rotate);
    }

    private Orientation mirror() {
        return switch (flip == null ? "" : flip.toLowerCase(Locale.ROOT)) {
            case "" -> Orientation.UPRIGHT;
            case "horizontal" -> Orientation.MIRRORED;
            case "vertical" -> Orientation.FLIPPED;
            default ->
                throw new CommandException(ExitCode.USAGE, "--flip: " + flip + " (expected: horizontal or vertical)");
        };
    }
}
