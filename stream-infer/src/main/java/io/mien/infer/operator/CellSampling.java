package io.mien.infer.operator;

import io.mien.infer.accounting.Account;
import io.mien.infer.accounting.CountName;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.CellEvent.SampledFrame;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.SkippedCell;
import io.mien.infer.element.TrackEnd;
import io.mien.infer.freshness.Admission;
import io.mien.infer.freshness.AdmissionPolicy;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.SlidingWindows;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;

/**
 * The work of both samplers, for the subject whose turn it is. Lives from their state's initialisation to their end; not safe
 * for use by many threads.
 */
final class CellSampling implements AutoCloseable {
    private final SlidingWindows windows;
    private final long idleMillis;
    private final FrameAssignment assignment;
    private final Admission admission;
    private final Leases leases;
    private final Account account;
    private final ValueState<SamplingProgress> progress;
    private final ValueState<GuardedFrame> candidate;

    private CellSampling(
            SlidingWindows windows,
            long idleMillis,
            FrameAssignment assignment,
            Admission admission,
            Leases leases,
            Account account,
            KeyedStateStore states) {
        this.windows = windows;
        this.idleMillis = idleMillis;
        this.assignment = assignment;
        this.admission = admission;
        this.leases = leases;
        this.account = account;
        this.progress = states.getState(new ValueStateDescriptor<>("progress", SamplingProgress.TYPE));
        this.candidate = states.getState(new ValueStateDescriptor<>("candidate", GuardedFrame.TYPE));
    }

    /** Opens it with what a checkpoint holds. */
    static CellSampling open(
            SlidingWindows windows,
            long idleMillis,
            FrameAssignment assignment,
            AdmissionPolicy admission,
            SharedResource<Ledger> ledger,
            RuntimeContext runtime,
            FunctionInitializationContext context)
            throws Exception {
        return Leases.open(leases -> new CellSampling(
                windows,
                idleMillis,
                assignment,
                admission.open(
                        leases,
                        context.getKeyedStateStore(),
                        runtime.getMetricGroup().addGroup("mien")),
                leases,
                Account.open("sampler", leases.acquire(ledger), runtime, context),
                context.getKeyedStateStore()));
    }

    void process(GuardedFrame frame, TimerService timers, Collector<CellEvent> out) throws IOException {
        if (frame.trackEnded()) {
            endTrack(frame, timers, out);
        } else {
            sample(frame, timers, out);
        }
    }

    private void sample(GuardedFrame frame, TimerService timers, Collector<CellEvent> out) throws IOException {
        SamplingProgress before = progress.value();
        long cell = windows.cellOf(frame.capturedAt());
        long now = timers.currentProcessingTime();
        if (before == null) {
            timers.registerProcessingTimeTimer(now + idleMillis);
            progress.update(new SamplingProgress(cell, frame.capturedAt(), frame.sequence(), now));
            candidate.update(frame);
            assignment.begin();
        } else if (cell < before.openCell()) {
            skip(NotSampledReason.CELL_CLOSED);
        } else if (before.repeats(frame.capturedAt(), frame.sequence())) {
            skip(NotSampledReason.DUPLICATE);
        } else if (cell > before.openCell()) {
            closeCell(before.openCell(), frame, now, out);
            SamplingProgress seen = before.seen(frame.capturedAt(), frame.sequence(), now);
            progress.update(new SamplingProgress(cell, seen.newestCapturedAt(), seen.newestSequence(), now));
            candidate.update(frame);
        } else {
            progress.update(before.seen(frame.capturedAt(), frame.sequence(), now));
            keepNearest(frame);
        }
    }

    private void keepNearest(GuardedFrame frame) throws IOException {
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

    private void closeCell(long cell, GuardedFrame closing, long now, Collector<CellEvent> out) throws IOException {
        GuardedFrame held = candidate.value();
        if (held == null) {
            return;
        }
        candidate.clear();
        Optional<NotSampledReason> refusal = admission.refusal(held.subject(), cell, closing.source(), now);
        if (refusal.isPresent()) {
            skip(refusal.get());
            out.collect(new SkippedCell(held.subject(), cell));
        } else {
            out.collect(new SampledFrame(held, cell, assignment.of(held, cell)));
        }
    }

    /** The progress is kept until the subject is idle: frames that are sent a second time must find their cells closed. */
    private void endTrack(GuardedFrame end, TimerService timers, Collector<CellEvent> out) throws IOException {
        account.count(CountName.TRACK_ENDED);
        SamplingProgress before = progress.value();
        if (before == null) {
            return;
        }
        if (candidate.value() != null) {
            closeCell(before.openCell(), end, timers.currentProcessingTime(), out);
            progress.update(new SamplingProgress(
                    before.openCell() + 1, before.newestCapturedAt(), before.newestSequence(), before.activeAt()));
        }
        out.collect(new TrackEnd(end.subject()));
    }

    /** Clears the state of a subject that was silent for long enough. */
    void onTimer(long timestamp, TimerService timers) throws IOException {
        SamplingProgress current = progress.value();
        if (current == null) {
            return;
        }
        // One timer a subject, set again when it fires: to move it with each frame would cost more than the frame.
        if (current.activeAt() + idleMillis > timestamp) {
            timers.registerProcessingTimeTimer(current.activeAt() + idleMillis);
            return;
        }
        if (candidate.value() != null) {
            skip(NotSampledReason.SUBJECT_IDLE);
        }
        progress.clear();
        candidate.clear();
        assignment.end();
        admission.end();
    }

    private void skip(NotSampledReason reason) {
        account.count(CountName.notSampled(reason));
    }

    void snapshot() throws Exception {
        account.snapshot();
    }

    @Override
    public void close() {
        leases.close();
    }
}
