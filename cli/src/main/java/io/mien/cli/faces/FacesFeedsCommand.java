package io.mien.cli.faces;

import io.mien.cli.terminal.ExitCode;
import io.mien.faces.clips.FeedRenderer;
import io.mien.faces.clips.FeedScript;
import io.mien.faces.render.HeadGeometry;
import io.mien.ingest.sources.VideoFileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien faces feeds}. */
@Command(
        name = "feeds",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Renders the demonstration's short feeds: whole pictures, with what is shown in them and when.",
        footer = {
            "",
            "Example:",
            "  mien faces feeds --kit ICT-FaceKit --out feeds",
            "",
            "Each feed is NAME.mp4, and NAME.csv says who shows what from when to when; all else is neutral."
        })
final class FacesFeedsCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    FaceKitOptions kit = new FaceKitOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to; made if missing.")
    Path out = Path.of("");

    @Option(names = "--seed", defaultValue = "1", description = "Seed of all draws (default: ${DEFAULT-VALUE}).")
    long seed;

    @Override
    public Integer call() throws IOException {
        HeadGeometry head = kit.open();
        Files.createDirectories(out);
        for (FeedScript script : FeedScript.all()) {
            Path video = out.resolve(script.name() + ".mp4");
            write(new FeedRenderer(script, head, seed), video);
            Files.write(out.resolve(script.name() + ".csv"), truth(script));
            print(video + ": " + script.seconds() + " s, " + Files.size(video) / 1024 + " KiB");
        }
        return ExitCode.OK.code();
    }

    private static void write(FeedRenderer renderer, Path file) throws IOException {
        byte[] picture = new byte[3 * FeedRenderer.WIDTH * FeedRenderer.HEIGHT];
        try (VideoFileWriter writer = VideoFileWriter.open(
                file, FeedRenderer.WIDTH, FeedRenderer.HEIGHT, FeedRenderer.FRAMES_PER_SECOND, VideoFileWriter.SMALL)) {
            for (int frame = 0; frame < renderer.frames(); frame++) {
                renderer.render(frame, picture);
                writer.write(picture);
            }
        }
    }

    private static List<String> truth(FeedScript script) {
        List<String> lines = new ArrayList<>();
        lines.add("place,from_seconds,to_seconds,expression");
        for (FeedScript.Role role : script.roles()) {
            for (FeedScript.Turn turn : role.turns()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%.2f,%.1f,%.1f,%s",
                        role.place(),
                        turn.from(),
                        turn.to(),
                        turn.expression().label()));
            }
        }
        return lines;
    }

    private void print(String line) {
        if (spec != null) {
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.println(line);
            terminal.flush();
        }
    }
}
