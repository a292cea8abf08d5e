package io.mien.cli.model;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mien model}. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Makes, checks, explains and tries model packages.",
        subcommands = {
            ModelImportCommand.class,
            ModelBuildCommand.class,
            ModelInspectCommand.class,
            ModelVerifyCommand.class,
            ModelClassifyCommand.class,
            ModelExplainCommand.class,
            ModelTokenizeCommand.class
        })
public final class ModelCommand implements Runnable {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "model: what? (expected: "
                            + String.join(", ", spec.subcommands().keySet()) + ")");
        }
    }
}
