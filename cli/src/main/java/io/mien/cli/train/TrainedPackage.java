package io.mien.cli.train;

import io.mien.cli.terminal.ModelText;
import io.mien.cli.terminal.StandardOutput;
import io.mien.models.packages.ModelPackage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Prints where the package of a run is. */
final class TrainedPackage {
    private TrainedPackage() {}

    static void print(ModelPackage written, @Nullable CommandSpec spec) {
        StandardOutput.print(spec, written.folder() + ": " + ModelText.of(written.manifest()));
    }
}
