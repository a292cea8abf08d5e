package io.mien.ingest.track;

import io.mien.ingest.picture.Sketch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is remembered of a stream's pictures from one to the next.
 *
 * @param picture the last one
 * @param at when it was taken, microseconds since the epoch; {@link #NEVER} if there was none
 * @param interval from one picture to the next, lately; microseconds, 0 if unknown
 * @param cutAt when something altogether different was shown for the first time, microseconds since the epoch, or
 *     {@link #NEVER}
 * @param recent pictures of the last moments, oldest first, by which slow changes are seen
 */
public record Scene(Sketch picture, long at, long interval, long cutAt, List<Moment> recent) {
    /** Long ago. */
    public static final long NEVER = Long.MIN_VALUE;

    /** Of a stream that nothing is known of. */
    public static final Scene NONE = new Scene(Sketch.NONE, NEVER, 0, NEVER, List.of());

    /** From here on two pictures have nothing in common. Of the same view, an eighth of a second apart, 0.4 was seen. */
    private static final float CUT = 0.6f;

    /** How much the newest interval counts, one part of so many; a pause counts as so many intervals at most. */
    private static final int INERTIA = 4;

    /** Microseconds that are looked back over for a fade. */
    private static final long MOMENTS = 400_000;

    private static final long BETWEEN_MOMENTS = 50_000;

    /** The least change that is a fade. */
    private static final float FADE = 0.25f;

    /**
     * How far the picture in its middle may stray from a blend of both ends. Pans, walks and turns were not seen below 0.12,
     * fades not above 0.1.
     */
    private static final float BLEND = 0.105f;

    /**
     * One of the last pictures.
     *
     * @param picture in coarse cells
     * @param at when, microseconds since the epoch
     */
    public record Moment(Sketch picture, long at) {}

    public Scene {
        recent = List.copyOf(recent);
    }

    /** With the next picture. */
    Scene next(Sketch newest, long time) {
        boolean cut = picture.difference(newest) > CUT;
        List<Moment> moments = new ArrayList<>(recentAt(time));
        if (!newest.isNone()
                && (moments.isEmpty() || time - moments.get(moments.size() - 1).at() >= BETWEEN_MOMENTS)) {
            moments.add(new Moment(newest, time));
        }
        return new Scene(newest, time, intervalAt(time), cut ? time : cutAt, moments);
    }

    private List<Moment> recentAt(long time) {
        return recent.stream().filter(moment -> time - moment.at() <= MOMENTS).toList();
    }

    /** Whether one picture is turning slowly into another, of which the next is a blend: then nobody's face is their own. */
    boolean fades(Sketch newest, long time) {
        List<Moment> moments = recentAt(time);
        // From each beginning that may lie within a fade: one that lies before it spoils the blend of a short one.
        return IntStream.range(0, Math.max(0, moments.size() - 1))
                .filter(from -> time - moments.get(from).at() >= MOMENTS / 2)
                .anyMatch(from -> fades(moments.subList(from, moments.size()), newest, time));
    }

    private static boolean fades(List<Moment> moments, Sketch newest, long time) {
        Moment first = moments.get(0);
        long halfway = (time - first.at()) / 2;
        Moment middle = moments.subList(1, moments.size()).stream()
                .min(Comparator.comparingLong(moment -> Math.abs(moment.at() - first.at() - halfway)))
                .orElseThrow();
        double share = (double) (middle.at() - first.at()) / (time - first.at());
        // What moves strays the less the shorter it is looked at.
        float blend = BLEND * (time - first.at()) / MOMENTS;
        return first.picture().difference(newest) > FADE
                && middle.picture().strayness(first.picture(), newest, share) < blend;
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
