package io.mien.cli.recording;

import io.mien.cli.terminal.HtmlText;
import io.mien.infer.audit.AuditReport;
import io.mien.infer.audit.AuditReport.Divergence;
import io.mien.infer.audit.AuditReport.FrameBehind;
import io.mien.infer.audit.AuditedReading;
import io.mien.infer.audit.Verdict;
import io.mien.recording.Damage;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An audit's report as one page that needs no network, no script and no colour: a verdict's pattern tells it in print too. */
public final class AuditPage {
    private static final int ROWS = 500;

    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
            h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
            .whole{font-size:1.15rem;padding:.7rem 1rem;border-left:.5rem solid;margin:1rem 0}
            .identical,.within{border-color:#1a7f4b;background:#eef8f2}.diverged{border-color:#b3261e;background:#fdf0ef}
            .incomparable{border-color:#6b7280;background:#f3f4f6}
            table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #d8dce1;vertical-align:top}
            th{font-weight:600;white-space:nowrap}code{font:12.5px ui-monospace,monospace;overflow-wrap:anywhere}
            svg{width:100%;height:auto}.wide{overflow-x:auto}
            @media print{body{margin:0;max-width:none}h2{break-after:avoid}svg,tr{break-inside:avoid}*{print-color-adjust:exact}}
            """;

    private AuditPage() {}

    /**
     * The page.
     *
     * @param recording what was audited, for people
     */
    public static String of(AuditReport report, String recording) {
        String whole = report.whole().name().toLowerCase(Locale.ROOT);
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                + "<title>Audit: " + whole + "</title><style>" + STYLE + "</style></head><body>\n"
                + "<h1>Audit of " + text(recording) + "</h1>\n"
                + "<p class=\"whole " + whole + "\"><strong>" + text(AuditText.sentence(report)) + "</strong></p>\n"
                + counts(report)
                + "<h2>Timeline</h2>\n" + AuditTimeline.of(report.readings())
                + damages(report.damages())
                + report.first().map(AuditPage::first).orElse("")
                + contradictions(report)
                + "<h2>What was audited</h2>\n<table>"
                + row(
                        "Recording",
                        report.frames() + " face frames, " + report.published() + " readings"
                                + (report.repeated() > 0 ? ", " + report.repeated() + " published again" : ""))
                + row("Its manifest", "<code>sha256 " + report.recordingSha256() + "</code>")
                + row("Model", text(report.model()) + "<br><code>" + text(report.modelDigest()) + "</code>")
                + row("Computed with", text(report.computedWith()))
                + row("Tolerance", report.tolerance() == 0 ? "none: bit for bit" : text(report.tolerance() + ""))
                + row("Remarks", report.remarks().stream().map(AuditPage::text).collect(Collectors.joining("<br>")))
                + "</table>\n</body></html>\n";
    }

    private static String counts(AuditReport report) {
        StringBuilder table = new StringBuilder("<table><tr>");
        for (Verdict verdict : Verdict.values()) {
            table.append("<th>").append(name(verdict)).append("</th>");
        }
        table.append("</tr><tr>");
        for (Verdict verdict : Verdict.values()) {
            table.append("<td>").append(report.count(verdict)).append("</td>");
        }
        return table.append("</tr></table>\n").toString();
    }

    private static String damages(List<Damage> damages) {
        if (damages.isEmpty()) {
            return "";
        }
        return damages.stream()
                .limit(ROWS)
                .map(damage -> "<tr><td>"
                        + damage.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + "</td><td><code>"
                        + text(damage.message()) + "</code></td></tr>")
                .collect(Collectors.joining("", "<h2>The recording itself</h2>\n<table>", "</table>\n"));
    }

    private static String first(Divergence first) {
        AuditedReading reading = first.reading();
        StringBuilder html = new StringBuilder("<h2>The first divergence</h2>\n<table>");
        html.append(row("Reading", "<code>" + text(reading.readingId()) + "</code> " + name(reading.verdict())))
                .append(row("Difference", text(reading.explanation())))
                .append(row(
                        "Of",
                        text("stream " + reading.streamId() + ", subject " + reading.subjectId() + ", "
                                + reading.windowStart() + " to " + reading.windowEnd())))
                .append(row("Published", text(AuditText.values(first.published()))))
                .append(row("Computed", text(AuditText.values(first.computed()))))
                .append("</table>\n<h2>The frames behind it</h2>\n<div class=\"wide\"><table>")
                .append(
                        "<tr><th>Topic</th><th>Partition</th><th>Offset</th><th>SHA-256 of the record's value</th></tr>");
        for (FrameBehind frame : first.frames()) {
            html.append("<tr><td>")
                    .append(text(frame.topic()))
                    .append("</td><td>")
                    .append(frame.partition())
                    .append("</td><td>")
                    .append(frame.offset())
                    .append("</td><td><code>")
                    .append(text(frame.sha256()))
                    .append("</code></td></tr>");
        }
        return html.append("</table></div>\n").toString();
    }

    private static String contradictions(AuditReport report) {
        List<AuditedReading> listed = report.readings().stream()
                .filter(reading -> reading.verdict().isContradiction()
                        || reading.verdict() == Verdict.INCOMPARABLE
                        || reading.verdict() == Verdict.ERASED)
                .limit(ROWS)
                .toList();
        if (listed.isEmpty()) {
            return "";
        }
        return listed.stream()
                .map(reading -> "<tr><td>" + name(reading.verdict()) + "</td><td>"
                        + text(reading.streamId() + " " + reading.subjectId()) + "</td><td>"
                        + text(reading.windowEnd().toString()) + "</td><td>" + text(reading.explanation())
                        + "</td></tr>")
                .collect(Collectors.joining(
                        "",
                        "<h2>Readings that are not equal</h2>\n<table><tr><th>Verdict</th><th>Subject</th><th>Window's"
                                + " end</th><th>Why</th></tr>",
                        "</table>\n"));
    }

    private static String row(String name, String html) {
        return "<tr><th>" + name + "</th><td>" + html + "</td></tr>";
    }

    static String name(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** Stream ids come from outside. */
    static String text(String text) {
        return HtmlText.of(text);
    }
}
