package io.mien.recording.kafka;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What of the topics is recorded.
 *
 * @param streams by their ids; empty for all
 * @param from the broker's time of the first record; null for all that the topics still hold
 * @param to the broker's time before which the last record lies; null for no end but that of whoever records
 * @param fromOffsets the first records of these partitions, stronger than {@code from}
 * @param toOffsets the offsets after the last records of these partitions. If that bounds each partition of the frames, the
 *     recording ends when all are reached, with the readings that are there then
 */
public record RecordingPlan(
        List<String> streams,
        @Nullable Instant from,
        @Nullable Instant to,
        Map<TopicPartition, Long> fromOffsets,
        Map<TopicPartition, Long> toOffsets) {
    /** All that there is, until it is ended. */
    public static final RecordingPlan EVERYTHING = new RecordingPlan(List.of(), null, null);

    public RecordingPlan {
        streams = List.copyOf(streams);
        fromOffsets = Map.copyOf(fromOffsets);
        toOffsets = Map.copyOf(toOffsets);
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "from " + from + " to " + to + " (expected: an end after the beginning)");
        }
        Map<TopicPartition, Long> given = toOffsets;
        fromOffsets.forEach((partition, offset) -> {
            Long end = given.get(partition);
            if (end != null && offset >= end) {
                throw new IllegalArgumentException(partition.topic() + "/" + partition.partition() + " from offset "
                        + offset + " to " + end + " (expected: an end after the beginning)");
            }
        });
    }

    /** A plan without offsets. */
    public RecordingPlan(List<String> streams, @Nullable Instant from, @Nullable Instant to) {
        this(streams, from, to, Map.of(), Map.of());
    }
}
