package io.mien.infer.operator;

import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.ModelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in the job's state whose it is, and ends a job that was given another's. Every reading passes here, so none of a
 * wrong job is written.
 */
public final class StateOwnerCheck extends ProcessFunction<OutgoingRecord, OutgoingRecord>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final ListStateDescriptor<Map<String, String>> STATE =
            new ListStateDescriptor<>("owner", Types.MAP(Types.STRING, Types.STRING));

    private final SharedResource<LoadedModels> models;
    private final SlidingWindows windows;
    private final @Nullable String topicId;

    private transient @Nullable ListState<Map<String, String>> state;
    private transient @Nullable StateOwner owner;
    private transient @Nullable Running running;

    /**
     * @param models of the job
     * @param windows of the job
     * @param topicId of {@code face-frames}; null if it is not known
     */
    public StateOwnerCheck(SharedResource<LoadedModels> models, SlidingWindows windows, @Nullable String topicId) {
        this.models = models;
        this.windows = windows;
        this.topicId = topicId;
    }

    /** What lives from {@link #initializeState} to {@link #close}. */
    private record Running(Leases leases, LoadedModels models) {}

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        running = Leases.open(taken -> new Running(taken, taken.acquire(models)));
        StateOwner current = StateOwner.of(running.models().launched().manifest(), windows, topicId);
        // Each slot sees what all of them kept: with more slots than before some would else see nothing.
        ListState<Map<String, String>> kept = context.getOperatorStateStore().getUnionListState(STATE);
        for (Map<String, String> facts : kept.get()) {
            Optional<String> objection = current.objection(new StateOwner(facts));
            if (objection.isPresent()) {
                throw new SuppressRestartsException(new ModelException(
                        objection.get() + "; start from that job's own settings, or without its checkpoint"));
            }
        }
        state = kept;
        owner = current;
    }

    @Override
    public void processElement(OutgoingRecord element, Context context, Collector<OutgoingRecord> out) {
        out.collect(element);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        if (state != null && owner != null && running != null) {
            StateOwner now = running.models().plan().map(owner::with).orElse(owner);
            state.update(List.of(now.facts()));
        }
    }

    @Override
    public void close() {
        if (running != null) {
            running.leases().close();
            running = null;
        }
    }
}
