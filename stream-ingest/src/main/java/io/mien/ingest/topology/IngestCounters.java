package io.mien.ingest.topology;

import io.mien.schemas.DeadLetterReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Collects the counts of all threads of one application for {@link IngestCounts}. Safe for use by many threads. */
public final class IngestCounters {
    final LongAdder received = new LongAdder();
    final LongAdder decoded = new LongAdder();
    final LongAdder streamsEnded = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder facesDetected = new LongAdder();
    final LongAdder faceFrames = new LongAdder();
    final LongAdder tracksStarted = new LongAdder();
    final LongAdder tracksEnded = new LongAdder();
    private final Map<DeadLetterReason, LongAdder> deadLetters = new EnumMap<>(DeadLetterReason.class);

    public IngestCounters() {
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters.put(reason, new LongAdder());
        }
    }

    LongAdder deadLetters(DeadLetterReason reason) {
        LongAdder counter = deadLetters.get(reason);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + reason);
        }
        return counter;
    }

    public IngestCounts snapshot() {
        Map<DeadLetterReason, Long> byReason = new EnumMap<>(DeadLetterReason.class);
        deadLetters.forEach((reason, counter) -> {
            if (counter.sum() > 0) {
                byReason.put(reason, counter.sum());
            }
        });
        return new IngestCounts(
                received.sum(),
                decoded.sum(),
                streamsEnded.sum(),
                repeated.sum(),
                byReason,
                facesDetected.sum(),
                faceFrames.sum(),
                tracksStarted.sum(),
                tracksEnded.sum());
    }
}
