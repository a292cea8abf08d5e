package io.mien.ingest.topology;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Knows which streams have fallen silent. It counts checks that found nothing new, and does not look at the clock: a
 * topology that stood still (a long commit, a starved processor, a suspended machine) has not looked, and frames of
 * that time still wait to be read. A broker that is away slows the checks down: Kafka Streams wants to commit after
 * each, and was seen to wait in that for a minute a time. So an outage that lasts a few checks ends no track; one that
 * lasts very many may. Used by one thread.
 */
final class SilenceWatch {
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

    private final Duration interval;
    private final long checks;
    private final Map<String, Long> quiet = new TreeMap<>();

    /** @param silence after at least so long, by checks that come in time, a stream is silent */
    SilenceWatch(Duration silence) {
        Duration half = silence.dividedBy(2);
        this.interval = half.compareTo(LONGEST_INTERVAL) < 0 ? half : LONGEST_INTERVAL;
        // The first of them may come directly after a frame.
        this.checks = 1 + silence.plus(interval).minusNanos(1).dividedBy(interval);
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

    void clear() {
        quiet.clear();
    }

    /** The streams that are silent by now; they are forgotten. */
    List<String> check() {
        quiet.replaceAll((streamId, times) -> times + 1);
        List<String> silent = quiet.entrySet().stream()
                .filter(watched -> watched.getValue() >= checks)
                .map(Map.Entry::getKey)
                .toList();
        silent.forEach(quiet::remove);
        return silent;
    }
}
