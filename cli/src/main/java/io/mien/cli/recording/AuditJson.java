package io.mien.cli.recording;

import io.mien.infer.audit.AuditReport;
import io.mien.infer.audit.AuditReport.Divergence;
import io.mien.infer.audit.AuditReport.FrameBehind;
import io.mien.infer.audit.Verdict;
import io.mien.recording.Damage;
import io.mien.schemas.avro.ExpressionReading;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An audit's report for programs. Its keys are permanent. */
public record AuditJson(
        String verdict,
        Counts counts,
        @Nullable First firstDivergence,
        List<Change> damages,
        List<String> remarks,
        double tolerance,
        long frames,
        long published,
        long repeated,
        String recordingSha256,
        String model,
        String modelDigest,
        String computedWith) {

    record Counts(
            long identical, long within, long diverged, long missing, long invented, long incomparable, long erased) {}

    record First(
            String verdict,
            String explanation,
            String readingId,
            String streamId,
            String subjectId,
            String windowStart,
            @Nullable Values published,
            @Nullable Values computed,
            List<FrameBehind> frames) {}

    record Values(
            String status,
            @Nullable String reason,
            @Nullable String topLabel,
            List<String> labels,
            List<Float> probabilities,
            long firstSequence,
            long lastSequence,
            int count,
            int paddedCount,
            int partition,
            long firstOffset,
            long lastOffset) {

        static @Nullable Values of(@Nullable ExpressionReading reading) {
            return reading == null
                    ? null
                    : new Values(
                            reading.getStatus().name(),
                            reading.getReason(),
                            reading.getTopLabel(),
                            reading.getLabelSet().getLabels(),
                            reading.getProbabilities(),
                            reading.getFrames().getFirstSequence(),
                            reading.getFrames().getLastSequence(),
                            reading.getFrames().getCount(),
                            reading.getFrames().getPaddedCount(),
                            reading.getInput().getPartition(),
                            reading.getInput().getFirstOffset(),
                            reading.getInput().getLastOffset());
        }
    }

    record Change(
            String kind,
            String file,
            @Nullable String topic,
            int partition,
            long firstOffset,
            long lastOffset,
            String recordedSha256,
            String foundSha256,
            String message) {

        static Change of(Damage damage) {
            return new Change(
                    damage.kind().name().toLowerCase(Locale.ROOT),
                    damage.file(),
                    damage.topic(),
                    damage.partition(),
                    damage.firstOffset(),
                    damage.lastOffset(),
                    damage.recordedSha256(),
                    damage.foundSha256(),
                    damage.message());
        }
    }

    /** The report for programs. */
    public static AuditJson of(AuditReport report) {
        return new AuditJson(
                report.whole().name().toLowerCase(Locale.ROOT),
                new Counts(
                        report.count(Verdict.IDENTICAL),
                        report.count(Verdict.WITHIN),
                        report.count(Verdict.DIVERGED),
                        report.count(Verdict.MISSING),
                        report.count(Verdict.INVENTED),
                        report.count(Verdict.INCOMPARABLE),
                        report.count(Verdict.ERASED)),
                report.first().map(AuditJson::first).orElse(null),
                report.damages().stream().map(Change::of).toList(),
                report.remarks(),
                report.tolerance(),
                report.frames(),
                report.published(),
                report.repeated(),
                report.recordingSha256(),
                report.model(),
                report.modelDigest(),
                report.computedWith());
    }

    private static First first(Divergence divergence) {
        return new First(
                divergence.reading().verdict().name().toLowerCase(Locale.ROOT),
                divergence.reading().explanation(),
                divergence.reading().readingId(),
                divergence.reading().streamId(),
                divergence.reading().subjectId(),
                divergence.reading().windowStart().toString(),
                Values.of(divergence.published()),
                Values.of(divergence.computed()),
                divergence.frames());
    }
}
