package io.mien.infer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.element.Clip;
import io.mien.infer.element.Clip.Evidence.Sufficiency;
import io.mien.infer.element.EncodedFrame;
import io.mien.infer.element.EncodingOutcome;
import io.mien.infer.element.FrameReference;
import io.mien.infer.element.SkippedCell;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.element.TrackEnd;
import io.mien.infer.window.ClipComposer;
import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClipAssemblerTest {
    private static final SubjectKey SUBJECT = new SubjectKey("camera", "face");
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final ClipComposer COMPOSER = new ClipComposer(SlidingWindows.DEFAULT, new EvidenceRule(1, 16));

    private KeyedOneInputStreamOperatorTestHarness<SubjectKey, EncodingOutcome, Clip> harness = harness();

    @BeforeEach
    void open() throws Exception {
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aWindowIsMadeWithItsLastCell() throws Exception {
        cells(0, 3);
        assertThat(output()).isEmpty();
        cells(3, 4);
        assertThat(output()).containsExactly("-12..4: 0-3");
        cells(4, 20);
        assertThat(output()).containsExactly("-12..4: 0-3", "-8..8: 0-7", "-4..12: 0-11", "0..16: 0-15", "4..20: 4-19");
    }

    @Test
    void windowsOfAGapThatHoldAFrameAreMadeAndOthersAreNot() throws Exception {
        cells(0, 2);
        cells(100_000_000_001L, 100_000_000_002L);
        assertThat(output()).containsExactly("-12..4: 0-1", "-8..8: 0-1", "-4..12: 0-1", "0..16: 0-1");
        end();
        assertThat(output()).hasSize(5).contains("99999999988..100000000004: 100000000001-100000000001");
    }

    @Test
    void theEndOfATrackMakesTheWindowsUpToTheFirstThatHoldsItsLastFrame() throws Exception {
        cells(0, 6);
        end();
        assertThat(output()).containsExactly("-12..4: 0-3", "-8..8: 0-5");
        end();
        assertThat(output()).hasSize(2);
    }

    @Test
    void noWindowIsMadeTwiceIfATrackGoesOnAfterItsEnd() throws Exception {
        cells(0, 6);
        end();
        cells(6, 12);
        assertThat(output()).containsExactly("-12..4: 0-3", "-8..8: 0-5", "-4..12: 6-11");
    }

    @Test
    void onlyTheCellsThatWindowsStillNeedAreKept() throws Exception {
        cells(0, 40);
        long early = harness.snapshot(1, 1).getStateSize();
        cells(40, 1_000);
        assertThat(harness.snapshot(2, 2).getStateSize()).isEqualTo(early);
        end();
        assertThat(harness.snapshot(3, 3).getStateSize()).isLessThan(early);
        assertThat(harness.numKeyedStateEntries()).as("its progress").isEqualTo(1);
    }

    @Test
    void theStateOfASilentSubjectIsClearedByTheClock() throws Exception {
        harness.setProcessingTime(0);
        cells(0, 6);
        harness.setProcessingTime(IDLE.toMillis() - 1);
        cells(6, 7);
        harness.setProcessingTime(IDLE.toMillis() + 1);
        assertThat(harness.numKeyedStateEntries()).isPositive();
        harness.setProcessingTime(2 * IDLE.toMillis());
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
        assertThat(output()).as("the clock makes no window").containsExactly("-12..4: 0-3");
    }

    @Test
    void aRestoredAssemblerMakesTheWindowsThatAnUninterruptedOneWould() throws Exception {
        cells(0, 100);
        List<String> uninterrupted = output();
        harness.close();
        for (int cut = 1; cut < 30; cut += 7) {
            harness = harness();
            harness.open();
            cells(0, cut);
            List<String> before = output();
            OperatorSubtaskState snapshot = harness.snapshot(1, 1);
            harness.close();
            harness = harness();
            harness.initializeState(snapshot);
            harness.open();
            cells(cut, 100);
            assertThat(Stream.concat(before.stream(), output().stream())).containsExactlyElementsOf(uninterrupted);
            if (cut < 22) {
                harness.close();
            }
        }
    }

    @Test
    void aWindowEndsInTimeAlthoughItsLastCellsWerePassedOverAndSaysSo() throws Exception {
        cells(0, 12);
        passedOver(12, 16);
        assertThat(output()).last().isEqualTo("0..16: 0-11");
        assertThat(clips().get(3).evidence().skipped()).containsExactly(12, 13, 14, 15);
        assertThat(clips().get(3).evidence().sufficiency()).isEqualTo(Sufficiency.DEGRADED);
        assertThat(clips().get(3).evidence().reason())
                .isEqualTo("overload: 4 of 16 cells were passed over, since the job was behind (--freshness)");
        assertThat(clips().get(2).evidence().sufficiency()).isEqualTo(Sufficiency.SUFFICIENT);
    }

    @Test
    void ofCellsThatWerePassedOverForLongOnlyThoseOfWindowsUnderWayAreKept() throws Exception {
        cells(0, 8);
        passedOver(8, 1_000);
        assertThat(output()).last().isEqualTo("4..20: 4-7");
        long early = harness.snapshot(1, 1).getStateSize();
        passedOver(1_000, 3_000);
        assertThat(harness.snapshot(2, 2).getStateSize()).isEqualTo(early);
        cells(3_000, 3_016);
        assertThat(output()).last().isEqualTo("3000..3016: 3000-3015");
        assertThat(clips().get(clips().size() - 2).evidence().skipped()).containsExactly(0, 1, 2, 3);
        assertThat(clips().get(clips().size() - 1).evidence().skipped()).isEmpty();
        harness.setProcessingTime(3 * IDLE.toMillis());
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void whatWasPassedOverIsKnownAfterARestoreAndForgottenWithTheTrack() throws Exception {
        cells(0, 12);
        passedOver(12, 14);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(snapshot);
        harness.open();
        cells(14, 16);
        assertThat(clips().get(0).evidence().skipped()).containsExactly(12, 13);
        end();
        cells(16, 20);
        assertThat(clips().get(clips().size() - 1).evidence().skipped()).isEmpty();
    }

    private void passedOver(long from, long to) throws Exception {
        for (long cell = from; cell < to; cell++) {
            harness.processElement(new SkippedCell(SUBJECT, cell), 0);
        }
    }

    private List<Clip> clips() {
        return harness.extractOutputValues();
    }

    private static KeyedOneInputStreamOperatorTestHarness<SubjectKey, EncodingOutcome, Clip> harness() {
        try {
            KeyedOneInputStreamOperatorTestHarness<SubjectKey, EncodingOutcome, Clip> made =
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            new KeyedProcessOperator<>(new ClipAssembler(COMPOSER, IDLE)),
                            EncodingOutcome::subject,
                            SubjectKey.TYPE);
            made.setup(Clip.TYPE.createSerializer(new SerializerConfigImpl()));
            return made;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void cells(long from, long to) throws Exception {
        for (long cell = from; cell < to; cell++) {
            FrameReference reference = new FrameReference("face-frames", 0, cell, cell, null);
            harness.processElement(new EncodedFrame(SUBJECT, cell, new float[] {cell}, reference, 1 + cell, null), 0);
        }
    }

    private void end() throws Exception {
        harness.processElement(new TrackEnd(SUBJECT), 0);
    }

    /** Each window as its cells and the sequences of its first and last frame. */
    private List<String> output() {
        long cell = SlidingWindows.DEFAULT.cellMicros();
        return harness.extractOutputValues().stream()
                .map(clip -> clip.windowStart() / cell + ".." + clip.windowEnd() / cell + ": "
                        + clip.evidence().first().sequence() + "-"
                        + clip.evidence().last().sequence())
                .toList();
    }
}
