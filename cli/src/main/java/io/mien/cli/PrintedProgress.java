package io.mien.cli;

import io.mien.making.importing.ImportProgress;
import java.io.PrintWriter;

/**
 * Says how far a long import is.
 *
 * @param err beside the result
 */
record PrintedProgress(PrintWriter err) implements ImportProgress {

    @Override
    public void begins(int step, int steps, String doing) {
        err.println("[" + step + "/" + steps + "] " + doing);
        err.flush();
    }
}
