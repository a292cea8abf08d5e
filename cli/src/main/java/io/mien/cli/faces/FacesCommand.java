package io.mien.cli.faces;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mien faces}. */
@Command(
        name = "faces",
        mixinStandardHelpOptions = true,
        description = "Renders faces that show a known expression, to train and measure models with.",
        subcommands = {FacesRenderCommand.class, FacesSheetCommand.class, FacesFeedsCommand.class})
public final class FacesCommand implements Runnable {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "faces: what? (expected: render, sheet or feeds)");
        }
    }
}
