package io.mien.cli.train;

import io.mien.cli.clips.ClipListOptions;
import io.mien.cli.terminal.Choice;
import io.mien.evaluation.ClipList;
import io.mien.evaluation.ClipListFormat;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the list that a run learns from and the name of its package. */
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

    @Mixin
    PackageNameOptions called = new PackageNameOptions();

    ClipList read() {
        return read(list);
    }

    ClipList read(Path file) {
        return reading.read(file, Choice.of(ClipListFormat.class, "--format", format));
    }
}
