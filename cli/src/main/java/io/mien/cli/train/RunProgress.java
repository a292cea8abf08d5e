package io.mien.cli.train;

import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ProgressLine;
import io.mien.training.engine.TrainingListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Prints how a training run goes on. */
final class RunProgress implements TrainingListener {
    private final ProgressLine line;
    private final PrintWriter out;

    RunProgress(@Nullable CommandSpec spec) {
        this.line = new ProgressLine(spec);
        this.out = CommandOutput.err(spec);
    }

    @Override
    public void preparing(String what) {
        line.print("train: " + what, out);
    }

    @Override
    public void stepped(Position position) {
        line.show(
                String.format(
                        Locale.ROOT,
                        "train: %s, epoch %d of %d, step %d of %d, loss %.4f, WAR %.3f, UAR %.3f, %s left",
                        position.stage(),
                        position.epoch(),
                        position.epochs(),
                        position.step(),
                        position.steps(),
                        position.loss(),
                        position.war(),
                        position.uar(),
                        text(position.left())),
                false);
    }

    private static String text(Duration left) {
        return String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }

    @Override
    public void epochEnded(String ended) {
        line.print("train: " + ended, out);
    }
}
