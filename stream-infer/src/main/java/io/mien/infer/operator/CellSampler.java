package io.mien.infer.operator;

import io.mien.infer.accounting.Account;
import io.mien.infer.accounting.CountName;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.CellEvent.SampledFrame;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.element.TrackEnd;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.SlidingWindows;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Takes one frame a cell: the frame nearest to the cell's middle, and of two that are as near the earlier. A cell is
 * closed when its subject has a frame of a later cell, or when its track ends; other subjects and clocks never close
 * it.
 *
 * <p>A frame of a closed cell is of no use and does not keep its subject's state alive. So a subject whose time one
 * wrong clock has set far ahead starts again after the idle timeout.
 */
public final class CellSampler extends KeyedProcessFunction<SubjectKey, GuardedFrame, CellEvent>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final SlidingWindows windows;
    private final long idleMillis;
    private final SharedResource<Ledger> ledger;

    private transient @Nullable Running running;

    /**
     * @param windows the grid
     * @param idleTimeout after which the state of a silent subject is cleared
     * @param ledger where frames are counted
     */
    public CellSampler(SlidingWindows windows, Duration idleTimeout, SharedResource<Ledger> ledger) {
        this.windows = windows;
        this.idleMillis = idleTimeout.toMillis();
        this.ledger = ledger;
    }

    /** What lives from {@link #initializeState} to {@link #close}. */
    private record Running(
            Leases leases,
            Account account,
            ValueState<SamplingProgress> progress,
            ValueState<GuardedFrame> candidate) {}

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        KeyedStateStore states = context.getKeyedStateStore();
        running = Leases.open(leases -> new Running(
                leases,
                Account.open("sampler", leases.acquire(ledger), getRuntimeContext(), context),
                states.getState(new ValueStateDescriptor<>("progress", SamplingProgress.TYPE)),
                states.getState(new ValueStateDescriptor<>("candidate", GuardedFrame.TYPE))));
    }

    @Override
    public void processElement(GuardedFrame frame, Context context, Collector<CellEvent> out) throws Exception {
        if (frame.trackEnded()) {
            endTrack(frame.subject(), out);
        } else {
            sample(frame, context.timerService(), out);
        }
    }

    private void sample(GuardedFrame frame, TimerService timers, Collector<CellEvent> out) throws IOException {
        ValueState<SamplingProgress> progress = running().progress();
        SamplingProgress before = progress.value();
        long cell = windows.cellOf(frame.capturedAt());
        long now = timers.currentProcessingTime();
        if (before == null) {
            timers.registerProcessingTimeTimer(now + idleMillis);
            progress.update(new SamplingProgress(cell, frame.capturedAt(), frame.sequence(), now));
            running().candidate().update(frame);
        } else if (cell < before.openCell()) {
            skip(NotSampledReason.CELL_CLOSED);
        } else if (before.repeats(frame.capturedAt(), frame.sequence())) {
            skip(NotSampledReason.DUPLICATE);
        } else if (cell > before.openCell()) {
            closeCell(before.openCell(), out);
            SamplingProgress seen = before.seen(frame.capturedAt(), frame.sequence(), now);
            progress.update(new SamplingProgress(cell, seen.newestCapturedAt(), seen.newestSequence(), now));
            running().candidate().update(frame);
        } else {
            progress.update(before.seen(frame.capturedAt(), frame.sequence(), now));
            keepNearest(frame);
        }
    }

    private void keepNearest(GuardedFrame frame) throws IOException {
        ValueState<GuardedFrame> candidate = running().candidate();
        GuardedFrame held = candidate.value();
        if (held != null) {
            // One of the two stays, and the other is not sampled.
            skip(NotSampledReason.NOT_NEAREST);
        }
        if (held == null || isNearer(frame, held)) {
            candidate.update(frame);
        }
    }

    private boolean isNearer(GuardedFrame frame, GuardedFrame held) {
        long distance = windows.distanceFromMiddle(frame.capturedAt());
        long heldDistance = windows.distanceFromMiddle(held.capturedAt());
        return distance < heldDistance || (distance == heldDistance && frame.capturedAt() < held.capturedAt());
    }

    private void closeCell(long cell, Collector<CellEvent> out) throws IOException {
        ValueState<GuardedFrame> candidate = running().candidate();
        GuardedFrame held = candidate.value();
        if (held != null) {
            candidate.clear();
            out.collect(new SampledFrame(held, cell));
        }
    }

    /** The progress is kept until the subject is idle: frames that are sent a second time must find their cells closed. */
    private void endTrack(SubjectKey subject, Collector<CellEvent> out) throws IOException {
        running().account().count(CountName.TRACK_ENDED);
        ValueState<SamplingProgress> progress = running().progress();
        SamplingProgress before = progress.value();
        if (before == null) {
            return;
        }
        if (running().candidate().value() != null) {
            closeCell(before.openCell(), out);
            progress.update(new SamplingProgress(
                    before.openCell() + 1, before.newestCapturedAt(), before.newestSequence(), before.activeAt()));
        }
        out.collect(new TrackEnd(subject));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<CellEvent> out) throws Exception {
        ValueState<SamplingProgress> progress = running().progress();
        SamplingProgress current = progress.value();
        if (current == null) {
            return;
        }
        // One timer a subject, set again when it fires: to move it with each frame would cost more than the frame.
        if (current.activeAt() + idleMillis > timestamp) {
            context.timerService().registerProcessingTimeTimer(current.activeAt() + idleMillis);
            return;
        }
        if (running().candidate().value() != null) {
            skip(NotSampledReason.SUBJECT_IDLE);
        }
        progress.clear();
        running().candidate().clear();
    }

    private void skip(NotSampledReason reason) {
        running().account().count(CountName.notSampled(reason));
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        running().account().snapshot();
    }

    @Override
    public void close() {
        if (running != null) {
            running.leases().close();
            running = null;
        }
    }
}
