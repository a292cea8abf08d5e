package io.mien.cli.model;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.evaluation.Confusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a paper's table needs of an evaluation: a row a list, then their mean; each class's recall, UAR and WAR, in per cent. */
final class EvaluationTable {
    private EvaluationTable() {}

    /**
     * Whether a file's name says what kind of table it is.
     *
     * @throws CommandException if it does not
     */
    static void requireKind(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".csv") && !name.endsWith(".tex")) {
            throw new CommandException(ExitCode.USAGE, "--table " + file + ": expected a name ending in .csv or .tex");
        }
    }

    /** Writes it, as CSV or as LaTeX by the file's name. */
    static void write(List<EvalCommand.Fold> folds, Path file) throws IOException {
        List<String> labels = folds.get(0).clips().labels();
        List<String> head = new ArrayList<>(List.of("list"));
        head.addAll(labels);
        head.addAll(List.of("UAR", "WAR"));
        List<List<String>> rows = new ArrayList<>(List.of(head));
        for (EvalCommand.Fold fold : folds) {
            Confusion confusion = fold.clips().confusion();
            List<String> row = new ArrayList<>(List.of(fold.list().getFileName().toString()));
            for (int label = 0; label < labels.size(); label++) {
                row.add(number(confusion.recall(label)));
            }
            row.add(number(confusion.unweightedAverageRecall()));
            row.add(number(confusion.weightedAverageRecall()));
            rows.add(row);
        }
        if (folds.size() > 1) {
            rows.add(mean(rows.subList(1, rows.size())));
        }
        Files.writeString(file, file.getFileName().toString().endsWith(".csv") ? csv(rows) : latex(rows));
    }

    /** Of a column's numbers; nothing for a class that some list has no clips of. */
    private static List<String> mean(List<List<String>> rows) {
        List<String> mean = new ArrayList<>(List.of("mean"));
        for (int column = 1; column < rows.get(0).size(); column++) {
            int at = column;
            boolean whole = rows.stream().noneMatch(row -> row.get(at).isEmpty());
            mean.add(
                    whole
                            ? String.format(
                                    Locale.ROOT,
                                    "%.2f",
                                    rows.stream()
                                            .mapToDouble(row -> Double.parseDouble(row.get(at)))
                                            .average()
                                            .orElse(Double.NaN))
                            : "");
        }
        return mean;
    }

    private static String number(double fraction) {
        return Double.isNaN(fraction) ? "" : String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }

    private static String csv(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream()
                        .map(cell -> cell.matches("[\\w. -]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining());
    }

    private static String latex(List<List<String>> rows) {
        StringBuilder table =
                new StringBuilder("\\begin{tabular}{l*{" + (rows.get(0).size() - 1) + "}{r}}\n\\hline\n");
        for (int row = 0; row < rows.size(); row++) {
            table.append(rows.get(row).stream()
                            .map(cell -> cell.isEmpty() ? "--" : cell.replaceAll("([_&%#$])", "\\\\$1"))
                            .collect(Collectors.joining(" & ")))
                    .append(row == 0 ? " \\\\\n\\hline\n" : " \\\\\n");
        }
        return table.append("\\hline\n\\end{tabular}\n").toString();
    }
}
