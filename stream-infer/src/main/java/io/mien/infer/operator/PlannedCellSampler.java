package io.mien.infer.operator;

import io.mien.infer.accounting.Ledger;
import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.deployment.SlotReports;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.ModelPlan;
import io.mien.infer.element.ModelVersion;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.freshness.AdmissionPolicy;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.ModelException;
import io.mien.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CellSampler} that also says which models a frame is for. It is the only place where what the coordinator says meets
 * the frames: from here on it travels with them. Each slot keeps the plan, and answers how its process got on with it.
 */
public final class PlannedCellSampler
        extends KeyedBroadcastProcessFunction<SubjectKey, GuardedFrame, ModelPlan, CellEvent>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final String PLAN = "plan";

    /** Of the plans that come to each slot. */
    public static final MapStateDescriptor<String, ModelPlan> PLANS =
            new MapStateDescriptor<>("model-plan", Types.STRING, ModelPlan.TYPE);

    private final SlidingWindows windows;
    private final long idleMillis;
    private final SharedResource<Ledger> ledger;
    private final AdmissionPolicy admission;
    private final SharedResource<LoadedModels> models;
    private final SharedResource<SchemaRegistry> registry;
    private final String group;

    private transient @Nullable Running running;
    private transient @Nullable ModelPlan plan;

    /**
     * @param windows the grid
     * @param idleTimeout after which the state of a silent subject is cleared
     * @param ledger where frames are counted
     * @param admission which cells are encoded
     * @param models of this process
     * @param registry of the answers' schema
     * @param group of the job
     */
    public PlannedCellSampler(
            SlidingWindows windows,
            Duration idleTimeout,
            SharedResource<Ledger> ledger,
            AdmissionPolicy admission,
            SharedResource<LoadedModels> models,
            SharedResource<SchemaRegistry> registry,
            String group) {
        this.windows = windows;
        this.idleMillis = idleTimeout.toMillis();
        this.ledger = ledger;
        this.admission = admission;
        this.models = models;
        this.registry = registry;
        this.group = group;
    }

    /** What lives from {@link #initializeState} to {@link #close}. */
    private record Running(Leases leases, CellSampling sampling, LoadedModels models, SlotReports reports) {}

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        BroadcastState<String, ModelPlan> state =
                context.getOperatorStateStore().getBroadcastState(PLANS);
        ModelPlan restored = state.get(PLAN);
        plan = restored;
        running = Leases.open(leases -> opened(leases, restored, context));
    }

    private Running opened(Leases leases, @Nullable ModelPlan restored, FunctionInitializationContext context)
            throws Exception {
        LoadedModels opened = leases.acquire(models);
        requireHeir(restored, ModelVersion.of(opened.launched().manifest()));
        opened.restart(restored);
        if (restored != null) {
            // Before any frame: if it cannot be had, the job says so now.
            opened.require(restored.publishing());
        }
        SlotReports reports = new SlotReports(
                group,
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                opened,
                leases.acquire(registry));
        FrameAssignment assignment = new PlannedAssignment(
                windows.cells(),
                () -> plan,
                context.getKeyedStateStore().getState(new ValueStateDescriptor<>("coverage", ModelCoverage.TYPE)),
                InstantSource.system());
        return new Running(
                leases,
                CellSampling.open(windows, idleMillis, assignment, admission, ledger, getRuntimeContext(), context),
                opened,
                reports);
    }

    private static void requireHeir(@Nullable ModelPlan restored, ModelVersion started) {
        if (restored != null && !restored.mayGoOnWith(started.id())) {
            throw new SuppressRestartsException(new ModelException("model: " + started + " (expected: "
                    + restored.publishing() + ", which was deployed to the job that left this state, or "
                    + restored.origin() + ", which it was begun with; or start without its checkpoint)"));
        }
    }

    @Override
    public void processElement(GuardedFrame frame, ReadOnlyContext context, Collector<CellEvent> out) throws Exception {
        running().sampling().process(frame, context.timerService(), out);
    }

    @Override
    public void processBroadcastElement(ModelPlan next, Context context, Collector<CellEvent> out) throws Exception {
        plan = next;
        context.getBroadcastState(PLANS).put(PLAN, next);
        running().models().follow(next);
        running().reports().next(next).ifPresent(report -> context.output(SlotReports.OUTPUT, report));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<CellEvent> out) throws Exception {
        running().sampling().onTimer(timestamp, context.timerService());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        running().sampling().snapshot();
    }

    @Override
    public void close() {
        if (running != null) {
            running.sampling().close();
            running.leases().close();
            running = null;
        }
    }
}
