package io.mien.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Shows progress on one line that is written over. It prints nothing where there is no terminal, as in a service. */
public final class ProgressLine {
    private static final long EVERY = Duration.ofMillis(200).toNanos();
    /** A process has one terminal. */
    private static final AtomicBoolean UNFINISHED = new AtomicBoolean();

    private final @Nullable PrintWriter terminal;
    private long lastShown = System.nanoTime() - EVERY;
    private int lastLength;

    public ProgressLine(@Nullable CommandSpec spec) {
        this(
                spec == null || System.getenv("TERM") == null
                        ? null
                        : spec.commandLine().getErr());
    }

    ProgressLine(@Nullable PrintWriter terminal) {
        this.terminal = terminal;
    }

    /**
     * Shows where it is, unless it has just been shown.
     *
     * @param last whether this is the end, after which the line is left alone
     */
    public void show(String text, boolean last) {
        long now = System.nanoTime();
        if (terminal == null || (!last && now - lastShown < EVERY)) {
            return;
        }
        lastShown = now;
        terminal.print("\r" + text + " ".repeat(Math.max(0, lastLength - text.length())) + (last ? "\n" : ""));
        lastLength = last ? 0 : text.length();
        UNFINISHED.set(!last);
        terminal.flush();
    }

    /** Ends a line that was left when something failed, so that what is said of it has a line of its own. */
    static void finish(PrintWriter terminal) {
        if (UNFINISHED.getAndSet(false)) {
            terminal.println();
        }
    }

    /** Prints a line that stays. */
    public void print(String text, PrintWriter out) {
        if (terminal != null && lastLength > 0) {
            terminal.print("\r" + " ".repeat(lastLength) + "\r");
            terminal.flush();
            UNFINISHED.set(false);
            lastLength = 0;
        }
        out.println(text);
        out.flush();
    }
}
