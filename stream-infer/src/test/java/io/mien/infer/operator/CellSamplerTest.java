package io.mien.infer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.accounting.Ledger;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.CellEvent.SampledFrame;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.element.TrackEnd;
import io.mien.infer.freshness.AdmissionPolicy;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.SlidingWindows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CellSamplerTest {
    private static final SubjectKey SUBJECT = new SubjectKey("camera", "face");
    private static final SubjectKey OTHER = new SubjectKey("camera", "other");
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final SharedResource<Ledger> shared = new SharedResource<>(Ledger::new);
    private SharedResource.Lease<Ledger> ledger = shared.acquire();
    private KeyedOneInputStreamOperatorTestHarness<SubjectKey, GuardedFrame, CellEvent> harness = harness(1, 0);

    @BeforeEach
    void open() throws Exception {
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
        ledger.close();
    }

    @Test
    void theFrameNearestToTheMiddleOfItsCellIsTaken() throws Exception {
        process(frame(0, 10), frame(1, 70), frame(2, 100), frame(3, 130));
        assertThat(output()).containsExactly("cell 0 sequence 1");
        assertThat(count(NotSampledReason.NOT_NEAREST)).isEqualTo(2);
    }

    @Test
    void ofTwoAsNearTheEarlierIsTaken() throws Exception {
        // The middle is at 62.5 ms.
        process(frame(0, 60), frame(1, 65), frame(2, 130));
        assertThat(output()).containsExactly("cell 0 sequence 0");
    }

    @Test
    void aCellStaysOpenUntilItsOwnSubjectsTimePassesIt() throws Exception {
        process(frame(0, 10));
        process(frame(OTHER, 0, 5_000), frame(OTHER, 1, 6_000));
        assertThat(output()).containsExactly("cell 40 sequence 0");
        process(frame(1, 125));
        assertThat(output()).containsExactly("cell 40 sequence 0", "cell 0 sequence 0");
    }

    @Test
    void theEndOfATrackClosesItsCellAndIsPassedOn() throws Exception {
        process(frame(0, 10), end(0, 10));
        assertThat(output()).containsExactly("cell 0 sequence 0", "end");
        assertThat(ledger.get().counters().trackEnded()).isEqualTo(1);
    }

    @Test
    void theEndOfAnUnknownTrackIsCountedAndGoesNoFurther() throws Exception {
        process(end(0, 10));
        assertThat(output()).isEmpty();
        assertThat(ledger.get().counters().trackEnded()).isEqualTo(1);
    }

    @Test
    void framesOfClosedCellsAndRepeatedOnesAreCountedByReason() throws Exception {
        process(frame(0, 60), frame(1, 200), frame(0, 60), frame(1, 200), frame(2, 240));
        assertThat(output()).containsExactly("cell 0 sequence 0");
        assertThat(count(NotSampledReason.CELL_CLOSED)).isEqualTo(1);
        assertThat(count(NotSampledReason.DUPLICATE)).isEqualTo(1);
        assertThat(count(NotSampledReason.NOT_NEAREST)).isEqualTo(1);
    }

    @Test
    void aTrackSentASecondTimeAddsNothing() throws Exception {
        process(frame(0, 60), frame(1, 200), end(1, 200));
        process(frame(0, 60), frame(1, 200), end(1, 200));
        assertThat(output()).containsExactly("cell 0 sequence 0", "cell 1 sequence 1", "end", "end");
        assertThat(count(NotSampledReason.CELL_CLOSED)).isEqualTo(2);
    }

    @Test
    void aSequenceThatStartsAgainWithNewerFramesIsNotARepetition() throws Exception {
        process(frame(500, 60), frame(0, 200), frame(1, 330));
        assertThat(output()).containsExactly("cell 0 sequence 500", "cell 1 sequence 0");
    }

    @Test
    void theStateOfASilentSubjectIsClearedByTheClock() throws Exception {
        harness.setProcessingTime(0);
        process(frame(0, 60));
        harness.setProcessingTime(IDLE.toMillis() - 1);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
        process(frame(1, 200));
        harness.setProcessingTime(IDLE.toMillis() + 5);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
        harness.setProcessingTime(2 * IDLE.toMillis());
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
        assertThat(count(NotSampledReason.SUBJECT_IDLE)).isEqualTo(1);
    }

    @Test
    void aSubjectWhoseClockJumpedAheadStartsAnewWhenItsUselessFramesHaveLastedForTheTimeout() throws Exception {
        harness.setProcessingTime(0);
        process(frame(0, 60), frame(1, 3_600_000));
        harness.setProcessingTime(IDLE.toMillis() / 2);
        process(frame(2, 100));
        harness.setProcessingTime(IDLE.toMillis());
        process(frame(3, 600), frame(4, 800));
        assertThat(output()).containsExactly("cell 0 sequence 0", "cell 4 sequence 3");
    }

    @Test
    void aRestoredSamplerGoesOnAndItsCountsWithIt() throws Exception {
        process(frame(0, 10), frame(1, 70));
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(1, 0);
        harness.initializeState(snapshot);
        harness.open();
        process(frame(2, 100), frame(3, 130));
        assertThat(output()).containsExactly("cell 0 sequence 1");
        assertThat(count(NotSampledReason.NOT_NEAREST)).isEqualTo(2);
    }

    @Test
    void subjectsFindTheirStateInTheSlotsOfAnotherParallelism() throws Exception {
        List<SubjectKey> subjects = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            subjects.add(new SubjectKey("camera", "face-" + i));
            process(frame(subjects.get(i), 0, 60));
        }
        OperatorSubtaskState snapshot = AbstractStreamOperatorTestHarness.repackageState(harness.snapshot(1, 1));
        harness.close();
        int sampled = 0;
        for (int slot = 0; slot < 2; slot++) {
            harness = harness(2, slot);
            harness.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(snapshot, 128, 1, 2, slot));
            harness.open();
            int held = harness.numKeyedStateEntries() / 2;
            assertThat(held).isBetween(1, 19);
            sampled += held;
            if (slot == 0) {
                harness.close();
            }
        }
        assertThat(sampled).isEqualTo(20);
    }

    private KeyedOneInputStreamOperatorTestHarness<SubjectKey, GuardedFrame, CellEvent> harness(
            int parallelism, int slot) {
        try {
            KeyedOneInputStreamOperatorTestHarness<SubjectKey, GuardedFrame, CellEvent> made =
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            new KeyedProcessOperator<>(
                                    new CellSampler(SlidingWindows.DEFAULT, IDLE, shared, AdmissionPolicy.ALL)),
                            GuardedFrame::subject,
                            SubjectKey.TYPE,
                            128,
                            parallelism,
                            slot);
            made.setup(CellEvent.TYPE.createSerializer(new SerializerConfigImpl()));
            return made;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void process(GuardedFrame... frames) throws Exception {
        for (GuardedFrame frame : frames) {
            harness.processElement(frame, 0);
        }
    }

    private List<String> output() {
        return harness.extractOutputValues().stream().map(CellSamplerTest::text).toList();
    }

    private static String text(CellEvent event) {
        if (event instanceof SampledFrame sampled) {
            return "cell " + sampled.cell() + " sequence " + sampled.frame().sequence();
        }
        assertThat(event).isInstanceOf(TrackEnd.class);
        return "end";
    }

    private long count(NotSampledReason reason) {
        return ledger.get().counters().notSampled().getOrDefault(reason, -1L);
    }

    private static GuardedFrame frame(long sequence, long millis) {
        return frame(SUBJECT, sequence, millis);
    }

    private static GuardedFrame frame(SubjectKey subject, long sequence, long millis) {
        SourceRecord source =
                new SourceRecord("face-frames", 0, sequence, new byte[0], new byte[] {1, 2, 3}, List.of());
        return new GuardedFrame(source, subject, sequence, 1_000 * millis, false);
    }

    private static GuardedFrame end(long sequence, long millis) {
        SourceRecord source = new SourceRecord("face-frames", 0, sequence, new byte[0], new byte[] {4}, List.of());
        return new GuardedFrame(source, SUBJECT, sequence, 1_000 * millis, true);
    }
}
