package io.mien.cli.train;

import io.mien.evaluation.ClipList;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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
            names = "--root",
            paramLabel = "DIR",
            description = "Where the clips are on this machine, whatever folder the list names.")
    @Nullable
    Path root;

    @Mixin
    PackageNameOptions called = new PackageNameOptions();

    ClipList read() {
        return ClipList.read(list, root);
    }
}
