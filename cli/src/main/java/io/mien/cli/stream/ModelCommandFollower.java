package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.StandardOutput;
import io.mien.cli.terminal.StopSignal;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.avro.ModelPhase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Prints what becomes of a command, until nothing more does. */
final class ModelCommandFollower {
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final ModelTopics topics;
    private final @Nullable CommandSpec spec;

    ModelCommandFollower(ModelTopics topics, @Nullable CommandSpec spec) {
        this.topics = topics;
        this.spec = spec;
    }

    /**
     * Follows it; returns early if the process is to stop.
     *
     * @param wanted the phase that the command is meant to come to
     * @throws CommandException if it comes to another, or no job answers
     */
    void follow(String group, String id, ModelPhase wanted) throws InterruptedException {
        long answerBy = System.nanoTime() + ANSWER_WITHIN.toNanos();
        boolean answered = false;
        try (StopSignal stop = StopSignal.install()) {
            while (!stop.await(MOMENT)) {
                List<ModelEvent> ofCommand = topics.next().stream()
                        .filter(event -> event.getDeploymentId().equals(id))
                        .toList();
                for (ModelEvent event : ofCommand) {
                    answered = true;
                    StandardOutput.print(spec, ModelEventText.line(event));
                    if (ModelEventText.isEnd(event)) {
                        requireEnd(event, wanted);
                        return;
                    }
                }
                if (!answered && System.nanoTime() > answerBy) {
                    throw new CommandException(
                            ExitCode.KAFKA,
                            "no job of group " + group + " has answered in " + ANSWER_WITHIN.toSeconds()
                                    + " s (expected: one that runs, was started with --group " + group
                                    + ", and found topic model-control at its start, with the right to read and write it)");
                }
            }
            StandardOutput.print(spec, "the job goes on with it; `mien model status` tells how far it is");
        }
    }

    private static void requireEnd(ModelEvent event, ModelPhase wanted) {
        if (event.getPhase() != wanted) {
            throw new CommandException(
                    ExitCode.MODEL,
                    "deployment " + event.getDeploymentId() + ": " + event.getPhase() + ", " + event.getReason()
                            + " (expected: " + wanted + ")");
        }
    }
}
