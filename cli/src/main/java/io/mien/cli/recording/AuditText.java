package io.mien.cli.recording;

import io.mien.infer.audit.AuditReport;
import io.mien.infer.audit.AuditReport.Divergence;
import io.mien.infer.audit.AuditReport.FrameBehind;
import io.mien.infer.audit.AuditedReading;
import io.mien.infer.audit.Verdict;
import io.mien.recording.Damage;
import io.mien.schemas.avro.ExpressionReading;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An audit's report for people. */
public final class AuditText {
    private static final int DAMAGES_SHOWN = 20;

    private AuditText() {}

    /** The report for people. */
    public static String of(AuditReport report) {
        StringBuilder text = new StringBuilder();
        line(text, "verdict    " + sentence(report));
        line(text, "readings   " + counts(report));
        line(
                text,
                "recording  " + report.frames() + " face frames, " + report.published() + " readings"
                        + (report.repeated() > 0 ? ", " + report.repeated() + " of them published again" : "")
                        + "; manifest sha256 " + report.recordingSha256());
        line(text, "model      " + report.model() + ", " + report.modelDigest());
        line(text, "computed   " + report.computedWith());
        damages(text, report);
        Map<String, Integer> reasons = new TreeMap<>();
        report.readings().stream()
                .filter(reading -> reading.verdict() == Verdict.INCOMPARABLE)
                .map(AuditedReading::explanation)
                .forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        reasons.entrySet().stream()
                .limit(DAMAGES_SHOWN)
                .forEach(reason -> line(text, "not comparable, " + reason.getValue() + ": " + reason.getKey()));
        report.first().ifPresent(first -> first(text, first));
        return text.toString();
    }

    /** The whole in a sentence. */
    static String sentence(AuditReport report) {
        boolean changed = report.damages().stream().anyMatch(Damage::isChange);
        return switch (report.whole()) {
            case IDENTICAL -> "identical bit for bit: these readings were made of these frames by this model";
            case WITHIN ->
                "equal within " + report.tolerance() + ": these readings were made of these frames by this model";
            case DIVERGED ->
                changed
                        ? "diverged: the recording was changed"
                        : "diverged: not all of these readings were made of these frames by this model";
            case INCOMPARABLE -> "not comparable: no reading could be held against its frames";
        };
    }

    private static String counts(AuditReport report) {
        StringBuilder counts = new StringBuilder();
        for (Verdict verdict : Verdict.values()) {
            counts.append(counts.isEmpty() ? "" : ", ")
                    .append(report.count(verdict))
                    .append(' ')
                    .append(verdict.name().toLowerCase(Locale.ROOT));
        }
        return counts.toString();
    }

    private static void damages(StringBuilder text, AuditReport report) {
        report.damages().stream()
                .limit(DAMAGES_SHOWN)
                .forEach(damage -> line(text, (damage.isChange() ? "changed    " : "cut off    ") + damage.message()));
        if (report.damages().size() > DAMAGES_SHOWN) {
            line(text, "changed    … and " + (report.damages().size() - DAMAGES_SHOWN) + " more");
        }
    }

    private static void first(StringBuilder text, Divergence first) {
        AuditedReading reading = first.reading();
        line(text, "");
        line(
                text,
                "first      reading " + reading.readingId() + " "
                        + reading.verdict().name().toLowerCase(Locale.ROOT) + ": " + reading.explanation());
        line(
                text,
                "of         stream " + reading.streamId() + ", subject " + reading.subjectId() + ", window "
                        + reading.windowStart() + " to " + reading.windowEnd());
        line(text, "published  " + values(first.published()));
        line(text, "computed   " + values(first.computed()));
        for (FrameBehind frame : first.frames()) {
            line(
                    text,
                    "frame      " + frame.topic() + " partition " + frame.partition() + " offset " + frame.offset()
                            + " sha256 " + frame.sha256());
        }
    }

    static String values(@Nullable ExpressionReading reading) {
        if (reading == null) {
            return "nothing";
        }
        return reading.getStatus() + (reading.getReason() == null ? "" : " (" + reading.getReason() + ")")
                + (reading.getTopLabel() == null ? "" : ", " + reading.getTopLabel())
                + ", probabilities " + reading.getProbabilities() + ", "
                + reading.getFrames().getCount()
                + " frames, offsets " + reading.getInput().getFirstOffset() + " to "
                + reading.getInput().getLastOffset();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
