package io.mien.ingest.topology;

import io.mien.schemas.DeadLetterReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link StreamCounts}. Safe for use by many threads. */
final class StreamCounters {
    final LongAdder lookedAt = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder facesDetected = new LongAdder();
    final LongAdder faceFrames = new LongAdder();
    final LongAdder subjects = new LongAdder();
    private final Map<DeadLetterReason, LongAdder> setAside = new EnumMap<>(DeadLetterReason.class);

    private final Map<PassedOverReason, LongAdder> passedOver =
            Map.of(PassedOverReason.THINNED, new LongAdder(), PassedOverReason.STALE, new LongAdder());

    StreamCounters() {
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            setAside.put(reason, new LongAdder());
        }
    }

    void setAside(DeadLetterReason reason) {
        setAside.getOrDefault(reason, new LongAdder()).increment();
    }

    void passedOver(PassedOverReason reason) {
        passedOver.getOrDefault(reason, new LongAdder()).increment();
    }

    StreamCounts snapshot() {
        Map<DeadLetterReason, Long> byReason = new EnumMap<>(DeadLetterReason.class);
        setAside.forEach((reason, counter) -> {
            if (counter.sum() > 0) {
                byReason.put(reason, counter.sum());
            }
        });
        return new StreamCounts(
                lookedAt.sum(),
                repeated.sum(),
                PassedOverReason.sums(passedOver),
                byReason,
                facesDetected.sum(),
                faceFrames.sum(),
                subjects.sum());
    }
}
