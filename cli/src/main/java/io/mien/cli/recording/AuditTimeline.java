package io.mien.cli.recording;

import io.mien.infer.audit.AuditedReading;
import io.mien.infer.audit.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A picture of all readings over time, a row a subject, as SVG. Where more readings than pixels lie side by side, the worst of
 * them is shown. Verdicts differ in height as well as in colour.
 */
final class AuditTimeline {
    private static final int WIDTH = 960;
    private static final int LEFT = 190;
    private static final int ROW = 22;
    private static final int ROWS = 200;
    private static final int TICKS = 6;
    private static final int TOP = 34;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private AuditTimeline() {}

    static String of(List<AuditedReading> readings) {
        if (readings.isEmpty()) {
            return "<p>No readings.</p>\n";
        }
        Instant start = readings.stream()
                .map(AuditedReading::windowEnd)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant end = readings.stream()
                .map(AuditedReading::windowEnd)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        double span = Math.max(1, Duration.between(start, end).toMillis());
        Map<String, Map<Integer, Verdict>> rows = new LinkedHashMap<>();
        for (AuditedReading reading : readings) {
            int pixel = (int) (Duration.between(start, reading.windowEnd()).toMillis() / span * (WIDTH - LEFT - 12));
            rows.computeIfAbsent(reading.streamId() + " " + reading.subjectId(), subject -> new TreeMap<>())
                    .merge(pixel, reading.verdict(), (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
        int shown = Math.min(ROWS, rows.size());
        int height = TOP + shown * ROW + 26;
        StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 " + WIDTH + " " + height
                + "\" role=\"img\" aria-label=\"Verdicts over time, a row for each subject\""
                + " font-family=\"system-ui,sans-serif\" font-size=\"12\">\n");
        legend(svg, readings);
        axis(svg, start, span, TOP + shown * ROW);
        int y = TOP;
        for (Map.Entry<String, Map<Integer, Verdict>> row :
                rows.entrySet().stream().limit(shown).toList()) {
            row(svg, row.getKey(), row.getValue(), y);
            y += ROW;
        }
        svg.append("</svg>\n");
        if (rows.size() > shown) {
            svg.append("<p>").append(rows.size() - shown).append(" more subjects are not shown.</p>\n");
        }
        return svg.toString();
    }

    private static void legend(StringBuilder svg, List<AuditedReading> readings) {
        Set<Verdict> present = EnumSet.noneOf(Verdict.class);
        readings.forEach(reading -> present.add(reading.verdict()));
        int x = LEFT;
        for (Verdict verdict : present) {
            mark(svg, verdict, x, 2, 8);
            svg.append("<text x=\"%d\" y=\"15\">%s</text>\n".formatted(x + 13, AuditPage.name(verdict)));
            x += 110;
        }
    }

    private static void axis(StringBuilder svg, Instant start, double span, int y) {
        for (int tick = 0; tick <= TICKS; tick++) {
            int x = LEFT + (WIDTH - LEFT - 12) * tick / TICKS;
            Instant time = start.plusMillis((long) (span * tick / TICKS));
            svg.append("<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#d8dce1\"/>".formatted(x, x, TOP - 6, y))
                    .append("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#57606a\">%s</text>\n"
                            .formatted(Math.min(x, WIDTH - 28), y + 16, TIME.format(time)));
        }
    }

    private static void row(StringBuilder svg, String subject, Map<Integer, Verdict> marks, int y) {
        String shown = subject.length() > 26 ? subject.substring(0, 25) + "…" : subject;
        svg.append("<text x=\"0\" y=\"%d\">%s</text>\n".formatted(y + 14, AuditPage.text(shown)));
        int gap = marks.size() < 2 ? 6 : 2;
        int before = Integer.MIN_VALUE;
        for (int pixel : marks.keySet()) {
            if (before != Integer.MIN_VALUE) {
                gap = Math.max(1, Math.min(gap == 2 ? 6 : gap, pixel - before));
            }
            before = pixel;
        }
        for (Map.Entry<Integer, Verdict> each : marks.entrySet()) {
            mark(svg, each.getValue(), LEFT + each.getKey(), y, Math.max(1, gap - 1));
        }
    }

    private static void mark(StringBuilder svg, Verdict verdict, int x, int y, int width) {
        int height =
                verdict.isContradiction() ? 18 : verdict == Verdict.INCOMPARABLE || verdict == Verdict.ERASED ? 4 : 10;
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"><title>%s</title></rect>\n"
                .formatted(x, y + (18 - height) / 2, width, height, colour(verdict), AuditPage.name(verdict)));
    }

    private static String colour(Verdict verdict) {
        return switch (verdict) {
            case IDENTICAL -> "#1a7f4b";
            case WITHIN -> "#7fb069";
            case ERASED -> "#3b4252";
            case INCOMPARABLE -> "#9aa1a9";
            case MISSING -> "#d97706";
            case INVENTED -> "#7c3aed";
            case DIVERGED -> "#b3261e";
        };
    }
}
