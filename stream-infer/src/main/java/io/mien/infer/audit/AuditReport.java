package io.mien.infer.audit;

import io.mien.recording.Damage;
import io.mien.schemas.avro.ExpressionReading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an audit found.
 *
 * @param recordingSha256 the digest of the recording's manifest
 * @param model name and version of the package that computed
 * @param modelDigest of its SavedModel
 * @param computedWith what it computed with, in words
 * @param remarks what is to be known beforehand, such as why bits cannot be compared
 * @param tolerance by which probabilities might differ
 * @param frames of the recording
 * @param published readings of the recording, each id once
 * @param repeated readings that were published again with the same id
 * @param counts of each verdict
 * @param readings in the order of time
 * @param damages of the recording
 * @param first the first reading that is not what it is said to be, and what is behind it
 */
public record AuditReport(
        String recordingSha256,
        String model,
        String modelDigest,
        String computedWith,
        List<String> remarks,
        double tolerance,
        long frames,
        long published,
        long repeated,
        Map<Verdict, Long> counts,
        List<AuditedReading> readings,
        List<Damage> damages,
        Optional<Divergence> first) {

    /**
     * A reading that is not what it is said to be.
     *
     * @param reading which
     * @param published null if it is missing
     * @param computed null if it is invented
     * @param frames behind it, one a cell
     */
    public record Divergence(
            AuditedReading reading,
            @Nullable ExpressionReading published,
            @Nullable ExpressionReading computed,
            List<FrameBehind> frames) {}

    /** A frame of a reading: where it lies and the digest of its record's value as it is now. */
    public record FrameBehind(String topic, int partition, long offset, String sha256) {}

    /** The whole in a word. */
    public enum Whole {
        IDENTICAL,
        WITHIN,
        DIVERGED,
        /** Nothing could be compared. */
        INCOMPARABLE
    }

    public AuditReport {
        remarks = List.copyOf(remarks);
        counts = Map.copyOf(counts);
        readings = List.copyOf(readings);
        damages = List.copyOf(damages);
    }

    /** How many readings have a verdict. */
    public long count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0L);
    }

    /** The whole: a recording that was changed proves nothing, so that counts as a divergence. */
    public Whole whole() {
        boolean contradicted =
                counts.entrySet().stream().anyMatch(entry -> entry.getKey().isContradiction() && entry.getValue() > 0);
        if (contradicted || damages.stream().anyMatch(Damage::isChange)) {
            return Whole.DIVERGED;
        }
        if (count(Verdict.WITHIN) > 0) {
            return Whole.WITHIN;
        }
        return count(Verdict.IDENTICAL) > 0 ? Whole.IDENTICAL : Whole.INCOMPARABLE;
    }
}
