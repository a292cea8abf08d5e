package io.mien.training.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place that a run has reached. Together with the weights it is all that is needed to go on.
 *
 * @param plan what the run was asked for; another plan does not go on from here
 * @param stage index of the stage
 * @param step the next one of that stage
 * @param lossSum over the epoch's steps so far
 * @param confusion counts of the epoch's batches so far
 * @param best the highest validation score of this stage so far
 * @param history the epochs so far
 */
record RunState(
        String plan,
        int stage,
        long step,
        double lossSum,
        List<Integer> confusion,
        @Nullable Double best,
        List<EpochResult> history) {
    RunState {
        confusion = List.copyOf(confusion);
        history = List.copyOf(history);
    }
}
