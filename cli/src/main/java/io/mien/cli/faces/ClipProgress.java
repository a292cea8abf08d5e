package io.mien.cli.faces;

import io.mien.faces.clips.SplitPlan;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells how far the rendering of a split has come, every few seconds. */
final class ClipProgress {
    private static final long LINE_EVERY = Duration.ofSeconds(5).toNanos();

    private final SplitPlan plan;
    private final Consumer<String> terminal;
    private final long start = System.nanoTime();
    private long lineAt = start;
    private int first = -1;
    private int clips;

    ClipProgress(SplitPlan plan, Consumer<String> terminal) {
        this.plan = plan;
        this.terminal = terminal;
    }

    /** So many clips are there now. */
    void reached(int reached) {
        if (first < 0) {
            first = reached - 1;
        }
        clips = reached;
        long now = System.nanoTime();
        if (now - lineAt >= LINE_EVERY) {
            lineAt = now;
            double seconds = (now - start) / 1e9;
            double rate = (clips - first) / seconds;
            print(String.format(
                    Locale.ROOT,
                    "%d of %d clips, %.0f frames a second, %.0f s left",
                    clips,
                    plan.clips(),
                    rate * plan.frames(),
                    (plan.clips() - clips) / rate));
        }
    }

    void done() {
        if (first < 0) {
            print("all " + plan.clips() + " clips are there already");
            return;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        print(String.format(
                Locale.ROOT,
                "%d clips, %d of them in %.1f s, %.0f frames a second",
                clips,
                clips - first,
                seconds,
                (clips - first) * plan.frames() / seconds));
    }

    private void print(String line) {
        terminal.accept(plan.split().label() + ": " + line);
    }
}
