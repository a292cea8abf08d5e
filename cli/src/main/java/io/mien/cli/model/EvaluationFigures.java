package io.mien.cli.model;

import io.mien.cli.terminal.HtmlText;
import io.mien.evaluation.Confusion;
import io.mien.evaluation.CoverageCurve;
import io.mien.evaluation.ReliabilityDiagram;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An evaluation's drawings, as SVG that stands in a page. */
final class EvaluationFigures {
    private static final int CELL = 56;
    private static final int LEFT = 130;
    private static final int TOP = 34;
    private static final int FOOT = 110;
    private static final double DARK = 0.55;

    private static final int SIDE = 360;
    private static final int EDGE = 56;
    private static final int TICKS = 5;

    /** Where a coverage curve's height begins. */
    private static final double LEAST_RIGHT = 0.5;

    private EvaluationFigures() {}

    /** A row a label: the shares of its clips in per cent and in colour, their number below. */
    static String confusion(Confusion confusion, List<String> labels) {
        int size = labels.size() * CELL;
        StringBuilder svg = svg(
                LEFT + size + 12,
                TOP + size + FOOT,
                "Confusion matrix: a row for each label, a column for what its clips were read as");
        text(svg, LEFT + size / 2, 16, "middle", "read as (per cent of a label's clips; number of clips)");
        for (int label = 0; label < labels.size(); label++) {
            int y = TOP + label * CELL;
            text(svg, LEFT - 8, y + CELL / 2 + 4, "end", labels.get(label));
            for (int predicted = 0; predicted < labels.size(); predicted++) {
                cell(svg, confusion, label, predicted);
            }
            int x = LEFT + label * CELL + CELL / 2;
            svg.append(
                    "<text x=\"0\" y=\"0\" text-anchor=\"end\" transform=\"translate(%d %d) rotate(-45)\">%s</text>\n"
                            .formatted(x + 4, TOP + size + 14, HtmlText.of(labels.get(label))));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void cell(StringBuilder svg, Confusion confusion, int label, int predicted) {
        int x = LEFT + predicted * CELL;
        int y = TOP + label * CELL;
        int clips = confusion.count(label, predicted);
        boolean has = confusion.clips(label) > 0;
        double share = has ? (double) clips / confusion.clips(label) : 0;
        String colour = label == predicted ? "26,127,75" : "179,38,30";
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"rgba(%s,%.3f)\" stroke=\"#d8dce1\"/>\n",
                x,
                y,
                CELL,
                CELL,
                colour,
                share));
        String ink = share > DARK ? "#fff" : "#1b1f24";
        svg.append("<g fill=\"").append(ink).append("\">");
        text(svg, x + CELL / 2, y + CELL / 2 + 1, "middle", has ? number("%.1f", 100 * share) : "–");
        svg.append("<g font-size=\"10\">");
        text(svg, x + CELL / 2, y + CELL / 2 + 16, "middle", String.valueOf(clips));
        svg.append("</g></g>\n");
    }

    /** A bar a bin: how many were right. The line is where a model's probabilities mean what they say. */
    static String reliability(ReliabilityDiagram diagram) {
        StringBuilder svg = svg(
                EDGE + SIDE + 20,
                SIDE + 76,
                "Reliability diagram: for each range of probability, the share of clips that were right");
        int clips =
                diagram.bins().stream().mapToInt(ReliabilityDiagram.Bin::clips).sum();
        for (ReliabilityDiagram.Bin bin : diagram.bins()) {
            if (bin.clips() > 0) {
                double x = EDGE + bin.above() * SIDE;
                double width = (bin.upTo() - bin.above()) * SIDE;
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#3b6ea5\" fill-opacity=\"%.2f\">"
                                + "<title>%.2f to %.2f: %d clips, mean probability %.3f, right %.3f</title></rect>\n",
                        x + 1,
                        y(bin.right()),
                        width - 2,
                        bin.right() * SIDE,
                        0.35 + 0.65 * bin.clips() / clips,
                        bin.above(),
                        bin.upTo(),
                        bin.clips(),
                        bin.confidence(),
                        bin.right()));
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#b3261e\"/>\n",
                        EDGE + bin.confidence() * SIDE,
                        y(bin.right())));
                svg.append("<g font-size=\"9\">");
                text(svg, (int) (x + width / 2), SIDE + 40, "middle", String.valueOf(bin.clips()));
                svg.append("</g>\n");
            }
        }
        svg.append("<path d=\"M%d %d L%d %d\" stroke=\"#1b1f24\" stroke-dasharray=\"4 3\" fill=\"none\"/>\n"
                .formatted(EDGE, SIDE + 10, EDGE + SIDE, 10));
        svg.append("<path d=\"M%d 10 V%d H%d\" stroke=\"#6b7280\" fill=\"none\"/>\n"
                .formatted(EDGE, SIDE + 10, EDGE + SIDE));
        for (int tick = 0; tick <= TICKS; tick++) {
            double value = (double) tick / TICKS;
            text(svg, (int) (EDGE + value * SIDE), SIDE + 26, "middle", number("%.1f", value));
            text(svg, EDGE - 8, (int) y(value) + 4, "end", number("%.1f", value));
        }
        text(svg, EDGE + SIDE / 2, SIDE + 60, "middle", "probability of what was read (below it, the number of clips)");
        svg.append(
                "<text x=\"0\" y=\"0\" text-anchor=\"middle\" transform=\"translate(14 %d) rotate(-90)\">right</text>\n"
                        .formatted(SIDE / 2));
        return svg.append("</svg>\n").toString();
    }

    /**
     * The answers that are right, over the clips that are answered, from a margin of 0 at the right end on.
     *
     * @param chosen the model's own margin
     */
    static String coverage(CoverageCurve curve, double chosen) {
        StringBuilder svg = svg(
                EDGE + SIDE + 20,
                SIDE + 76,
                "Coverage curve: the share of answers that were right, for each share of clips that were answered");
        String path = curve.points().stream()
                .map(point -> String.format(
                        Locale.ROOT, "%.1f %.1f", EDGE + point.answered() * SIDE, y(stretched(point.right()))))
                .collect(Collectors.joining(" L"));
        svg.append("<path d=\"M").append(path).append("\" stroke=\"#3b6ea5\" stroke-width=\"2\" fill=\"none\"/>\n");
        for (CoverageCurve.Point point : curve.points()) {
            boolean own = Math.abs(point.leastProbability() - chosen) < 1e-6;
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\"><title>at least %.2f: %.3f answered, of them"
                            + " %.3f right</title></circle>%n",
                    EDGE + point.answered() * SIDE,
                    y(stretched(point.right())),
                    own ? 5 : 3,
                    own ? "#b3261e" : "#3b6ea5",
                    point.leastProbability(),
                    point.answered(),
                    point.right()));
        }
        svg.append("<path d=\"M%d 10 V%d H%d\" stroke=\"#6b7280\" fill=\"none\"/>\n"
                .formatted(EDGE, SIDE + 10, EDGE + SIDE));
        for (int tick = 0; tick <= TICKS; tick++) {
            double value = (double) tick / TICKS;
            text(svg, (int) (EDGE + value * SIDE), SIDE + 26, "middle", number("%.1f", value));
            text(svg, EDGE - 8, (int) y(value) + 4, "end", number("%.1f", LEAST_RIGHT + (1 - LEAST_RIGHT) * value));
        }
        text(svg, EDGE + SIDE / 2, SIDE + 60, "middle", "answered (red: with the model's own margin)");
        svg.append("<text x=\"0\" y=\"0\" text-anchor=\"middle\" transform=\"translate(14 %d) rotate(-90)\">"
                .formatted(SIDE / 2));
        return svg.append("of the answers, right</text>\n</svg>\n").toString();
    }

    /** A drawing as a file of its own. */
    static String file(String drawing) {
        return drawing.replaceFirst("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ");
    }

    /** From {@link #LEAST_RIGHT} to 1 over the whole height. */
    private static double stretched(double right) {
        return Math.max(right - LEAST_RIGHT, 0) / (1 - LEAST_RIGHT);
    }

    private static double y(double share) {
        return SIDE + 10 - share * SIDE;
    }

    private static StringBuilder svg(int width, int height, String description) {
        return new StringBuilder("<svg viewBox=\"0 0 %d %d\" style=\"max-width:%dpx\" role=\"img\" aria-label=\"%s\""
                        .formatted(width, height, width, HtmlText.of(description)))
                .append(" font-family=\"system-ui,sans-serif\" font-size=\"12\">\n");
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>".formatted(x, y, anchor, HtmlText.of(text)));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
