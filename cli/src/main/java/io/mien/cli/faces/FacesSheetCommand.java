package io.mien.cli.faces;

import io.mien.cli.terminal.ExitCode;
import io.mien.faces.clips.ContactSheet;
import io.mien.faces.clips.SplitPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mien faces sheet}. */
@Command(
        name = "sheet",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Draws some of a split's clips on one picture, a clip a row, to be looked at.",
        footer = {"", "Example:", "  mien faces sheet --kit ICT-FaceKit --out sheet.png --size 128"})
final class FacesSheetCommand implements Callable<Integer> {
    private static final int CLIPS_OF_PERSON = 7;
    private static final int FRAMES = 16;

    @Mixin
    FaceKitOptions kit = new FaceKitOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The picture, PNG.")
    Path out = Path.of("");

    @Option(names = "--seed", defaultValue = "1", description = "Seed of all draws (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--people",
            paramLabel = "COUNT",
            defaultValue = "3",
            description = "How many, with seven clips each (default: ${DEFAULT-VALUE}).")
    int people;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "96",
            description = "Side of a frame (default: ${DEFAULT-VALUE}).")
    int size;

    @Override
    public Integer call() throws IOException {
        SplitPlan plan = new SplitPlan(seed, SplitPlan.Split.TEST, people, CLIPS_OF_PERSON, FRAMES, size);
        ImageIO.write(ContactSheet.of(plan, kit.open()), "png", out.toFile());
        return ExitCode.OK.code();
    }
}
