package io.mien.cli.train;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mien train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a model. A run that was stopped goes on when the same command is given again.",
        subcommands = {
            TrainSmallCommand.class,
            TrainDferClipCommand.class,
            TrainCliperCommand.class,
            TrainExpClipCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  mien train dfer-clip --list train.txt --validation test.txt --root /data/DFEW --from ViT-B-32.pt \\",
            "      --labels dfew-7 --run runs/dfew --out models/dfew",
            "  mien train small --clips train.clips --validation validation.clips --run runs/demo --out models/demo",
            "",
            "docs/training.md"
        })
public final class TrainCommand implements Runnable {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "train: what? (expected: "
                            + String.join(", ", spec.subcommands().keySet()) + ")");
        }
    }
}
