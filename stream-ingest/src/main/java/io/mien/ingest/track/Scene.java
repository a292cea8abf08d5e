package io.mien.ingest.track;

import io.mien.ingest.picture.Sketch;

/**
 * What is remembered of a stream's pictures from one to the next.
 *
 * @param picture the last one
 * @param at when it was taken, microseconds since the epoch; {@link #NEVER} if there was none
 * @param interval from one picture to the next, lately; microseconds, 0 if unknown
 * @param cutAt when something altogether different was shown for the first time, microseconds since the epoch, or
 *     {@link #NEVER}
 */
public record Scene(Sketch picture, long at, long interval, long cutAt) {
    /** Long ago. */
    public static final long NEVER = Long.MIN_VALUE;

    /** Of a stream that nothing is known of. */
    public static final Scene NONE = new Scene(Sketch.NONE, NEVER, 0, NEVER);

    /** From here on two pictures have nothing in common. Of the same view, an eighth of a second apart, 0.4 was seen. */
    private static final float CUT = 0.6f;

    /** How much the newest interval counts, one part of so many; a pause counts as so many intervals at most. */
    private static final int INERTIA = 4;

    /** With the next picture. */
    Scene next(Sketch newest, long time) {
        boolean cut = picture.difference(newest) > CUT;
        return new Scene(newest, time, intervalAt(time), cut ? time : cutAt);
    }

    /** The interval with a picture at this time; the first two pictures alone say all there is to say. */
    long intervalAt(long time) {
        if (at == NEVER) {
            return 0;
        }
        long elapsed = time - at;
        return interval == 0 ? elapsed : interval + (Math.min(elapsed, INERTIA * interval) - interval) / INERTIA;
    }

    /** Whether there was a cut after this time. */
    boolean cutSince(long time) {
        return cutAt != NEVER && cutAt > time;
    }
}
