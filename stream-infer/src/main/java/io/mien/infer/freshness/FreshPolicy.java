package io.mien.infer.freshness;

import io.mien.freshness.ThinningProgress;
import io.mien.freshness.ThinningRule;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.MetricGroup;

/** Passes over cells as far as a live job has to, to stay within its bound. */
public final class FreshPolicy implements AdmissionPolicy {
    private static final long serialVersionUID = 1L;
    private static final double MILLIS = 1_000;

    private final SharedResource<Freshness> freshness;
    private final ThinningRule rule;

    /**
     * @param freshness of the process
     * @param windows the grid
     * @param evidence what a window must hold
     */
    public FreshPolicy(SharedResource<Freshness> freshness, SlidingWindows windows, EvidenceRule evidence) {
        this.freshness = freshness;
        this.rule = new ThinningRule(windows.cells(), Math.toIntExact(windows.slideCells()), evidence.minimumFrames());
    }

    @Override
    public Admission open(Leases leases, KeyedStateStore states, MetricGroup metrics) {
        Freshness opened = leases.acquire(freshness);
        metrics.gauge("behind_seconds", () -> opened.status().age().toMillis() / MILLIS);
        metrics.gauge("cells_share", () -> opened.status().share());
        return new FreshAdmission(
                opened, rule, states.getState(new ValueStateDescriptor<>("thinning", ThinningProgressFormat.TYPE)));
    }

    private record FreshAdmission(Freshness freshness, ThinningRule rule, ValueState<ThinningProgress> thinning)
            implements Admission {
        @Override
        public Optional<NotSampledReason> refusal(SubjectKey subject, long cell, SourceRecord newest, long now)
                throws IOException {
            double share = freshness.offer(newest, now);
            ThinningRule.Step step = rule.step(subject.hashCode(), thinning.value(), cell, share);
            thinning.update(step.next());
            if (step.admitted()) {
                return Optional.empty();
            }
            freshness.passOver(now);
            return Optional.of(share == 0 ? NotSampledReason.STALE : NotSampledReason.THINNED);
        }

        @Override
        public void end() {
            thinning.clear();
        }
    }
}
