package io.mien.gateway;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what all streams do together. Safe for use by many threads. */
final class GatewayCounters {
    final LongAdder received = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder written = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder underWay = new LongAdder();
    final LongAdder writeNanos = new LongAdder();
    final LongAdder sessions = new LongAdder();
    final LongAdder openSessions = new LongAdder();
    final LongAdder connections = new LongAdder();
    final LongAdder connectionsRefused = new LongAdder();
    final LongAdder slowReaders = new LongAdder();
    final LongAdder readings = new LongAdder();
    final LongAdder readingsSent = new LongAdder();
    final LongAdder readingsPassedOver = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    private final Map<TileRefusal, LongAdder> refused = new EnumMap<>(TileRefusal.class);
    private final Map<WaitReason, LongAdder> waits = new EnumMap<>(WaitReason.class);

    GatewayCounters() {
        for (TileRefusal reason : TileRefusal.values()) {
            refused.put(reason, new LongAdder());
        }
        for (WaitReason reason : WaitReason.values()) {
            waits.put(reason, new LongAdder());
        }
    }

    /** Counts a tile that is not written: what comes of the others is known later. */
    void count(TileOutcome outcome) {
        if (outcome instanceof TileOutcome.Gone) {
            // What is sent after a farewell is as good as not sent.
            return;
        }
        received.increment();
        if (outcome instanceof TileOutcome.Refused refusal) {
            increment(refused.get(refusal.reason()));
        } else if (outcome instanceof TileOutcome.Wait wait) {
            increment(waits.get(wait.reason()));
        } else if (outcome instanceof TileOutcome.Repeated || outcome instanceof TileOutcome.UnderWay) {
            repeated.increment();
        }
    }

    private static void increment(@Nullable LongAdder counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    GatewayCounts now(GatewayState state) {
        return new GatewayCounts(
                received.sum(),
                sums(refused, TileRefusal.class),
                sums(waits, WaitReason.class),
                repeated.sum(),
                written.sum(),
                lost.sum(),
                underWay.sum(),
                Duration.ofNanos(writeNanos.sum()),
                sessions.sum(),
                openSessions.sum(),
                connections.sum(),
                connectionsRefused.sum(),
                slowReaders.sum(),
                readings.sum(),
                readingsSent.sum(),
                readingsPassedOver.sum(),
                unreadable.sum(),
                state);
    }

    private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> counters, Class<E> type) {
        Map<E, Long> sums = new EnumMap<>(type);
        counters.forEach((reason, counter) -> sums.put(reason, counter.sum()));
        return sums;
    }
}
