package io.mien.cli.terminal;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The lines of a command that goes on: each is out at once, for whoever reads it through a pipe. It needs no library
 * but picocli, unlike {@link CommandOutput}, since the images of single services have few.
 */
public final class StandardOutput {
    private StandardOutput() {}

    /** Prints a line. */
    public static void print(@Nullable CommandSpec spec, String line) {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
        }
    }
}
