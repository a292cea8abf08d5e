package io.mien.cli.model;

import io.mien.evaluation.Evaluation;
import io.mien.evaluation.PairedComparison;
import io.mien.evaluation.RecallIntervals;
import io.mien.models.ModelManifest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What came of one list.
 *
 * @param list where it is
 * @param model that was measured
 * @param clips of it, whole
 * @param windows of the clips; empty if they were not asked for
 * @param against another model; empty if there is none
 * @param other what it says of the clips
 * @param intervals of the recalls; empty if the clips' subjects are not known
 */
record EvaluatedFold(
        Path list,
        ModelManifest model,
        Evaluation clips,
        Optional<Evaluation> windows,
        Optional<ModelManifest> against,
        Optional<Evaluation> other,
        Optional<RecallIntervals> intervals) {

    /** Both models on the same clips. */
    Optional<PairedComparison> compared() {
        return other.map(evaluation -> PairedComparison.of(clips.clips(), evaluation.clips()));
    }
}
