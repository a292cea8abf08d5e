package io.mien.infer.audit;

import io.mien.schemas.avro.ExpressionReading;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was published with what was computed. All fields count but those that say who computed it, when and with
 * what. The purpose counts where the frames declare it: the job's own cannot be computed again.
 *
 * @param tolerance by which a probability may differ; 0 for none
 */
record ReadingComparison(double tolerance) {
    private static final Set<String> APART =
            Set.of("probabilities", "runtime", "purpose", "job_purpose", "windowing", "produced_at");

    private static final String YOUNGEST = "boxes";

    /**
     * What came of it.
     *
     * @param verdict identical, within or diverged
     * @param difference the first field that differs, with both values; empty if none does
     */
    record Outcome(Verdict verdict, String difference) {}

    Outcome compare(ExpressionReading published, ExpressionReading computed) {
        for (Schema.Field field : ExpressionReading.getClassSchema().getFields()) {
            Object was = published.get(field.pos());
            Object is = computed.get(field.pos());
            if (!APART.contains(field.name()) && !isYounger(field, was) && !Objects.equals(was, is)) {
                return new Outcome(Verdict.DIVERGED, field.name() + ": published " + was + ", computed " + is);
            }
        }
        if (isDeclaredByFrames(computed) && !published.getPurpose().equals(computed.getPurpose())) {
            return new Outcome(
                    Verdict.DIVERGED,
                    "purpose: published " + published.getPurpose() + ", declared by the frames "
                            + computed.getPurpose());
        }
        return probabilities(published, computed);
    }

    /** Then the audit's own stands beside it, as another job's would. */
    private static boolean isDeclaredByFrames(ExpressionReading computed) {
        return computed.getJobPurpose() != null;
    }

    /** Whether the published reading was written before there was such a field. */
    private static boolean isYounger(Schema.Field field, @Nullable Object published) {
        return published == null && field.name().equals(YOUNGEST);
    }

    private Outcome probabilities(ExpressionReading published, ExpressionReading computed) {
        List<Float> was = published.getProbabilities();
        List<Float> is = computed.getProbabilities();
        if (was.size() != is.size()) {
            return new Outcome(Verdict.DIVERGED, "probabilities: published " + was.size() + ", computed " + is.size());
        }
        Verdict verdict = Verdict.IDENTICAL;
        String difference = "";
        for (int i = 0; i < was.size(); i++) {
            // Bits, so that minus zero is not zero.
            if (Float.floatToIntBits(was.get(i)) == Float.floatToIntBits(is.get(i))) {
                continue;
            }
            double distance = Math.abs((double) was.get(i) - is.get(i));
            // Written so that a NaN is beyond every tolerance.
            boolean beyond = !(distance <= tolerance);
            if (beyond || difference.isEmpty()) {
                difference = "probability of " + label(published, i) + ": published " + was.get(i) + ", computed "
                        + is.get(i);
            }
            if (beyond) {
                return new Outcome(Verdict.DIVERGED, difference);
            }
            verdict = Verdict.WITHIN;
        }
        return new Outcome(verdict, difference);
    }

    private static String label(ExpressionReading reading, int index) {
        List<String> labels = reading.getLabelSet().getLabels();
        return index < labels.size() ? labels.get(index) : "label " + index;
    }
}
