package io.mien.infer.operator;

import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.ModelAssignment;
import io.mien.infer.element.ModelAssignment.Role;
import io.mien.infer.element.ModelPlan;
import io.mien.infer.element.ModelVersion;
import io.mien.infer.element.SourceRecord;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;

/**
 * Assigns frames as the job's plan says. Which model publishes hangs on when the frame was appended to the topic, so that a
 * frame that is read again after a failure is assigned as it was before.
 */
final class PlannedAssignment implements FrameAssignment {
    private final int cells;
    private final Supplier<@Nullable ModelPlan> plans;
    private final ValueState<ModelCoverage> coverage;
    private final InstantSource clock;

    /**
     * @param cells in a window
     * @param plans gives the plan in force
     * @param coverage of the subject whose turn it is
     * @param clock for frames that do not say when they were appended
     */
    PlannedAssignment(
            int cells, Supplier<@Nullable ModelPlan> plans, ValueState<ModelCoverage> coverage, InstantSource clock) {
        this.cells = cells;
        this.plans = plans;
        this.coverage = coverage;
        this.clock = clock;
    }

    @Override
    public void begin() throws IOException {
        if (plans.get() != null) {
            coverage.update(ModelCoverage.NONE);
        }
    }

    @Override
    public @Nullable ModelAssignment of(GuardedFrame frame, long cell) throws IOException {
        ModelPlan plan = plans.get();
        if (plan == null) {
            return null;
        }
        ModelCoverage before = coverage.value();
        if (before == null) {
            // It was there before anything was deployed.
            before = ModelCoverage.of(plan.origin().id(), cell - 1);
        }
        ModelAssignment assignment = assignment(plan, before, appendedAt(frame), cell);
        coverage.update(before.with(cell, cells, assignment.model(), assignment.second()));
        return assignment;
    }

    private long appendedAt(GuardedFrame frame) {
        long time = frame.source().appendedAt();
        return time == SourceRecord.UNKNOWN ? clock.millis() : time;
    }

    private ModelAssignment assignment(ModelPlan plan, ModelCoverage before, long time, long cell) {
        long origin = plan.origin().id();
        ModelVersion former = plan.former();
        boolean early = former != null && time < plan.from();
        long model = early && former != null ? former.id() : plan.publishing().id();
        Optional<Long> unfinished =
                before.former(model, cell, cells).filter(id -> plan.models().anyMatch(known -> known.id() == id));
        if (unfinished.isPresent()) {
            return new ModelAssignment(origin, model, unfinished.get(), Role.FORMER);
        }
        ModelVersion candidate = plan.candidate();
        long shadow = early ? plan.publishing().id() : candidate != null && plan.shadowing() ? candidate.id() : 0;
        return shadow == 0 || shadow == model
                ? new ModelAssignment(origin, model, 0, Role.NONE)
                : new ModelAssignment(origin, model, shadow, Role.SHADOW);
    }

    @Override
    public void end() {
        coverage.clear();
    }
}
