package io.mien.cli.model;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.evaluation.Confusion;
import io.mien.evaluation.Evaluation;
import io.mien.evaluation.RecallIntervals;
import io.mien.models.ModelManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a paper's table needs: the recalls of every list, their means with the intervals, and every group's, in per
 * cent; of another model below the first.
 */
final class EvaluationTable {
    private static final String MEAN = "mean";

    private EvaluationTable() {}

    /**
     * Whether a file's name says what kind of table it is.
     *
     * @throws CommandException if it does not
     */
    static void requireKind(Path file) {
        if (!isCsv(file) && !file.getFileName().toString().endsWith(".tex")) {
            throw new CommandException(ExitCode.USAGE, "--table " + file + ": expected a name ending in .csv or .tex");
        }
    }

    static boolean isCsv(Path file) {
        return file.getFileName().toString().endsWith(".csv");
    }

    /**
     * A line of figures.
     *
     * @param model whose they are
     * @param of what: a list, a group
     * @param figures recalls, UAR and WAR; empty for a class that there are no clips of
     * @param intervals of UAR and WAR; empty if they are not known
     */
    private record Row(String model, String of, List<OptionalDouble> figures, Optional<RecallIntervals> intervals) {}

    /** The table, as CSV or as LaTeX. */
    static String of(EvaluationReport report, boolean asCsv) {
        List<Row> rows = new ArrayList<>();
        addRows(rows, report, EvaluatedFold::model, EvaluatedFold::clips, EvaluatedFold::intervals);
        for (String column : report.groupedBy()) {
            report.groups(column)
                    .forEach((value, group) -> rows.add(new Row(
                            names(report, EvaluatedFold::model),
                            column + ": " + (value.isEmpty() ? EvaluationText.NOTHING_SAID : value),
                            figures(group.confusion()),
                            Optional.empty())));
        }
        if (report.compared().isPresent()) {
            addRows(
                    rows,
                    report,
                    fold -> fold.against().orElseThrow(),
                    fold -> fold.other().orElseThrow(),
                    fold -> Optional.empty());
        }
        List<String> head = new ArrayList<>(List.of("model", "list"));
        head.addAll(report.labels());
        head.addAll(List.of("UAR", "WAR"));
        return asCsv ? csv(head, rows, report.intervals().isPresent()) : latex(head, rows);
    }

    private static void addRows(
            List<Row> rows,
            EvaluationReport report,
            Function<EvaluatedFold, ModelManifest> model,
            Function<EvaluatedFold, Evaluation> taken,
            Function<EvaluatedFold, Optional<RecallIntervals>> intervals) {
        List<Row> own = report.folds().stream()
                .map(fold -> new Row(
                        name(model.apply(fold)),
                        fold.list().getFileName().toString(),
                        figures(taken.apply(fold).confusion()),
                        intervals.apply(fold)))
                .toList();
        rows.addAll(own);
        if (own.size() > 1) {
            boolean drawn = own.get(0).intervals().isPresent();
            rows.add(new Row(names(report, model), MEAN, mean(own), drawn ? report.intervals() : Optional.empty()));
        }
    }

    /** Of the models of all lists, which may be one for each fold. */
    private static String names(EvaluationReport report, Function<EvaluatedFold, ModelManifest> model) {
        List<String> names = report.folds().stream()
                .map(fold -> name(model.apply(fold)))
                .distinct()
                .toList();
        return names.size() == 1 ? names.get(0) : names.size() + " models";
    }

    private static String name(ModelManifest model) {
        return model.name() + " " + model.version();
    }

    private static List<OptionalDouble> figures(Confusion confusion) {
        List<OptionalDouble> figures = new ArrayList<>();
        for (int label = 0; label < confusion.classes(); label++) {
            figures.add(
                    confusion.clips(label) == 0 ? OptionalDouble.empty() : OptionalDouble.of(confusion.recall(label)));
        }
        figures.add(OptionalDouble.of(confusion.unweightedAverageRecall()));
        figures.add(OptionalDouble.of(confusion.weightedAverageRecall()));
        return figures;
    }

    /** Of a column's figures; nothing for a class that some list has no clips of. */
    private static List<OptionalDouble> mean(List<Row> rows) {
        List<OptionalDouble> mean = new ArrayList<>();
        for (int column = 0; column < rows.get(0).figures().size(); column++) {
            int at = column;
            boolean whole = rows.stream().allMatch(row -> row.figures().get(at).isPresent());
            mean.add(
                    whole
                            ? rows.stream()
                                    .mapToDouble(row -> row.figures().get(at).orElseThrow())
                                    .average()
                            : OptionalDouble.empty());
        }
        return mean;
    }

    private static String number(double fraction) {
        return String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }

    private static String csv(List<String> head, List<Row> rows, boolean withIntervals) {
        List<String> columns = new ArrayList<>(head);
        if (withIntervals) {
            columns.addAll(List.of("UAR from", "UAR to", "WAR from", "WAR to"));
        }
        List<List<String>> lines = new ArrayList<>(List.of(columns));
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.model(), row.of()));
            row.figures().forEach(figure -> cells.add(figure.isPresent() ? number(figure.getAsDouble()) : ""));
            row.intervals().ifPresent(drawn -> {
                for (RecallIntervals.Interval interval : List.of(drawn.unweighted(), drawn.weighted())) {
                    cells.add(number(interval.low()));
                    cells.add(number(interval.high()));
                }
            });
            while (cells.size() < columns.size()) {
                cells.add("");
            }
            lines.add(cells);
        }
        return lines.stream()
                .map(line -> line.stream()
                        .map(cell -> cell.matches("[\\w. -]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining());
    }

    private static String latex(List<String> head, List<Row> rows) {
        StringBuilder table = new StringBuilder("\\begin{tabular}{ll*{" + (head.size() - 2) + "}{r}}\n\\hline\n")
                .append(head.stream().map(EvaluationTable::escaped).collect(Collectors.joining(" & ")))
                .append(" \\\\\n\\hline\n");
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(escaped(row.model()), escaped(row.of())));
            row.figures().forEach(figure -> cells.add(figure.isPresent() ? number(figure.getAsDouble()) : "--"));
            row.intervals().ifPresent(drawn -> {
                append(cells, cells.size() - 2, drawn.unweighted());
                append(cells, cells.size() - 1, drawn.weighted());
            });
            table.append(String.join(" & ", cells)).append(" \\\\\n");
        }
        return table.append("\\hline\n\\end{tabular}\n").toString();
    }

    private static void append(List<String> cells, int at, RecallIntervals.Interval interval) {
        cells.set(at, cells.get(at) + " [" + number(interval.low()) + ", " + number(interval.high()) + "]");
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            switch (letter) {
                case '\\' -> escaped.append("\\textbackslash{}");
                case '~' -> escaped.append("\\textasciitilde{}");
                case '^' -> escaped.append("\\textasciicircum{}");
                case '[' -> escaped.append("{[}"); // a line break would take what begins with it for a length
                case '_', '&', '%', '#', '$', '{', '}' -> escaped.append('\\').append(letter);
                default -> escaped.append(letter);
            }
        }
        return escaped.toString();
    }
}
