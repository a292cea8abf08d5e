package io.mien.cli.model;

import io.mien.cli.terminal.HtmlText;
import io.mien.cli.terminal.ModelText;
import io.mien.evaluation.Confusion;
import io.mien.evaluation.EvaluatedClip;
import io.mien.evaluation.Evaluation;
import io.mien.evaluation.PairedComparison;
import io.mien.evaluation.RecallIntervals;
import io.mien.evaluation.ReliabilityDiagram;
import io.mien.models.ModelManifest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An evaluation as one page that needs no network and no script. Clips are named, never shown: the page is passed on, and what
 * data sets' terms say of their pictures is not known here.
 */
final class EvaluationPage {
    private static final int MOST_SKIPPED = 200;

    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
            h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
            .whole{font-size:1.15rem;padding:.7rem 1rem;border-left:.5rem solid #3b6ea5;margin:1rem 0;background:#f1f5f9}
            .wide{overflow-x:auto}table{border-collapse:collapse}
            td,th{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #d8dce1;vertical-align:top}
            td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}th{font-weight:600}
            code{font:12.5px ui-monospace,monospace;overflow-wrap:anywhere}svg{width:100%;height:auto;display:block}
            @media print{body{margin:0;max-width:none}h2{break-after:avoid}svg,tr{break-inside:avoid}*{print-color-adjust:exact}}
            """;

    private EvaluationPage() {}

    /**
     * The page.
     *
     * @param worst how many mistaken clips it lists
     */
    static String of(EvaluationReport report, int worst) {
        Evaluation together = report.together();
        String models = report.folds().stream()
                .map(fold -> ModelText.of(fold.model()))
                .distinct()
                .collect(Collectors.joining(", "));
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                + "<title>Evaluation of " + HtmlText.of(models) + "</title><style>" + STYLE + "</style></head><body>\n"
                + "<h1>Evaluation of " + HtmlText.of(models) + "</h1>\n"
                + "<p class=\"whole\"><strong>" + sentence(report, together) + "</strong></p>\n"
                + lists(report)
                + "<h2>What was read as what</h2>\n"
                + EvaluationFigures.confusion(together.confusion(), report.labels())
                + calibration(together.reliability())
                + "<h2>What would it cost to answer less?</h2>\n"
                + EvaluationFigures.coverage(together.coverage(), report.leastProbability())
                + report.groupedBy().stream()
                        .map(column -> group(report, column))
                        .collect(Collectors.joining())
                + report.compared().map(both -> comparison(report, both)).orElse("")
                + worst(together, worst)
                + skipped(together)
                + evaluated(report)
                + "</body></html>\n";
    }

    private static String sentence(EvaluationReport report, Evaluation together) {
        String over = report.folds().size() == 1
                ? ""
                : ", means over " + report.folds().size() + " lists";
        return "WAR " + number(report.mean(Confusion::weightedAverageRecall)) + between(report, true) + ", UAR "
                + number(report.mean(Confusion::unweightedAverageRecall)) + between(report, false) + over + "; "
                + together.clips().size() + " clips";
    }

    private static String between(EvaluationReport report, boolean weighted) {
        return report.intervals()
                .map(drawn -> " (" + interval(weighted ? drawn.weighted() : drawn.unweighted()) + ")")
                .orElse("");
    }

    private static String lists(EvaluationReport report) {
        StringBuilder table = new StringBuilder("<h2>Lists</h2>\n<div class=\"wide\"><table><tr><th>List</th>"
                + heads("Clips", "WAR", "95 %", "UAR", "95 %", "Calibration error"));
        report.labels()
                .forEach(label -> table.append("<th class=\"n\">")
                        .append(HtmlText.of(label))
                        .append("</th>"));
        table.append("</tr>\n");
        for (EvaluatedFold fold : report.folds()) {
            Confusion confusion = fold.clips().confusion();
            table.append("<tr><td>")
                    .append(HtmlText.of(fold.list().getFileName().toString()))
                    .append("</td>")
                    .append(cells(
                            String.valueOf(confusion.clips()),
                            number(100 * confusion.weightedAverageRecall()),
                            interval(fold, true),
                            number(100 * confusion.unweightedAverageRecall()),
                            interval(fold, false),
                            String.format(Locale.ROOT, "%.4f", fold.clips().calibrationError())));
            for (int label = 0; label < confusion.classes(); label++) {
                table.append(cells(confusion.clips(label) == 0 ? "–" : number(100 * confusion.recall(label))));
            }
            table.append("</tr>\n");
        }
        table.append("</table></div>\n");
        report.intervals()
                .ifPresent(drawn -> table.append("<p>95 %: what 95 of 100 draws of the ")
                        .append(drawn.subjects())
                        .append(" subjects lie within (a seeded bootstrap of 2000 draws).</p>\n"));
        report.together().absent().stream()
                .reduce((one, other) -> one + ", " + other)
                .ifPresent(absent -> table.append("<p>No clips of ")
                        .append(HtmlText.of(absent))
                        .append(": left out of UAR.</p>\n"));
        return table.toString();
    }

    private static String interval(EvaluatedFold fold, boolean weighted) {
        return fold.intervals()
                .map(drawn -> interval(weighted ? drawn.weighted() : drawn.unweighted()))
                .orElse("");
    }

    private static String calibration(ReliabilityDiagram diagram) {
        return "<h2>Do its probabilities mean what they say?</h2>\n" + EvaluationFigures.reliability(diagram)
                + String.format(
                        Locale.ROOT,
                        "<p>Expected calibration error %.4f, the largest of a range %.4f, over %d ranges."
                                + " Bars below the line: the model is surer than it is right.</p>%n",
                        diagram.expectedError(),
                        diagram.largestError(),
                        diagram.bins().size());
    }

    private static String group(EvaluationReport report, String column) {
        StringBuilder table = new StringBuilder("<h2>By " + HtmlText.of(column) + "</h2>\n<div class=\"wide\"><table>"
                + "<tr><th>" + HtmlText.of(column) + "</th>" + heads("Clips", "WAR", "UAR", "Calibration error")
                + "<th>Without clips of</th></tr>\n");
        report.groups(column).forEach((value, group) -> {
            Confusion confusion = group.confusion();
            table.append("<tr><td>")
                    .append(HtmlText.of(value.isEmpty() ? EvaluationText.NOTHING_SAID : value))
                    .append("</td>")
                    .append(cells(
                            String.valueOf(confusion.clips()),
                            number(100 * confusion.weightedAverageRecall()),
                            number(100 * confusion.unweightedAverageRecall()),
                            String.format(Locale.ROOT, "%.4f", group.calibrationError())))
                    .append("<td>")
                    .append(HtmlText.of(String.join(", ", group.absent())))
                    .append("</td></tr>\n");
        });
        return table.append("</table></div>\n").toString();
    }

    private static String comparison(EvaluationReport report, PairedComparison both) {
        String other = report.folds().stream()
                .flatMap(fold -> fold.against().stream())
                .map(ModelText::of)
                .distinct()
                .collect(Collectors.joining(", "));
        String difference = report.difference()
                .map(drawn -> "<p>This model's less the other's, 95 of 100 draws of the " + drawn.subjects()
                        + " subjects: WAR " + interval(drawn.weighted()) + ", UAR " + interval(drawn.unweighted())
                        + ".</p>\n")
                .orElse("");
        return "<h2>Against " + HtmlText.of(other) + "</h2>\n<table><tr><th></th>"
                + heads("the other right", "the other wrong") + "</tr>\n<tr><th>this one right</th>"
                + cells(String.valueOf(both.bothRight()), String.valueOf(both.firstAlone()))
                + "</tr>\n<tr><th>this one wrong</th>"
                + cells(String.valueOf(both.secondAlone()), String.valueOf(both.bothWrong())) + "</tr></table>\n"
                + String.format(
                        Locale.ROOT,
                        "<p>McNemar's exact test: p = %.4g. It takes each clip for a subject of its own.</p>%n",
                        both.probability())
                + difference;
    }

    private static String worst(Evaluation together, int most) {
        List<EvaluatedClip> clips = together.worst(most);
        if (clips.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("<h2>The clips that were mistaken the most surely</h2>\n"
                + "<div class=\"wide\"><table><tr><th>Clip</th><th>Label</th>" + heads("Probability")
                + "<th>Read as</th>" + heads("Probability") + "</tr>\n");
        for (EvaluatedClip clip : clips) {
            table.append("<tr><td><code>")
                    .append(HtmlText.of(clip.path()))
                    .append("</code></td><td>")
                    .append(HtmlText.of(together.labels().get(clip.label())))
                    .append("</td>")
                    .append(cells(String.format(Locale.ROOT, "%.3f", clip.probabilityOfLabel())))
                    .append("<td>")
                    .append(HtmlText.of(together.labels().get(clip.predicted())))
                    .append("</td>")
                    .append(cells(String.format(
                            Locale.ROOT, "%.3f", clip.probabilities().get(clip.predicted()))))
                    .append("</tr>\n");
        }
        return table.append("</table></div>\n").toString();
    }

    private static String skipped(Evaluation together) {
        List<String> skipped = together.skipped();
        if (skipped.isEmpty()) {
            return "";
        }
        return skipped.stream()
                .limit(MOST_SKIPPED)
                .map(reason -> "<li><code>" + HtmlText.of(reason) + "</code></li>\n")
                .collect(Collectors.joining("", "<h2>Left out: " + skipped.size() + "</h2>\n<ul>\n", "</ul>\n"));
    }

    private static String evaluated(EvaluationReport report) {
        StringBuilder table = new StringBuilder("<h2>What was evaluated</h2>\n<table>\n");
        for (EvaluatedFold fold : report.folds()) {
            row(table, "List", "<code>" + HtmlText.of(fold.list().toString()) + "</code>");
            row(table, "Model", model(fold.model()));
            fold.against().ifPresent(other -> row(table, "Other model", model(other)));
        }
        row(table, "Labels", HtmlText.of(String.join(", ", report.labels())));
        return table.append("</table>\n").toString();
    }

    private static String model(ModelManifest model) {
        return HtmlText.of(model.family() + ", " + ModelText.of(model)) + "<br><code>" + model.savedModelDigest()
                + "</code>";
    }

    private static void row(StringBuilder table, String name, String html) {
        table.append("<tr><th>").append(name).append("</th><td>").append(html).append("</td></tr>\n");
    }

    private static String heads(String... names) {
        return List.of(names).stream()
                .map(name -> "<th class=\"n\">" + name + "</th>")
                .collect(Collectors.joining());
    }

    private static String cells(String... values) {
        return List.of(values).stream()
                .map(value -> "<td class=\"n\">" + value + "</td>")
                .collect(Collectors.joining());
    }

    private static String interval(RecallIntervals.Interval interval) {
        return number(100 * interval.low()) + " to " + number(100 * interval.high());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
