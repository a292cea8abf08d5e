package io.mien.ingest.topology;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Knows which streams have fallen silent, by counting checks that come in time and find nothing new.
 *
 * <p>A check that comes late says that the topology stood still: a broker that is away (Kafka Streams wants to commit after
 * each check, and was seen to wait in that for a minute a time), a starved processor, a suspended machine. It has not
 * looked, frames of that time still wait to be read, and those who publish must find their broker again too. So every
 * stream is then given its whole time anew. Used by one thread.
 */
final class SilenceWatch {
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

    private final Duration interval;
    private final long checks;
    private final LongSupplier nanoTime;
    private final Map<String, Long> quiet = new TreeMap<>();
    private long checkedAt;

    /** @param silence after at least so long, by checks that come in time, a stream is silent */
    SilenceWatch(Duration silence, LongSupplier nanoTime) {
        Duration half = silence.dividedBy(2);
        this.interval = half.compareTo(LONGEST_INTERVAL) < 0 ? half : LONGEST_INTERVAL;
        // The first of them may come directly after a frame.
        this.checks = 1 + silence.plus(interval).minusNanos(1).dividedBy(interval);
        this.nanoTime = nanoTime;
        this.checkedAt = nanoTime.getAsLong();
    }

    /** At which {@link #check} is to be called. */
    Duration interval() {
        return interval;
    }

    /** Something came of this stream, which is watched from now on. */
    void hear(String streamId) {
        quiet.put(streamId, 0L);
    }

    void forget(String streamId) {
        quiet.remove(streamId);
    }

    /** Watches no stream, and expects the next check an interval from now. */
    void clear() {
        quiet.clear();
        checkedAt = nanoTime.getAsLong();
    }

    /** The streams that are silent by now; they are forgotten. */
    List<String> check() {
        long now = nanoTime.getAsLong();
        boolean stoodStill = now - checkedAt > interval.multipliedBy(2).toNanos();
        checkedAt = now;
        quiet.replaceAll((streamId, times) -> stoodStill ? 0 : times + 1);
        List<String> silent = quiet.entrySet().stream()
                .filter(watched -> watched.getValue() >= checks)
                .map(Map.Entry::getKey)
                .toList();
        silent.forEach(quiet::remove);
        return silent;
    }
}
