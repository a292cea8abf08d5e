package io.mien.ingest.topology;

import io.mien.schemas.DeadLetterReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<PassedOverReason, LongAdder> passedOver =
            Map.of(PassedOverReason.THINNED, new LongAdder(), PassedOverReason.STALE, new LongAdder());
    private final Map<String, StreamCounters> streams = new ConcurrentHashMap<>();
    /** Takes what further streams count, which nobody asks for. */
    private final StreamCounters others = new StreamCounters();

    /** Ids come from strangers: more are counted in the sums only. */
    private static final int MOST_STREAMS = 1_000;

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

    LongAdder passedOver(PassedOverReason reason) {
        LongAdder counter = passedOver.get(reason);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + reason);
        }
        return counter;
    }

    StreamCounters stream(String streamId) {
        StreamCounters known = streams.get(streamId);
        if (known != null) {
            return known;
        }
        return streams.size() >= MOST_STREAMS
                ? others
                : streams.computeIfAbsent(streamId, unused -> new StreamCounters());
    }

    /** Of one stream; {@link StreamCounts#NONE} if it was not seen here. */
    public StreamCounts snapshot(String streamId) {
        StreamCounters known = streams.get(streamId);
        return known == null ? StreamCounts.NONE : known.snapshot();
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
                PassedOverReason.sums(passedOver),
                byReason,
                facesDetected.sum(),
                faceFrames.sum(),
                tracksStarted.sum(),
                tracksEnded.sum());
    }
}
