package io.mien.training.engine;

import io.mien.evaluation.Confusion;
import java.util.Optional;

/** One stage of a run while it is worked on: a graph, and the batches for it. */
public interface TrainingStage extends AutoCloseable {

    /** Name of the output that the batches' labels belong to. */
    String LOGITS = "logits";

    TrainingGraph graph();

    int stepsPerEpoch();

    int classes();

    /**
     * The batch of a step. The same step gives the same batch, whichever thread asks and whenever.
     *
     * @param step of the epoch
     */
    Batch batch(int epoch, int step);

    /** Scores the graph's present weights on what it is not trained on; empty if there is no such thing. */
    Optional<Confusion> validate();

    @Override
    void close();
}
