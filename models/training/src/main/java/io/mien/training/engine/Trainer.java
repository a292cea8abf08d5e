package io.mien.training.engine;

import io.mien.evaluation.Confusion;
import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Works through the stages of a run, with checkpoints, a table and a plot in the run's folder. Killed at any moment and
 * started again with the same plan, it ends with the same weights as if it had not been.
 */
public final class Trainer {
    static final String CHECKPOINT = "run.safetensors";

    private final RunSettings settings;
    private final String plan;
    private final List<StagePlan> stages;
    private final TrainingListener listener;
    private final Path checkpoint;

    /**
     * Prepares a run.
     *
     * @param plan all that the result depends on, in words; a checkpoint of another plan is refused
     */
    public Trainer(RunSettings settings, String plan, List<StagePlan> stages, TrainingListener listener) {
        this.settings = settings;
        this.plan = plan;
        this.stages = List.copyOf(stages);
        this.listener = listener;
        this.checkpoint = settings.folder().resolve(CHECKPOINT);
    }

    /**
     * Trains, or goes on.
     *
     * @param start the weights of a fresh run
     * @return all weights
     */
    public NamedWeights run(NamedWeights start) {
        try {
            Files.createDirectories(settings.folder());
        } catch (IOException e) {
            throw new ModelException("run " + settings.folder() + ": cannot be created: " + e, e);
        }
        RunCheckpoint current = Files.exists(checkpoint) ? resume() : fresh(start, 0, List.of());
        while (current.state().stage() < stages.size()) {
            current = work(current);
        }
        return current.weights();
    }

    private RunCheckpoint resume() {
        RunCheckpoint read = RunCheckpoint.read(checkpoint);
        if (!read.state().plan().equals(plan)) {
            throw new ModelException("run " + settings.folder() + ": there is a checkpoint of another run: "
                    + read.state().plan() + " (expected: " + plan
                    + "; give the same options to go on, or another --run folder)");
        }
        return read;
    }

    private RunCheckpoint fresh(NamedWeights weights, int stage, List<EpochResult> history) {
        return new RunCheckpoint(
                new RunState(plan, stage, 0, 0, List.of(), null, history),
                weights,
                new NamedWeights.Builder().build(),
                null);
    }

    /** Works one stage to its end and writes the checkpoint that the next begins with. */
    private RunCheckpoint work(RunCheckpoint from) {
        StagePlan stagePlan = stages.get(from.state().stage());
        listener.preparing("stage " + stagePlan.name());
        try (TrainingStage stage = stagePlan.opening().open(from.weights())) {
            StageRun run = new StageRun(stagePlan, stage, from);
            run.toTheEnd();
            NamedWeights kept = run.best == null || settings.selection() == Selection.LAST
                    ? from.weights().with(stage.graph().weights())
                    : from.weights().with(run.best);
            RunCheckpoint next = fresh(kept, from.state().stage() + 1, run.history);
            next.write(checkpoint);
            return next;
        }
    }

    /** One stage's loop and what it counts. */
    private final class StageRun {
        private final StagePlan stagePlan;
        private final TrainingStage stage;
        private final NamedWeights before;
        private final int stageIndex;
        private final int stepsPerEpoch;
        private final long steps;
        private final List<EpochResult> history;
        private Confusion.Counter counter;
        private double lossSum;
        private long step;
        private @Nullable Double bestScore;
        private @Nullable NamedWeights best;

        StageRun(StagePlan stagePlan, TrainingStage stage, RunCheckpoint from) {
            this.stagePlan = stagePlan;
            this.stage = stage;
            this.before = from.weights();
            RunState state = from.state();
            this.stageIndex = state.stage();
            this.stepsPerEpoch = stage.stepsPerEpoch();
            this.steps = (long) stagePlan.epochs() * stepsPerEpoch;
            this.history = new ArrayList<>(state.history());
            this.counter = state.confusion().isEmpty()
                    ? new Confusion.Counter(stage.classes())
                    : new Confusion.Counter(new Confusion(state.confusion()));
            this.lossSum = state.lossSum();
            this.step = state.step();
            this.bestScore = state.best();
            this.best = from.best();
            if (step == 0) {
                stage.graph().load(before);
            } else {
                stage.graph().load(before, from.optimizerState());
            }
        }

        void toTheEnd() {
            long started = System.nanoTime();
            long startedAt = step;
            long lastWritten = System.nanoTime();
            try (BatchQueue queue = new BatchQueue(
                    number -> stage.batch((int) (number / stepsPerEpoch), (int) (number % stepsPerEpoch)),
                    step,
                    steps,
                    settings.batchThreads())) {
                while (step < steps) {
                    try (Batch batch = queue.take()) {
                        train(batch);
                    }
                    Duration left = Duration.ofNanos(
                            (long) ((double) (System.nanoTime() - started) / (step - startedAt) * (steps - step)));
                    listener.stepped(position(left));
                    boolean epochEnds = step % stepsPerEpoch == 0;
                    if (epochEnds) {
                        endEpoch();
                    }
                    if (epochEnds
                            || System.nanoTime() - lastWritten
                                    > settings.checkpointEvery().toNanos()) {
                        write();
                        lastWritten = System.nanoTime();
                    }
                }
            }
        }

        private void train(Batch batch) {
            Progress progress = new Progress((int) (step / stepsPerEpoch), step, steps);
            TrainingGraph.Outcome outcome = batch.labels().isEmpty()
                    ? stage.graph().step(batch.feeds(), progress)
                    : stage.graph().step(batch.feeds(), progress, TrainingStage.LOGITS);
            if (!Float.isFinite(outcome.loss())) {
                throw new ModelException("stage " + stagePlan.name() + ", step " + step + ": the loss is "
                        + outcome.loss() + " (expected: a number; a lower learning rate may help)");
            }
            lossSum += outcome.loss();
            for (int row = 0; row < batch.labels().size(); row++) {
                float[] logits = outcome.get(TrainingStage.LOGITS);
                int classes = stage.classes();
                counter.add(batch.labels().get(row), Confusion.largest(logits, row * classes, (row + 1) * classes));
            }
            step++;
        }

        private TrainingListener.Position position(Duration left) {
            int inEpoch = (int) ((step - 1) % stepsPerEpoch) + 1;
            Confusion confusion = counter.count();
            return new TrainingListener.Position(
                    stagePlan.name(),
                    (int) ((step - 1) / stepsPerEpoch) + 1,
                    stagePlan.epochs(),
                    inEpoch,
                    stepsPerEpoch,
                    lossSum / inEpoch,
                    confusion.weightedAverageRecall(),
                    confusion.unweightedAverageRecall(),
                    left);
        }

        private void endEpoch() {
            int epoch = (int) (step / stepsPerEpoch);
            Optional<Confusion> validation = stage.validate();
            Confusion training = counter.count();
            EpochResult result = new EpochResult(
                    stagePlan.name(),
                    epoch,
                    stage.graph().learningRate(0, new Progress(epoch - 1, step - 1, steps)),
                    lossSum / stepsPerEpoch,
                    training.weightedAverageRecall(),
                    training.unweightedAverageRecall(),
                    validation.map(Confusion::weightedAverageRecall).orElse(null),
                    validation.map(Confusion::unweightedAverageRecall).orElse(null));
            history.add(result);
            keepIfBest(result);
            lossSum = 0;
            counter = new Confusion.Counter(stage.classes());
            RunTable table = new RunTable(Collections.unmodifiableList(history));
            table.write(settings.folder());
            listener.epochEnded(table.lastLine());
        }

        private void keepIfBest(EpochResult result) {
            Double score = switch (settings.selection()) {
                case LAST -> null;
                case BEST_WAR -> result.validationWar();
                case BEST_UAR -> result.validationUar();
            };
            if (score != null && (bestScore == null || score > bestScore)) {
                bestScore = score;
                best = stage.graph().weights();
            }
        }

        private void write() {
            List<Integer> counted = counter.count().counts();
            new RunCheckpoint(
                            new RunState(plan, stageIndex, step, lossSum, counted, bestScore, history),
                            before.with(stage.graph().weights()),
                            stage.graph().optimizerState(),
                            best)
                    .write(checkpoint);
        }
    }
}
