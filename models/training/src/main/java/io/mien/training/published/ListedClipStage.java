package io.mien.training.published;

import io.mien.evaluation.Confusion;
import io.mien.training.engine.Batch;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.engine.TrainingStage;
import java.util.Optional;

/**
 * A stage that learns a network's loss from listed clips.
 *
 * @param graph closed with the stage
 * @param batches what is learned from
 * @param validation empty to hold back nothing
 */
record ListedClipStage(TrainingGraph graph, ListedClipBatches batches, Optional<ListedClipValidation> validation)
        implements TrainingStage {

    @Override
    public int stepsPerEpoch() {
        return batches.stepsPerEpoch();
    }

    @Override
    public int classes() {
        return batches.classes();
    }

    @Override
    public Batch batch(int epoch, int step) {
        return batches.batch(epoch, step);
    }

    @Override
    public Optional<Confusion> validate() {
        return validation.map(clips -> clips.score(graph));
    }

    @Override
    public void close() {
        graph.close();
    }
}
