package io.mien.infer.freshness;

import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.shared.Leases;
import io.mien.infer.window.SlidingWindows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.metrics.MetricGroup;

/** Passes over the cells that readings say were passed over, so that they can be computed again. */
public final class RecordedPolicy implements AdmissionPolicy {
    private static final long serialVersionUID = 1L;

    private final SlidingWindows windows;
    /** By stream and subject: a {@link SubjectKey} does not travel as this has to. The map itself does. */
    @SuppressWarnings("serial")
    private final Map<List<String>, Set<Long>> passedOver = new HashMap<>();

    /**
     * @param windows the grid
     * @param passedOver when these cells of each subject begin, microseconds since the epoch
     */
    public RecordedPolicy(SlidingWindows windows, Map<SubjectKey, Set<Long>> passedOver) {
        this.windows = windows;
        passedOver.forEach((subject, cells) -> this.passedOver.put(name(subject), Set.copyOf(cells)));
    }

    private static List<String> name(SubjectKey subject) {
        return List.of(subject.streamId(), subject.subjectId());
    }

    @Override
    public Admission open(Leases leases, KeyedStateStore states, MetricGroup metrics) {
        return new Admission() {
            @Override
            public Optional<NotSampledReason> refusal(SubjectKey subject, long cell, SourceRecord newest, long now) {
                return passedOver.getOrDefault(name(subject), Set.of()).contains(windows.startOf(cell))
                        ? Optional.of(NotSampledReason.THINNED)
                        : Optional.empty();
            }

            @Override
            public void end() {}
        };
    }
}
