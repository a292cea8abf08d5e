package io.mien.cli.terminal;

import io.mien.making.importing.ImportProgress;
import java.io.PrintWriter;

/**
 * Prints how far a long import has come.
 *
 * @param err beside the result
 */
public record PrintedProgress(PrintWriter err) implements ImportProgress {

    @Override
    public void begins(int step, int steps, String doing) {
        err.println("[" + step + "/" + steps + "] " + doing);
        err.flush();
    }
}
