package io.mien.recording.kafka;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the topics is recorded.
 *
 * @param streams by their ids; empty for all
 * @param from the broker's time of the first record; null for all that the topics still hold
 * @param to the broker's time before which the last record lies; null for no end but that of whoever records
 */
public record RecordingPlan(
        List<String> streams,
        @Nullable Instant from,
        @Nullable Instant to) {
    /** All that there is, until it is ended. */
    public static final RecordingPlan EVERYTHING = new RecordingPlan(List.of(), null, null);

    public RecordingPlan {
        streams = List.copyOf(streams);
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "from " + from + " to " + to + " (expected: an end after the beginning)");
        }
    }
}
