package io.mien.cli.model;

import io.mien.evaluation.Confusion;
import io.mien.evaluation.Evaluation;
import io.mien.evaluation.PairedComparison;
import io.mien.evaluation.RecallIntervals;
import io.mien.models.ModelManifest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/** Writes an evaluation for people. */
final class EvaluationText {
    /** Of clips that a column says nothing of. */
    static final String NOTHING_SAID = "(nothing said)";

    private static final int SHORT = 5;

    private EvaluationText() {}

    static void print(EvaluationReport report, PrintWriter out) {
        report.folds().forEach(fold -> print(fold, out));
        if (report.folds().size() > 1) {
            out.printf(
                    Locale.ROOT,
                    "mean of %d folds: WAR %.2f, UAR %.2f%n",
                    report.folds().size(),
                    report.mean(Confusion::weightedAverageRecall),
                    report.mean(Confusion::unweightedAverageRecall));
            report.intervals().ifPresent(drawn -> print("", drawn, out));
            report.compared().ifPresent(both -> print(both, out));
        }
        report.difference().ifPresent(drawn -> print("this model's less the other's, ", drawn, out));
        report.groupedBy().forEach(column -> print(column, report.groups(column), out));
        out.flush();
    }

    private static void print(String what, RecallIntervals drawn, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "  %s95 of 100 draws of the %d subjects: WAR %.2f to %.2f, UAR %.2f to %.2f%n",
                what,
                drawn.subjects(),
                100 * drawn.weighted().low(),
                100 * drawn.weighted().high(),
                100 * drawn.unweighted().low(),
                100 * drawn.unweighted().high());
    }

    private static void print(PairedComparison both, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "  of both models: %d clips both right, %d this one alone, %d the other alone, %d neither;"
                        + " McNemar's p = %.4g%n",
                both.bothRight(),
                both.firstAlone(),
                both.secondAlone(),
                both.bothWrong(),
                both.probability());
    }

    private static void print(String column, SortedMap<String, Evaluation> groups, PrintWriter out) {
        int width = Math.max(
                column.length() + 3,
                groups.keySet().stream().mapToInt(String::length).max().orElse(0));
        out.printf("  %-" + width + "s   clips     WAR     UAR     ECE%n", "by " + column);
        groups.forEach((value, group) -> {
            Confusion confusion = group.confusion();
            out.printf(
                    Locale.ROOT,
                    "  %-" + width + "s %7d %7.2f %7.2f %7.4f%s%n",
                    value.isEmpty() ? NOTHING_SAID : value,
                    confusion.clips(),
                    100 * confusion.weightedAverageRecall(),
                    100 * confusion.unweightedAverageRecall(),
                    group.calibrationError(),
                    group.absent().isEmpty() ? "" : "   without " + String.join(", ", group.absent()));
        });
    }

    private static void print(EvaluatedFold fold, PrintWriter out) {
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
        if (!evaluation.skipped().isEmpty()) {
            out.println("  left out " + evaluation.skipped().size() + " of the list, the first: "
                    + evaluation.skipped().get(0));
        }
        fold.intervals().ifPresent(drawn -> print("", drawn, out));
        fold.compared().ifPresent(both -> print(both, out));
        Optional<Evaluation> windows = fold.windows();
        if (windows.isPresent()) {
            Confusion cut = windows.get().confusion();
            out.printf(
                    Locale.ROOT,
                    "  cut into the stream's windows: WAR %.2f, UAR %.2f%n",
                    100 * cut.weightedAverageRecall(),
                    100 * cut.unweightedAverageRecall());
        }
        int unfamiliar = evaluation.unfamiliar();
        if (unfamiliar > 0 || fold.model().leastProbability() > ModelManifest.NEVER_UNSURE) {
            Confusion sure = evaluation.ofSure(fold.model().leastProbability()).confusion();
            out.printf(
                    Locale.ROOT,
                    "  no answer to %d: %d are unlike those it was trained on, of %d the likeliest label has less than"
                            + " %.2f; of the others: WAR %.2f, UAR %.2f%n",
                    confusion.clips() - sure.clips(),
                    unfamiliar,
                    confusion.clips() - sure.clips() - unfamiliar,
                    fold.model().leastProbability(),
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
