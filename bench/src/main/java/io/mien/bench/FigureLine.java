package io.mien.bench;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The one line that a benchmark prints. */
final class FigureLine {
    private FigureLine() {}

    /** Prints it where the command prints. */
    static void print(@Nullable CommandSpec command, String line) {
        if (command == null) {
            throw new IllegalStateException("benchmark not run as a command");
        }
        PrintWriter out = command.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
