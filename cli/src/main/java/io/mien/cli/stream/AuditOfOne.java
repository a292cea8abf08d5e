package io.mien.cli.stream;

import io.mien.infer.audit.AuditReport;
import io.mien.infer.audit.AuditedReading;
import io.mien.infer.audit.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves of an audit what it says of one reading. The frames of its window give parts of others, about which nothing was
 * asked.
 */
final class AuditOfOne {
    private AuditOfOne() {}

    static AuditReport of(AuditReport report, String readingId) {
        List<AuditedReading> readings = report.readings().stream()
                .filter(reading -> reading.readingId().equals(readingId))
                .toList();
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        readings.forEach(reading -> counts.merge(reading.verdict(), 1L, Long::sum));
        return new AuditReport(
                report.recordingSha256(),
                report.model(),
                report.modelDigest(),
                report.computedWith(),
                report.remarks(),
                report.tolerance(),
                report.frames(),
                readings.size(),
                report.repeated(),
                counts,
                readings,
                report.damages(),
                report.first()
                        .filter(divergence -> divergence.reading().readingId().equals(readingId)));
    }
}
