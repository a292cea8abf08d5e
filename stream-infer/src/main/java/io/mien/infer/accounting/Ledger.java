package io.mien.infer.accounting;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds the accounts of all operators of one job in this process, and knows how far its input has been read. Operators
 * keep their accounts in checkpoints and put them here after a restart, so each record counts once however often it is
 * read again. Threads: any.
 */
public final class Ledger implements AutoCloseable {
    private final ConcurrentMap<String, Map<String, Long>> accounts = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Position> positions = new ConcurrentHashMap<>();
    private final AtomicInteger latestAttempt = new AtomicInteger();

    /** Replaces an operator's account. */
    void put(String operator, Map<String, Long> counts) {
        accounts.put(operator, counts);
    }

    /** Notes that a record was read. */
    public void read(int partition, long offset, int attempt) {
        positions.merge(partition, new Position(attempt, offset + 1), Position::later);
    }

    /** A new attempt reads again from the latest checkpoint: what an earlier one read no longer counts. */
    public void begin(int attempt) {
        latestAttempt.accumulateAndGet(attempt, Math::max);
        positions.values().removeIf(position -> position.attempt < attempt);
    }

    /** How often the job has begun again since it was submitted. */
    public int restarts() {
        return latestAttempt.get();
    }

    /** The offset after the last record that was read of each partition since the latest start. */
    public Map<Integer, Long> positions() {
        Map<Integer, Long> next = new TreeMap<>();
        positions.forEach((partition, position) -> next.put(partition, position.next));
        return next;
    }

    /** What all operators have counted. */
    public InferenceCounters counters() {
        Map<String, Long> sums = new TreeMap<>();
        accounts.values().forEach(counts -> counts.forEach((name, count) -> sums.merge(name, count, Long::sum)));
        return InferenceCounters.of(sums);
    }

    @Override
    public void close() {
        // Nothing but memory.
    }

    private record Position(int attempt, long next) {
        private static Position later(Position one, Position other) {
            if (one.attempt != other.attempt) {
                return one.attempt > other.attempt ? one : other;
            }
            return one.next >= other.next ? one : other;
        }
    }
}
