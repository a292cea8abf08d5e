package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.detect.FaceSelection;
import io.mien.ingest.detect.PictureRegion;
import io.mien.ingest.topology.CropSettings;
import io.mien.ingest.topology.FaceSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which faces of a feed are followed. */
public final class FaceOptions {

    @Option(
            names = "--smallest-face",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description =
                    "Leave out faces whose box is narrower or lower (default: ${DEFAULT-VALUE}, all that the detector finds; of"
                            + " those too small for the model the reading abstains).")
    int smallestFace;

    @Option(
            names = "--largest-cut",
            paramLabel = "PIXELS",
            defaultValue = "384",
            description =
                    "Reduce the cuts of faces, which have half a box on each side, to this width or height (default:"
                            + " ${DEFAULT-VALUE}). Two and a half times the model's picture is enough: the job then has less to"
                            + " decode.")
    int largestCut;

    @Option(
            names = "--least-score",
            paramLabel = "SCORE",
            description = "With --detector: leave out faces that it is less sure of, 0 to 1 (default: 0.7).")
    @Nullable
    Float leastScore;

    @Option(
            names = "--region",
            paramLabel = "X,Y,WIDTH,HEIGHT",
            converter = PictureRegionConverter.class,
            description =
                    "Follow only faces whose middle lies there, in percent of the picture, as 0,0,50,100 for its left"
                            + " half; may be given again.")
    List<PictureRegion> regions = List.of();

    @Option(
            names = "--mask",
            paramLabel = "X,Y,WIDTH,HEIGHT",
            converter = PictureRegionConverter.class,
            description =
                    "Paint this part over before anything looks at it, in percent of the picture; may be given again.")
    List<PictureRegion> masks = List.of();

    /**
     * The settings of the topology.
     *
     * @param detector YuNet's file, or null for the cascade
     */
    public FaceSettings settings(@Nullable Path detector) {
        DetectorSettings usual = DetectorOption.settings(detector);
        try {
            DetectorSettings scored = leastScore == null ? usual : usual.withScoreThreshold(leastScore);
            return FaceSettings.defaults(scored)
                    .withCrop(CropSettings.defaults().withLongestSide(largestCut))
                    .withSelection(new FaceSelection(smallestFace, regions, masks));
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "--smallest-face, --largest-cut, --least-score: " + e.getMessage());
        }
    }

    /** Refuses a score that nothing would be held against. */
    public void requireScores(@Nullable Path detector) {
        if (leastScore != null && detector == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--least-score: " + leastScore
                            + " (expected: with --detector; the cascade that is used without gives no scores)");
        }
    }
}
