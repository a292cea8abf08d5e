package io.mien.training.engine;

/**
 * A stage of a run, before and after it is worked on.
 *
 * @param name for the table and the progress line
 * @param epochs how many
 * @param opening makes it ready
 */
public record StagePlan(String name, int epochs, Opening opening) {

    /** Makes a stage ready, which may take a while: a later one may begin by computing what the one before has learned. */
    @FunctionalInterface
    public interface Opening {

        /**
         * Opens a stage.
         *
         * @param weights everything that is known so far; the graph is not loaded with them yet
         */
        TrainingStage open(NamedWeights weights);
    }
}
