package io.mien.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Computes the median latency of the readings of the last ten seconds, at most two hundred of them. Not safe for use by
 * many threads.
 */
final class RecentLatencies {
    private static final Duration SPAN = Duration.ofSeconds(10);
    private static final int MOST = 200;

    private record Sample(Instant at, long millis) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    void add(long millis, Instant at) {
        samples.addLast(new Sample(at, millis));
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
    }

    /** Empty if no reading came lately. */
    OptionalLong median(Instant now) {
        Instant oldestAllowed = now.minus(SPAN);
        while (!samples.isEmpty() && samples.getFirst().at().isBefore(oldestAllowed)) {
            samples.removeFirst();
        }
        return samples.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(samples.stream()
                        .mapToLong(Sample::millis)
                        .sorted()
                        .skip(samples.size() / 2)
                        .findFirst()
                        .orElseThrow());
    }
}
