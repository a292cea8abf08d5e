package io.mien.cli.train;

import io.mien.cli.terminal.Choice;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.importing.ClipSettings;
import io.mien.making.importing.ClipWeights;
import io.mien.making.network.Activation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The file of CLIP that a run begins with. */
final class ClipFileOptions {

    @Option(
            names = "--from",
            required = true,
            paramLabel = "FILE",
            description = "CLIP's weights: .pt, .safetensors or .bin. A package will not do: it has no text encoder.")
    Path from = Path.of("");

    @Option(
            names = "--activation",
            paramLabel = "quick-gelu|gelu",
            description =
                    "What CLIP was trained with: quick-gelu for OpenAI's, gelu for most of open_clip's own (default:"
                            + " what stands beside the weights; needed where nothing says it).")
    @Nullable
    String activation;

    @Option(
            names = "--labels",
            required = true,
            paramLabel = "dfew-7|mafw-11|FILE",
            description = "The labels in the order of the list's indices.")
    String labels = "";

    Path file() {
        if (Files.isDirectory(from)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--from " + from
                            + ": a folder (expected: a file of CLIP; a package holds no text encoder to learn with)");
        }
        return from;
    }

    Activation activation() {
        if (activation != null) {
            return Choice.of(Activation.class, "--activation", activation);
        }
        try (Checkpoint checkpoint = Checkpoint.open(file())) {
            return ClipSettings.of(checkpoint, ClipWeights.of(checkpoint), Optional.empty())
                    .visionActivation();
        }
    }
}
