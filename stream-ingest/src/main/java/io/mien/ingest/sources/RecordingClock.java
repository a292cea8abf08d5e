package io.mien.ingest.sources;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Where in a recording its pictures lie, in microseconds since the first of them, whatever the container's stamps say.
 *
 * <ul>
 *   <li>The first picture is zero.
 *   <li>A stamp that lies after the picture before it, and not further than the longest gap, is followed to the microsecond.
 *   <li>A stamp that runs back, stands still, or lies further ahead is not: the picture comes one interval after the one
 *       before it. Whatever comes next is followed again: stamps that return to where they had been are taken at their
 *       word (one picture was stamped wrongly); stamps that go on from the strange one are followed by their steps (files
 *       that were joined, a recorder that reconnected).
 *   <li>A clock that has run over its end, as a transport stream's does every 26.5 hours, is followed over it.
 *   <li>A picture without stamp comes one interval after the one before it.
 * </ul>
 *
 * <p>The interval is the median of the recording's last steps, or what its container says where none was made yet.
 * A pure rule: the same stamps give the same times. Not safe for use by many threads.
 */
final class RecordingClock {
    /** Recordings whose pictures are rarer have longer gaps: {@link #INTERVALS_A_GAP} of them. */
    private static final long LONGEST_GAP_MICROS = Duration.ofSeconds(10).toNanos() / 1000;

    private static final long INTERVALS_A_GAP = 10;
    private static final int STEPS_REMEMBERED = 15;

    /** What was not as it should be. */
    record Repairs(long jumps, long withoutStamp) {}

    private static final long NANOS_PER_MICRO = 1000;

    private final long usualNanos;
    private final long wrap;
    private final Deque<Long> steps = new ArrayDeque<>();
    private boolean begun;
    private long position;
    /** What intervals that are no whole microseconds have left over. */
    private long leftOverNanos;
    /** What is added to a stamp to make a position of it. */
    private long shift;

    private OptionalLong lastStamp = OptionalLong.empty();
    private long jumps;
    private long withoutStamp;

    /**
     * @param framesPerSecond as the container or the user says, more than 0
     * @param wrap after which the container's clock begins again at zero, microseconds; 0 if it never does
     */
    RecordingClock(double framesPerSecond, long wrap) {
        if (!(framesPerSecond > 0) || !Double.isFinite(framesPerSecond)) {
            throw new IllegalArgumentException("frame rate: " + framesPerSecond + " (expected: more than 0)");
        }
        this.usualNanos = Math.max(NANOS_PER_MICRO, Math.round(1e9 / framesPerSecond));
        this.wrap = wrap;
    }

    /**
     * The position of the next picture.
     *
     * @param stamp in microseconds, or empty if the picture has none
     * @return microseconds since the first picture, never less than for the picture before
     */
    long next(OptionalLong stamp) {
        if (!begun) {
            begun = true;
            stamp.ifPresent(first -> shift = -first);
            if (stamp.isEmpty()) {
                withoutStamp++;
            }
        } else if (stamp.isEmpty()) {
            withoutStamp++;
            goOn();
        } else {
            follow(stamp.getAsLong());
        }
        if (stamp.isPresent()) {
            lastStamp = stamp;
        }
        return position;
    }

    private void follow(long stamp) {
        if (lastStamp.isEmpty()) {
            // The first stamp of a recording that began without: what comes is counted from here.
            goOn();
            shift = position - stamp;
            return;
        }
        long ahead = stamp + shift - position;
        long step = stamp - lastStamp.getAsLong();
        if (isStep(ahead) || (ahead == 0 && step > 0)) {
            position += ahead;
            remember(ahead);
        } else if (isStep(step)) {
            // The second picture of stamps that have moved away: steps are as good as before.
            position += step;
            shift = position - stamp;
            remember(step);
        } else if (wrap > 0 && isStep(ahead + wrap)) {
            position += ahead + wrap;
            shift += wrap;
            jumps++;
        } else {
            goOn();
            jumps++;
        }
    }

    /** One interval further. */
    private void goOn() {
        if (steps.isEmpty()) {
            leftOverNanos += usualNanos;
            position += leftOverNanos / NANOS_PER_MICRO;
            leftOverNanos %= NANOS_PER_MICRO;
        } else {
            position += interval();
        }
    }

    private boolean isStep(long micros) {
        return micros > 0 && (micros <= LONGEST_GAP_MICROS || micros <= INTERVALS_A_GAP * interval());
    }

    private void remember(long step) {
        if (step > 0) {
            steps.addLast(step);
            if (steps.size() > STEPS_REMEMBERED) {
                steps.removeFirst();
            }
        }
    }

    /** The usual step, microseconds. */
    long interval() {
        if (steps.isEmpty()) {
            return usualNanos / NANOS_PER_MICRO;
        }
        long[] sorted = steps.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Where the last picture lies, microseconds. */
    long position() {
        return position;
    }

    /** What makes a position of a stamp; empty as long as there was none. */
    OptionalLong shift() {
        return lastStamp.isEmpty() ? OptionalLong.empty() : OptionalLong.of(shift);
    }

    Repairs repairs() {
        return new Repairs(jumps, withoutStamp);
    }
}
