package io.mien.cli.model;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mien labels}. */
@Command(
        name = "labels",
        mixinStandardHelpOptions = true,
        description = "Writes label sets.",
        subcommands = LabelsDescribeCommand.class)
public final class LabelsCommand implements Runnable {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "labels: what? (expected: describe)");
        }
    }
}
