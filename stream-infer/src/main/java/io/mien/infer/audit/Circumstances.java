package io.mien.infer.audit;

import io.mien.infer.Recomputation;
import io.mien.infer.batch.BatchSettings;
import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.RuntimeReference;
import io.mien.schemas.avro.WindowRule;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a reading says of how it was made: all readings of a job's run say the same.
 *
 * @param windows that were laid
 * @param evidence that one had to hold
 * @param stated whether the reading says so; readings of earlier versions do not, and the usual is taken for it
 * @param batch items of a batch at most
 * @param padded whether batches were padded to that
 * @param tensorFlowVersion of the runtime
 * @param device of the runtime
 * @param precision of the runtime
 * @param instructionSet of the runtime; empty if it was not noted
 * @param threads of the runtime; 0 if it was not noted
 */
record Circumstances(
        SlidingWindows windows,
        EvidenceRule evidence,
        boolean stated,
        int batch,
        boolean padded,
        String tensorFlowVersion,
        String device,
        String precision,
        String instructionSet,
        int threads) {
    private static final Pattern PADDED =
            Pattern.compile("frames (\\d{1,6}) \\(padded\\), clips (\\d{1,6}) \\(padded\\)");
    private static final Pattern UP_TO = Pattern.compile("frames 1\\.\\.(\\d{1,6}), clips .*");

    static Circumstances of(ExpressionReading reading) {
        RuntimeReference runtime = reading.getRuntime();
        Matcher padded = PADDED.matcher(runtime.getBatchShape());
        Matcher upTo = UP_TO.matcher(runtime.getBatchShape());
        boolean isPadded = padded.matches() && padded.group(1).equals(padded.group(2));
        int batch = isPadded
                ? Integer.parseInt(padded.group(1))
                : upTo.matches()
                        ? Integer.parseInt(upTo.group(1))
                        : BatchSettings.defaults().maximumBatch();
        WindowRule rule = reading.getWindowing();
        Duration length = Duration.between(reading.getWindowStart(), reading.getWindowEnd());
        return new Circumstances(
                rule == null
                        ? new SlidingWindows(length, SlidingWindows.DEFAULT.slide(), SlidingWindows.DEFAULT.cells())
                        : new SlidingWindows(
                                length, Duration.of(rule.getSlideMicros(), ChronoUnit.MICROS), rule.getCells()),
                rule == null
                        ? EvidenceRule.DEFAULT
                        : new EvidenceRule(rule.getMinimumFrames(), rule.getToleratedPadding()),
                rule != null,
                Math.max(1, batch),
                isPadded,
                runtime.getTensorflowVersion(),
                runtime.getDevice(),
                runtime.getPrecision(),
                runtime.getInstructionSet(),
                runtime.getThreads());
    }

    /** Whether pictures were encoded in bfloat16. */
    boolean isInBfloat16() {
        return precision.equals("bfloat16");
    }

    Recomputation.Settings settings() {
        return new Recomputation.Settings(
                windows,
                evidence,
                BatchSettings.defaults().withMaximumBatch(batch).withExact(padded));
    }
}
