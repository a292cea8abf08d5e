package io.mien.ingest.topology;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Why a live camera's frame was passed over unseen. */
public enum PassedOverReason {
    /** To keep up with the others. */
    THINNED,
    /** It was older than the bound. */
    STALE;

    /** Those that happened, and how often. */
    static Map<PassedOverReason, Long> sums(Map<PassedOverReason, LongAdder> counters) {
        Map<PassedOverReason, Long> sums = new EnumMap<>(PassedOverReason.class);
        counters.forEach((reason, counter) -> {
            if (counter.sum() > 0) {
                sums.put(reason, counter.sum());
            }
        });
        return sums;
    }
}
