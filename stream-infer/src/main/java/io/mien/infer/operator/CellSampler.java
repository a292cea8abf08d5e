package io.mien.infer.operator;

import io.mien.infer.accounting.Ledger;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.freshness.AdmissionPolicy;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.SlidingWindows;
import java.time.Duration;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
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
    private final AdmissionPolicy admission;

    private transient @Nullable CellSampling sampling;

    /**
     * @param windows the grid
     * @param idleTimeout after which the state of a silent subject is cleared
     * @param ledger where frames are counted
     * @param admission which cells are encoded
     */
    public CellSampler(
            SlidingWindows windows, Duration idleTimeout, SharedResource<Ledger> ledger, AdmissionPolicy admission) {
        this.windows = windows;
        this.idleMillis = idleTimeout.toMillis();
        this.ledger = ledger;
        this.admission = admission;
    }

    private CellSampling sampling() {
        if (sampling == null) {
            throw new IllegalStateException("not open");
        }
        return sampling;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        sampling = CellSampling.open(
                windows, idleMillis, FrameAssignment.NONE, admission, ledger, getRuntimeContext(), context);
    }

    @Override
    public void processElement(GuardedFrame frame, Context context, Collector<CellEvent> out) throws Exception {
        sampling().process(frame, context.timerService(), out);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<CellEvent> out) throws Exception {
        sampling().onTimer(timestamp, context.timerService());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        sampling().snapshot();
    }

    @Override
    public void close() {
        if (sampling != null) {
            sampling.close();
            sampling = null;
        }
    }
}
