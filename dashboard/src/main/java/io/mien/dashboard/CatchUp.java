package io.mien.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows when a consumer has read what was there when it began. Before that nothing can be said to be missing. Used by one
 * thread.
 */
final class CatchUp {
    private static final Duration TICK_EVERY = Duration.ofSeconds(1);

    private final Instant since;
    private final Set<TopicPartition> through = new HashSet<>();
    private Instant nextTick;

    /** @param since when the consumer began */
    CatchUp(Instant since) {
        this.since = since;
        this.nextTick = since;
    }

    void read(ConsumerRecord<?, ?> record) {
        if (record.timestamp() >= since.toEpochMilli()) {
            through.add(new TopicPartition(record.topic(), record.partition()));
        }
    }

    /** At most once a second, and only when all partitions have been read to where they ended at first. */
    boolean isTimeToTick(Consumer<?, ?> consumer, Instant now) {
        if (now.isBefore(nextTick) || !isThrough(consumer)) {
            return false;
        }
        nextTick = now.plus(TICK_EVERY);
        return true;
    }

    private boolean isThrough(Consumer<?, ?> consumer) {
        for (TopicPartition partition : consumer.assignment()) {
            if (!through.contains(partition)) {
                OptionalLong lag = consumer.currentLag(partition);
                if (lag.isEmpty() || lag.getAsLong() > 0) {
                    return false;
                }
                through.add(partition);
            }
        }
        return !consumer.assignment().isEmpty();
    }
}
