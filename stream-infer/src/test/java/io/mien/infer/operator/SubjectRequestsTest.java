package io.mien.infer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.element.CellEvent;
import io.mien.infer.element.SkippedCell;
import io.mien.infer.element.SubjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Requests under way in a snapshot that is restored with another parallelism. */
@SuppressWarnings("try") // Flink's harnesses may be interrupted while they are closed
class SubjectRequestsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CAPACITY = 64;
    private static final int MOST_SLOTS = 128;
    private static final int SUBJECTS = 7;
    private static final int CELLS = 8;

    /** Answers a request with itself, or never. */
    private record Echo(boolean answers) implements AsyncFunction<CellEvent, CellEvent> {
        private static final long serialVersionUID = 1L;

        @Override
        public void asyncInvoke(CellEvent request, ResultFuture<CellEvent> answer) {
            if (answers) {
                answer.complete(List.of(request));
            }
        }
    }

    private static OneInputStreamOperatorTestHarness<CellEvent, CellEvent> harness(
            AsyncWaitOperatorFactory<CellEvent, CellEvent> factory, int slots, int slot) throws Exception {
        TypeSerializer<CellEvent> serializer = CellEvent.TYPE.createSerializer(new SerializerConfigImpl());
        OneInputStreamOperatorTestHarness<CellEvent, CellEvent> harness =
                new OneInputStreamOperatorTestHarness<>(factory, MOST_SLOTS, slots, slot);
        harness.getStreamConfig().setupNetworkInputs(serializer);
        harness.getStreamConfig().serializeAllConfigs();
        harness.setup(serializer);
        return harness;
    }

    private static AsyncWaitOperatorFactory<CellEvent, CellEvent> requests(boolean answers) {
        return new SubjectRequests<>(new Echo(answers), CellEvent::subject, PATIENCE, CAPACITY);
    }

    private static List<CellEvent> events() {
        List<CellEvent> events = new ArrayList<>();
        for (long cell = 0; cell < CELLS; cell++) {
            for (int number = 0; number < SUBJECTS; number++) {
                events.add(new SkippedCell(new SubjectKey("camera-" + number, "face"), cell));
            }
        }
        return events;
    }

    /** Of one slot, in which all are under way. */
    private static OperatorSubtaskState snapshot(AsyncWaitOperatorFactory<CellEvent, CellEvent> factory)
            throws Exception {
        try (OneInputStreamOperatorTestHarness<CellEvent, CellEvent> harness = harness(factory, 1, 0)) {
            harness.open();
            for (CellEvent event : events()) {
                harness.processElement(event, 0);
            }
            return harness.snapshot(1, 1);
        }
    }

    /** What each of so many slots gives after it was restored. */
    private static List<List<CellEvent>> restored(OperatorSubtaskState snapshot, int before, int slots)
            throws Exception {
        List<List<CellEvent>> answers = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            try (OneInputStreamOperatorTestHarness<CellEvent, CellEvent> harness =
                    harness(requests(true), slots, slot)) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        snapshot, MOST_SLOTS, before, slots, slot));
                harness.open();
                harness.endInput();
                answers.add(harness.extractOutputValues());
            }
        }
        return answers;
    }

    private static void requireEachInOrderInOneSlot(List<List<CellEvent>> slots) {
        Map<String, List<Long>> bySlotAndSubject = new TreeMap<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            for (CellEvent event : slots.get(slot)) {
                bySlotAndSubject
                        .computeIfAbsent(event.subject().streamId(), unused -> new ArrayList<>())
                        .add(100L * slot + ((SkippedCell) event).cell());
            }
        }
        assertThat(bySlotAndSubject).hasSize(SUBJECTS);
        bySlotAndSubject.forEach((stream, cells) -> {
            assertThat(cells).as(stream).hasSize(CELLS).isSorted();
            assertThat(cells.get(CELLS - 1) - cells.get(0))
                    .as("%s: in one slot", stream)
                    .isEqualTo(CELLS - 1);
        });
    }

    @Test
    void goToTheSlotOfTheirSubjectInTheirOrder() throws Exception {
        OperatorSubtaskState one = snapshot(requests(false));
        requireEachInOrderInOneSlot(restored(one, 1, 1));
        requireEachInOrderInOneSlot(restored(one, 1, 2));
        requireEachInOrderInOneSlot(restored(one, 1, 3));
    }

    @Test
    void thatThreeSlotsHadUnderWayComeTogetherInTwo() throws Exception {
        OperatorSubtaskState one = snapshot(requests(false));
        List<OperatorSubtaskState> three = new ArrayList<>();
        for (int slot = 0; slot < 3; slot++) {
            try (OneInputStreamOperatorTestHarness<CellEvent, CellEvent> harness = harness(requests(false), 3, slot)) {
                harness.initializeState(
                        AbstractStreamOperatorTestHarness.repartitionOperatorState(one, MOST_SLOTS, 1, 3, slot));
                harness.open();
                three.add(harness.snapshot(2, 2));
            }
        }
        requireEachInOrderInOneSlot(restored(
                AbstractStreamOperatorTestHarness.repackageState(three.toArray(OperatorSubtaskState[]::new)), 3, 2));
    }

    @Test
    void ofASnapshotThatFlinksOwnOperatorMadeAreAskedAgain() throws Exception {
        OperatorSubtaskState older = snapshot(
                new AsyncWaitOperatorFactory<>(new Echo(false), PATIENCE.toMillis(), CAPACITY, OutputMode.ORDERED));
        assertThat(restored(older, 1, 1)).containsExactly(events());
    }
}
