package io.mien.infer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.accounting.InferenceCounters;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.CellEvent.SampledFrame;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.SkippedCell;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.freshness.FramesUnderWay;
import io.mien.infer.freshness.FreshPolicy;
import io.mien.infer.freshness.Freshness;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sampler of a job with a freshness bound, with the frames' times in the topic and a model of a certain speed. */
final class FreshSamplingTest {
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final long START = 1_790_000_000_000L;
    private static final int CELL_MILLIS = 125;
    private static final List<SubjectKey> SUBJECTS = IntStream.range(0, 60)
            .mapToObj(i -> new SubjectKey("camera-" + i, "face"))
            .toList();

    private final SharedResource<Ledger> ledgers = new SharedResource<>(Ledger::new);
    private final SharedResource.Lease<Ledger> ledger = ledgers.acquire();
    private final SharedResource<Freshness> bounds = new SharedResource<>(() -> new Freshness(BOUND));
    private final SharedResource.Lease<Freshness> freshness = bounds.acquire();
    private final FramesUnderWay waiting = freshness.get().addWaiting();
    private final Deque<FramesUnderWay.Frame> queue = new ArrayDeque<>();
    private final Map<SubjectKey, Integer> encoded = new HashMap<>();
    private KeyedOneInputStreamOperatorTestHarness<SubjectKey, GuardedFrame, CellEvent> harness = harness();
    private long sent;
    private int taken;

    @BeforeEach
    void open() throws Exception {
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
        freshness.close();
        ledger.close();
    }

    @Test
    void aModelThatIsFastEnoughHasEveryCell() throws Exception {
        run(0, 400, 1_000);
        assertThat(notSampled(NotSampledReason.THINNED) + notSampled(NotSampledReason.STALE))
                .isZero();
        assertThat(encoded.values()).containsOnly(399);
    }

    @Test
    @Tag("long")
    void twiceTheLoadIsPassedOverEvenlyOverSubjectsAndEveryFrameIsCounted() throws Exception {
        // 60 subjects, 8 cells a second: 480 frames a second, of which 240 can be encoded.
        run(0, 1_600, 240);
        assertThat(notSampled(NotSampledReason.STALE)).as("behind the bound").isZero();
        assertThat(encoded.values())
                .as("frames encoded of each subject")
                .hasSize(SUBJECTS.size())
                .allMatch(count -> count > 700 && count < 950);
        InferenceCounters counters = ledger.get().counters();
        assertThat(encoded.values().stream().mapToLong(Integer::longValue).sum() + counters.skipped() + SUBJECTS.size())
                .as("encoded, passed over, and those of open cells")
                .isEqualTo(sent);
    }

    @Test
    void whatWaitedInTheTopicForLongerThanTheBoundIsStale() throws Exception {
        for (int cell = 0; cell < 100; cell++) {
            harness.setProcessingTime(START + 3_600_000);
            harness.processElement(frame(SUBJECTS.get(0), cell, START + (long) cell * CELL_MILLIS), 0);
        }
        assertThat(notSampled(NotSampledReason.STALE)).isEqualTo(99);
        assertThat(harness.extractOutputValues())
                .hasSize(99)
                .allMatch(event -> event instanceof SkippedCell)
                .first()
                .isEqualTo(new SkippedCell(SUBJECTS.get(0), START / CELL_MILLIS));
    }

    @Test
    void aSlowCamerasOwnFramesDoNotMakeTheJobLookLate() throws Exception {
        // A picture every three seconds: the cell before is closed by a frame that is fresh.
        for (int cell = 0; cell < 240; cell += 24) {
            long time = START + (long) cell * CELL_MILLIS;
            harness.setProcessingTime(time + 20);
            harness.processElement(frame(SUBJECTS.get(0), cell, time), 0);
        }
        assertThat(ledger.get().counters().skipped()).isZero();
    }

    @Test
    @Tag("long")
    void theThinningGoesOnFromACheckpointAndOneWithoutItIsRead() throws Exception {
        run(0, 300, 240);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(snapshot);
        harness.open();
        taken = 0;
        run(300, 1_600, 240);
        assertThat(encoded.values()).allMatch(count -> count > 700 && count < 950);
    }

    private void run(int from, int to, int framesASecond) throws Exception {
        double working = 0;
        for (int cell = from; cell < to; cell++) {
            long time = START + (long) cell * CELL_MILLIS;
            harness.setProcessingTime(time);
            for (SubjectKey subject : SUBJECTS) {
                harness.processElement(frame(subject, cell, time), 0);
            }
            List<CellEvent> events = harness.extractOutputValues();
            for (; taken < events.size(); taken++) {
                if (events.get(taken) instanceof SampledFrame sampled) {
                    queue.add(waiting.add(sampled.frame().source()));
                    encoded.merge(sampled.subject(), 1, Integer::sum);
                }
            }
            working += framesASecond * CELL_MILLIS / 1_000.0;
            for (; working >= 1 && !queue.isEmpty(); working--) {
                queue.remove().end();
            }
            working = Math.min(working, 1);
        }
    }

    private GuardedFrame frame(SubjectKey subject, int cell, long appendedAt) {
        sent++;
        SourceRecord source =
                new SourceRecord("face-frames", 0, cell, new byte[0], new byte[] {1}, List.of(), appendedAt);
        return new GuardedFrame(source, subject, cell, 1_000 * (START + (long) cell * CELL_MILLIS) + 60_000, false);
    }

    private long notSampled(NotSampledReason reason) {
        return ledger.get().counters().notSampled().getOrDefault(reason, -1L);
    }

    private KeyedOneInputStreamOperatorTestHarness<SubjectKey, GuardedFrame, CellEvent> harness() {
        try {
            KeyedOneInputStreamOperatorTestHarness<SubjectKey, GuardedFrame, CellEvent> made =
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            new KeyedProcessOperator<>(new CellSampler(
                                    SlidingWindows.DEFAULT,
                                    Duration.ofMinutes(10),
                                    ledgers,
                                    new FreshPolicy(bounds, SlidingWindows.DEFAULT, EvidenceRule.DEFAULT))),
                            GuardedFrame::subject,
                            SubjectKey.TYPE);
            made.setup(CellEvent.TYPE.createSerializer(new SerializerConfigImpl()));
            return made;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
