package io.mien.cli.train;

import io.mien.cli.clips.ClipListOptions;
import io.mien.cli.terminal.Choice;
import io.mien.evaluation.ClipList;
import io.mien.evaluation.ClipListFormat;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The list that a run learns from, and what its package is called. */
final class TrainingListOptions {

    @Option(
            names = "--list",
            required = true,
            paramLabel = "FILE",
            description = "What is learned from, a clip a line: folder, frames, label. The folder may be a video.")
    Path list = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "published|dfew|ferv39k|mafw",
            defaultValue = "published",
            description = "Of the lists: a line of folder, frames and label, or a data set's own label file (default:"
                    + " ${DEFAULT-VALUE}).")
    String format = "published";

    @Mixin
    ClipListOptions reading = new ClipListOptions();

    @Option(names = "--name", paramLabel = "TEXT", description = "Of the model (default: the recipe's).")
    @Nullable
    String name;

    @Option(names = "--package-version", paramLabel = "TEXT", defaultValue = "1", description = "Of the package.")
    String version = "1";

    ClipList read() {
        return read(list);
    }

    ClipList read(Path file) {
        return reading.read(file, Choice.of(ClipListFormat.class, "--format", format));
    }

    String nameOr(String recipe) {
        return name == null ? recipe : name;
    }
}
