package io.mien.cli.train;

import io.mien.cli.terminal.ModelText;
import io.mien.models.packages.ModelPackage;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Prints where the package of a run is. */
final class TrainedPackage {
    private TrainedPackage() {}

    static void print(ModelPackage written, CommandSpec spec) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(written.folder() + ": " + ModelText.of(written.manifest()));
        out.flush();
    }
}
