package io.mien.ingest.sources;

import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * Says when the pictures of a live feed were taken, in microseconds since 1970.
 *
 * <ul>
 *   <li>If the source says so itself, by a clock that is no further from the pictures' arrival than is tolerated, it is
 *       believed.
 *   <li>Otherwise it is the arrival. Networks deliver unevenly: the steps are those of the pictures' stamps, and the
 *       earliest arrivals say where they lie. A stamp that has left its place by more than {@link #LARGEST_STRAY} is a
 *       jump, and the next picture lies at its arrival.
 *   <li>Times only grow within a session. A source's own clock that jumps begins a new one, and so does one that begins or
 *       ceases to be known and is that far from the arrival.
 * </ul>
 *
 * <p>A pure rule: the same input gives the same times. Not safe for use by many threads.
 */
final class LiveClock {
    /** Of stamps from arrivals; a network that stalls for longer has lost the picture for live purposes anyway. */
    static final Duration LARGEST_STRAY = Duration.ofSeconds(2);

    private static final long STRAY_MICROS = LARGEST_STRAY.toNanos() / 1000;
    /** How fast the arrival's place follows a clock that drifts: a part of the difference a picture. */
    private static final long DRIFT_PART = 256;

    private final long toleranceMicros;
    private final long latenessMicros;
    private final long correctionMicros;

    /** What is added to a stamp to make an arrival of it. */
    private OptionalLong place = OptionalLong.empty();

    private OptionalLong last = OptionalLong.empty();
    private OptionalLong lastStamp = OptionalLong.empty();
    private long lastArrival;
    private boolean lastByCamera;
    private boolean jumped;
    private long jumps;
    private long held;
    private long implausible;

    /**
     * What was not as it should be.
     *
     * @param jumps of the stamps or of the source's clock
     * @param held pictures whose time would have run back, and stood still instead
     * @param implausible pictures whose source's clock was too far off to be believed
     */
    record Repairs(long jumps, long held, long implausible) {}

    LiveClock(Duration tolerance, Duration correction) {
        this(tolerance, Duration.ZERO, correction);
    }

    /**
     * Of a source whose pictures arrive late by its nature.
     *
     * @param lateness by how much more than the tolerance its clock may be behind the arrival
     */
    LiveClock(Duration tolerance, Duration lateness, Duration correction) {
        this.latenessMicros = lateness.toNanos() / 1000;
        this.toleranceMicros = tolerance.toNanos() / 1000;
        this.correctionMicros = correction.toNanos() / 1000;
    }

    /**
     * When the next picture was taken.
     *
     * @param stamp of the picture, microseconds of any clock; empty if it has none, or one that was made up
     * @param arrival microseconds since 1970
     * @param camera what the source says, microseconds since 1970; empty if it does not
     */
    CaptureTime next(OptionalLong stamp, long arrival, OptionalLong camera) {
        long arrived = steadied(stamp, arrival);
        boolean byCamera = camera.isPresent()
                && camera.getAsLong() - arrival <= toleranceMicros
                && arrival - camera.getAsLong() <= toleranceMicros + latenessMicros;
        if (camera.isPresent() && !byCamera) {
            implausible++;
        }
        long taken = (byCamera ? camera.getAsLong() : arrived) + correctionMicros;
        jumped = last.isPresent()
                && (byCamera || lastByCamera)
                && strays(taken - last.getAsLong(), arrival - lastArrival)
                && !goesWithStamps(taken - last.getAsLong(), stamp);
        if (jumped) {
            jumps++;
        } else if (last.isPresent() && taken <= last.getAsLong()) {
            taken = last.getAsLong() + 1;
            held++;
        }
        last = OptionalLong.of(taken);
        lastStamp = stamp;
        lastArrival = arrival;
        lastByCamera = byCamera;
        return new CaptureTime(
                Instant.EPOCH.plus(taken, ChronoUnit.MICROS), byCamera ? CaptureClock.CAMERA : CaptureClock.ARRIVAL);
    }

    /** Of what may wait for its reader the arrival says little: its clock has not jumped if it goes as the stamps do. */
    private boolean goesWithStamps(long step, OptionalLong stamp) {
        return latenessMicros > 0
                && stamp.isPresent()
                && lastStamp.isPresent()
                && !strays(step, stamp.getAsLong() - lastStamp.getAsLong());
    }

    private static boolean strays(long step, long arrivalStep) {
        return Math.abs(step - arrivalStep) > STRAY_MICROS;
    }

    /** The arrival, without the network's unevenness. */
    private long steadied(OptionalLong stamp, long arrival) {
        if (stamp.isEmpty()) {
            place = OptionalLong.empty();
            return arrival;
        }
        long here = arrival - stamp.getAsLong();
        if (place.isEmpty()) {
            place = OptionalLong.of(here);
        } else {
            long late = here - place.getAsLong();
            if (Math.abs(late) > STRAY_MICROS) {
                jumps++;
                place = OptionalLong.of(here);
            } else {
                place = OptionalLong.of(late < 0 ? here : place.getAsLong() + late / DRIFT_PART);
            }
        }
        return stamp.getAsLong() + place.getAsLong();
    }

    /** Whether the source's own clock jumped before the last picture. */
    boolean hasJumped() {
        return jumped;
    }

    Repairs repairs() {
        return new Repairs(jumps, held, implausible);
    }
}
