package io.mien.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates the frames per second of one stream from its readings alone. The rate is how far the sequence number of the
 * newest frame used went on, over the time in which the readings came, within the last ten seconds. Not safe for use by
 * many threads.
 */
final class FrameRate {
    private static final Duration SPAN = Duration.ofSeconds(10);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int MOST_SAMPLES = 1_000;

    private record Sample(Instant at, long sequence) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    void mark(long sequence, Instant at) {
        Sample newest = samples.peekLast();
        if (newest != null && sequence <= newest.sequence()) {
            if (!beganAgain(sequence, at)) {
                return;
            }
            samples.clear();
        }
        samples.addLast(new Sample(at, sequence));
        if (samples.size() > MOST_SAMPLES) {
            samples.removeFirst();
        }
    }

    /**
     * Subjects of one stream report the same frames, a little apart. Below all that was seen for a while, the stream's
     * numbers have begun again.
     */
    private boolean beganAgain(long sequence, Instant at) {
        Sample oldest = samples.getFirst();
        return sequence < oldest.sequence() && oldest.at().plus(FRESH).isBefore(at);
    }

    /** Zero until two readings have come within the span. */
    double perSecond(Instant now) {
        Instant oldestAllowed = now.minus(SPAN);
        while (!samples.isEmpty() && samples.getFirst().at().isBefore(oldestAllowed)) {
            samples.removeFirst();
        }
        if (samples.size() < 2) {
            return 0;
        }
        Sample oldest = samples.getFirst();
        Sample newest = samples.getLast();
        // Readings come in steps: between two of them the stream has not slowed down.
        Instant end = newest.at().plus(FRESH).isBefore(now) ? now : newest.at();
        double seconds = Duration.between(oldest.at(), end).toNanos() / 1e9;
        return seconds <= 0 ? 0 : (newest.sequence() - oldest.sequence()) / seconds;
    }
}
