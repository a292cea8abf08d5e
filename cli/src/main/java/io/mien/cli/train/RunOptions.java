package io.mien.cli.train;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.RunSettings;
import io.mien.training.engine.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of every training run. */
final class RunOptions {
    private static final RunSettings DEFAULT = RunSettings.in(Path.of(""));

    @Option(
            names = "--run",
            required = true,
            paramLabel = "DIR",
            description = "Checkpoints, table (run.csv) and plot (run.png). A run that is there is gone on with.")
    Path run = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The model package; nothing may be there yet.")
    Path out = Path.of("");

    @Option(names = "--seed", description = "Of everything random (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(
            names = "--device",
            paramLabel = "cpu|gpu",
            description = "What it is computed on (default: ${DEFAULT-VALUE}).")
    ComputeOptions.Device device = DEFAULT.compute().device();

    @Option(
            names = "--threads",
            description = "That one operation is spread over, and that read pictures. Another number gives other"
                    + " weights (default: ${DEFAULT-VALUE}).")
    int threads = DEFAULT.batchThreads();

    @Option(
            names = "--checkpoint-every",
            paramLabel = "DURATION",
            description = "How much work a kill may cost at most (default: ${DEFAULT-VALUE}).")
    Duration checkpointEvery = DEFAULT.checkpointEvery();

    RunSettings settings(Selection selection) {
        if (Files.exists(out)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--out " + out + ": something is there already (expected: a path that is free; packages are never"
                            + " changed)");
        }
        return new RunSettings(run, new ComputeOptions(device, threads), threads, checkpointEvery, selection);
    }
}
