package io.mien.infer.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.testkit.FormulaModelRunner;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harness may throw any exception when it is closed
final class StateOwnerCheckTest {
    private static final SlidingWindows LONGER = new SlidingWindows(Duration.ofSeconds(4), Duration.ofMillis(500), 16);

    @Test
    void theSameJobGoesOnAndItsReadingsPass() throws Exception {
        OperatorSubtaskState kept = kept(SlidingWindows.DEFAULT, "topic-1");
        try (OneInputStreamOperatorTestHarness<OutgoingRecord, OutgoingRecord> harness =
                harness(SlidingWindows.DEFAULT, "topic-1")) {
            harness.initializeState(kept);
            harness.open();
            harness.processElement(new OutgoingRecord("expressions", new byte[1], new byte[2], List.of()), 0);
            assertThat(harness.extractOutputValues()).hasSize(1);
        }
    }

    @Test
    void oneWithOtherWindowsOrAnotherTopicIsRefusedWithBothValues() throws Exception {
        OperatorSubtaskState kept = kept(SlidingWindows.DEFAULT, "topic-1");
        try (OneInputStreamOperatorTestHarness<OutgoingRecord, OutgoingRecord> harness = harness(LONGER, "topic-1")) {
            assertThatThrownBy(() -> harness.initializeState(kept))
                    .hasStackTraceContaining("windows: PT4S every PT0.5S, of 16 cells (expected: PT2S every PT0.5S");
        }
        try (OneInputStreamOperatorTestHarness<OutgoingRecord, OutgoingRecord> harness =
                harness(SlidingWindows.DEFAULT, "topic-2")) {
            assertThatThrownBy(() -> harness.initializeState(kept))
                    .hasStackTraceContaining("topic face-frames: topic-2 (expected: topic-1");
        }
    }

    private static OperatorSubtaskState kept(SlidingWindows windows, String topicId) throws Exception {
        try (OneInputStreamOperatorTestHarness<OutgoingRecord, OutgoingRecord> harness = harness(windows, topicId)) {
            harness.open();
            return harness.snapshot(1, 1);
        }
    }

    private static OneInputStreamOperatorTestHarness<OutgoingRecord, OutgoingRecord> harness(
            SlidingWindows windows, String topicId) throws Exception {
        SharedResource<LoadedModels> model =
                TestModels.shared(FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults()));
        return new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new StateOwnerCheck(model, windows, topicId)));
    }
}
