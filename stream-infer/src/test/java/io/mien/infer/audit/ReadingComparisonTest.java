package io.mien.infer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FrameBox;
import io.mien.schemas.avro.FramesUsed;
import io.mien.schemas.avro.InputCoordinates;
import io.mien.schemas.avro.LabelSetReference;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.RuntimeReference;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadingComparisonTest {
    private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");

    private final ReadingComparison exact = new ReadingComparison(0);

    @Test
    void whoComputedItAndWhenDoesNotCount() {
        ExpressionReading other = ExpressionReading.newBuilder(reading(0.25f, 0.75f))
                .setPurpose("audit")
                .setProducedAt(START.plusSeconds(99))
                .setRuntime(new RuntimeReference("2.18.0", "CPU:0", "float32", "frames 8 (padded)", "AVX", 1))
                .build();

        assertThat(exact.compare(reading(0.25f, 0.75f), other).verdict()).isEqualTo(Verdict.IDENTICAL);
    }

    @Test
    void aPurposeThatTheFramesDeclareIsThatOfTheReading() {
        ExpressionReading computed = ExpressionReading.newBuilder(reading(0.25f, 0.75f))
                .setPurpose("queue times at the desk")
                .setJobPurpose("audit")
                .build();
        ExpressionReading rightly = ExpressionReading.newBuilder(computed)
                .setJobPurpose("trying Mien")
                .build();
        ExpressionReading wrongly =
                ExpressionReading.newBuilder(computed).setPurpose("staff").build();

        assertThat(exact.compare(rightly, computed).verdict()).isEqualTo(Verdict.IDENTICAL);
        assertThat(exact.compare(wrongly, computed))
                .isEqualTo(new ReadingComparison.Outcome(
                        Verdict.DIVERGED, "purpose: published staff, declared by the frames queue times at the desk"));
    }

    @Test
    void oneBitOfOneProbabilityDivergesAndIsNamed() {
        ReadingComparison.Outcome outcome = exact.compare(reading(0.25f, 0.75f), reading(0.25f, Math.nextUp(0.75f)));

        assertThat(outcome.verdict()).isEqualTo(Verdict.DIVERGED);
        assertThat(outcome.difference()).isEqualTo("probability of anger: published 0.75, computed 0.75000006");
    }

    @Test
    void withinTheToleranceItIsEqualAndBeyondItIsNot() {
        ReadingComparison tolerant = new ReadingComparison(1e-4);

        assertThat(tolerant.compare(reading(0.25f, 0.75f), reading(0.25009f, 0.74991f))
                        .verdict())
                .isEqualTo(Verdict.WITHIN);
        assertThat(tolerant.compare(reading(0.25f, 0.75f), reading(0.25f, 0.7502f))
                        .verdict())
                .isEqualTo(Verdict.DIVERGED);
        assertThat(tolerant.compare(reading(0.25f, 0.75f), reading(0.25f, Float.NaN))
                        .verdict())
                .isEqualTo(Verdict.DIVERGED);
    }

    @Test
    void anyOtherFieldDivergesWithBothValues() {
        ExpressionReading computed = ExpressionReading.newBuilder(reading(0.25f, 0.75f))
                .setStatus(ReadingStatus.DEGRADED)
                .build();

        ReadingComparison.Outcome outcome = new ReadingComparison(1).compare(reading(0.25f, 0.75f), computed);

        assertThat(outcome.verdict()).isEqualTo(Verdict.DIVERGED);
        assertThat(outcome.difference()).isEqualTo("status: published OK, computed DEGRADED");
    }

    @Test
    void aReadingFromBeforeBoxesWereNotedIsIdenticalWithOneThatHasThem() {
        ExpressionReading boxed = boxed(1);

        assertThat(exact.compare(reading(0.25f, 0.75f), boxed).verdict()).isEqualTo(Verdict.IDENTICAL);
        assertThat(exact.compare(boxed, reading(0.25f, 0.75f)).verdict()).isEqualTo(Verdict.DIVERGED);
        assertThat(exact.compare(boxed, boxed(2)).verdict()).isEqualTo(Verdict.DIVERGED);
    }

    private static ExpressionReading boxed(float x) {
        return ExpressionReading.newBuilder(reading(0.25f, 0.75f))
                .setBoxes(List.of(new FrameBox(7L, new Box(x, 1f, 1f, 1f))))
                .build();
    }

    @Test
    void anAbstentionIsNotALabelledReading() {
        ExpressionReading abstained = ExpressionReading.newBuilder(reading(0.25f, 0.75f))
                .setProbabilities(List.of())
                .build();

        assertThat(exact.compare(reading(0.25f, 0.75f), abstained).verdict()).isEqualTo(Verdict.DIVERGED);
    }

    @Test
    void theCircumstancesAreReadFromTheReading() {
        Circumstances circumstances = Circumstances.of(ExpressionReading.newBuilder(reading(0.25f, 0.75f))
                .setRuntime(new RuntimeReference(
                        "2.18.0", "CPU:0", "float32", "frames 8 (padded), clips 8 (padded)", "AVX", 1))
                .build());

        assertThat(circumstances.padded()).isTrue();
        assertThat(circumstances.batch()).isEqualTo(8);
        assertThat(circumstances.instructionSet()).isEqualTo("AVX");
        assertThat(circumstances.stated()).isFalse();
        assertThat(circumstances.windows().length()).hasSeconds(2);
    }

    static ExpressionReading reading(float first, float second) {
        return ExpressionReading.newBuilder()
                .setReadingId("id")
                .setStreamId("stream")
                .setSubjectId("s1")
                .setWindowStart(START)
                .setWindowEnd(START.plusSeconds(2))
                .setStatus(ReadingStatus.OK)
                .setLabelSet(new LabelSetReference("two", List.of("happiness", "anger")))
                .setProbabilities(List.of(first, second))
                .setTopLabel("anger")
                .setFrames(new FramesUsed(0L, 15L, 16, 0))
                .setInput(new InputCoordinates("face-frames", 0, 0L, 15L))
                .setModel(new ModelReference("model", "1", "sha256:a", "sha256:b", false))
                .setRuntime(new RuntimeReference("2.18.0", "CPU:0", "float32", "frames 1..32, clips 1..32", "", 0))
                .setPurpose("test")
                .setProducedAt(START.plusSeconds(3))
                .build();
    }
}
