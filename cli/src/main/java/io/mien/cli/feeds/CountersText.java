package io.mien.cli.feeds;

import io.mien.infer.accounting.InferenceCounters;
import io.mien.schemas.avro.ReadingStatus;

/** Says in one line where the face frames went. */
public final class CountersText {
    private CountersText() {}

    public static String of(InferenceCounters counters) {
        return "%d face frames: %d encoded, %d not sampled, %d dead letters, %d ends of tracks, %d under way; readings: %d OK, %d degraded, %d abstained"
                .formatted(
                        counters.read(),
                        counters.encoded(),
                        counters.skipped(),
                        counters.deadLetters(),
                        counters.trackEnded(),
                        counters.inFlight(),
                        readings(counters, ReadingStatus.OK),
                        readings(counters, ReadingStatus.DEGRADED),
                        readings(counters, ReadingStatus.ABSTAINED));
    }

    private static long readings(InferenceCounters counters, ReadingStatus status) {
        return counters.readings().getOrDefault(status, 0L);
    }
}
