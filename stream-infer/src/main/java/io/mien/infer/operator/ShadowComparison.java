package io.mien.infer.operator;

import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.element.ScoredClip;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** Holds what a model that only reads along says of a window against what was published of it. Used by one thread. */
final class ShadowComparison {
    private final Counter compared;
    private final Counter unlike;
    private @Nullable ScoredClip published;

    /**
     * @param group that the counts are added to
     */
    ShadowComparison(MetricGroup group) {
        MetricGroup mien = group.addGroup("mien");
        this.compared = mien.counter("shadow_windows_compared");
        this.unlike = mien.counter("shadow_windows_unlike");
    }

    /** A clip was published; the next one may be the other model's of the same window. */
    void published(ScoredClip scored) {
        published = scored;
    }

    /** A clip that is not published. After a restart with other slots its partner may be in another: then it is passed over. */
    void compare(ScoredClip shadow, LoadedModels models) {
        ScoredClip partner = published;
        published = null;
        if (partner == null
                || partner.clip().windowEnd() != shadow.clip().windowEnd()
                || !partner.clip().subject().equals(shadow.clip().subject())) {
            return;
        }
        long before = models.agreement().sameLabel();
        models.compare(partner.probabilities(), shadow.probabilities());
        compared.inc();
        if (models.agreement().sameLabel() == before) {
            unlike.inc();
        }
    }
}
