package io.mien.cli.model;

import io.mien.evaluation.Confusion;
import io.mien.evaluation.Evaluation;
import io.mien.models.ModelManifest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Writes an evaluation for people. */
final class EvaluationText {
    private static final int SHORT = 5;

    private EvaluationText() {}

    static void print(List<EvalCommand.Fold> folds, PrintWriter out) {
        folds.forEach(fold -> print(fold, out));
        if (folds.size() > 1) {
            out.printf(
                    Locale.ROOT,
                    "mean of %d folds: WAR %.2f, UAR %.2f%n",
                    folds.size(),
                    mean(folds, Confusion::weightedAverageRecall),
                    mean(folds, Confusion::unweightedAverageRecall));
        }
        out.flush();
    }

    /** Over folds, in per cent. */
    static double mean(List<EvalCommand.Fold> folds, ToDoubleFunction<Confusion> figure) {
        return folds.stream()
                .mapToDouble(fold -> 100 * figure.applyAsDouble(fold.clips().confusion()))
                .average()
                .orElse(Double.NaN);
    }

    private static void print(EvalCommand.Fold fold, PrintWriter out) {
        Evaluation evaluation = fold.clips();
        Confusion confusion = evaluation.confusion();
        List<String> labels = evaluation.labels();
        out.printf(
                Locale.ROOT,
                "%s: %d clips, WAR %.2f, UAR %.2f, expected calibration error %.4f%n",
                fold.list(),
                confusion.clips(),
                100 * confusion.weightedAverageRecall(),
                100 * confusion.unweightedAverageRecall(),
                evaluation.calibrationError());
        Optional<Evaluation> windows = fold.windows();
        if (windows.isPresent()) {
            Confusion cut = windows.get().confusion();
            out.printf(
                    Locale.ROOT,
                    "  cut into the stream's windows: WAR %.2f, UAR %.2f%n",
                    100 * cut.weightedAverageRecall(),
                    100 * cut.unweightedAverageRecall());
        }
        if (fold.leastProbability() > ModelManifest.NEVER_UNSURE) {
            Confusion sure = evaluation.ofSure(fold.leastProbability()).confusion();
            out.printf(
                    Locale.ROOT,
                    "  unsure of %d, where the likeliest label has less than %.2f; of the others: WAR %.2f, UAR %.2f%n",
                    confusion.clips() - sure.clips(),
                    fold.leastProbability(),
                    100 * sure.weightedAverageRecall(),
                    100 * sure.unweightedAverageRecall());
        }
        if (!evaluation.absent().isEmpty()) {
            out.println("  no clips of " + String.join(", ", evaluation.absent()) + ": left out of UAR");
        }
        int width = labels.stream().mapToInt(String::length).max().orElse(0);
        StringBuilder head = new StringBuilder(" ".repeat(width + 2) + "  recall");
        labels.forEach(label -> head.append(String.format("%7s", label.substring(0, Math.min(SHORT, label.length())))));
        out.println(head);
        for (int label = 0; label < labels.size(); label++) {
            StringBuilder row = new StringBuilder(String.format("  %-" + width + "s", labels.get(label)));
            row.append(
                    confusion.clips(label) == 0
                            ? "       -"
                            : String.format(Locale.ROOT, "%8.2f", 100 * confusion.recall(label)));
            for (int predicted = 0; predicted < labels.size(); predicted++) {
                row.append(String.format("%7d", confusion.count(label, predicted)));
            }
            out.println(row);
        }
    }
}
