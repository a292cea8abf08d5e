package io.mien.infer.audit;

import java.time.Instant;
import java.util.Comparator;

/**
 * What an audit found of one reading.
 *
 * @param verdict on it
 * @param readingId of the published or the computed one
 * @param streamId whose
 * @param subjectId whose
 * @param windowStart inclusive
 * @param windowEnd exclusive
 * @param explanation the first difference, or why it cannot be compared; empty if there is nothing to say
 */
public record AuditedReading(
        Verdict verdict,
        String readingId,
        String streamId,
        String subjectId,
        Instant windowStart,
        Instant windowEnd,
        String explanation) {
    static final Comparator<AuditedReading> BY_TIME = Comparator.comparing(AuditedReading::windowEnd)
            .thenComparing(AuditedReading::streamId)
            .thenComparing(AuditedReading::subjectId)
            .thenComparing(AuditedReading::readingId);
}
