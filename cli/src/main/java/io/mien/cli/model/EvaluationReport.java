package io.mien.cli.model;

import io.mien.evaluation.Confusion;
import io.mien.evaluation.Evaluation;
import io.mien.evaluation.PairedComparison;
import io.mien.evaluation.RecallIntervals;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

/**
 * What came of an evaluation.
 *
 * @param folds a list each
 * @param intervals of the means over all lists; empty if the clips' subjects are not known
 * @param difference of the models' means; empty without another model or subjects
 * @param groupedBy columns of the lists whose groups are told apart
 */
record EvaluationReport(
        List<EvaluatedFold> folds,
        Optional<RecallIntervals> intervals,
        Optional<RecallIntervals> difference,
        List<String> groupedBy) {
    EvaluationReport {
        folds = List.copyOf(folds);
        groupedBy = List.copyOf(groupedBy);
    }

    List<String> labels() {
        return folds.get(0).clips().labels();
    }

    /** The margin of the first list's model. */
    double leastProbability() {
        return folds.get(0).model().leastProbability();
    }

    /** The clips of all lists. */
    Evaluation together() {
        return Evaluation.together(folds.stream().map(EvaluatedFold::clips).toList());
    }

    /** Both models on the clips of all lists. */
    Optional<PairedComparison> compared() {
        return folds.stream().flatMap(fold -> fold.compared().stream()).reduce(PairedComparison::plus);
    }

    /** The clips of all lists by what a column says of them. */
    SortedMap<String, Evaluation> groups(String column) {
        return together().groups(column);
    }

    /** Over the lists, without weights, as published; in per cent. */
    double mean(ToDoubleFunction<Confusion> figure) {
        return folds.stream()
                .mapToDouble(fold -> 100 * figure.applyAsDouble(fold.clips().confusion()))
                .average()
                .orElse(Double.NaN);
    }
}
