package io.mien.ingest.track;

import io.mien.ingest.picture.Sketch;

/**
 * Whether what is seen now can be the face that was seen before. It compares a face with what the same track looked like
 * a moment ago and with nothing else: nobody is recognised, and nothing outlives the track.
 *
 * <p>The limits were chosen on the clips that {@code bench/run tracking} uses: see {@link Sketch#difference}.
 */
final class Appearance {
    /** At once. The longer a face was not seen, the more it may have turned. */
    private static final float MOST_AT_ONCE = 0.6f;

    private static final float MORE_A_SECOND = 1.2f;

    /** Two people differ by more, however long it was. */
    private static final float MOST = 0.8f;

    /** After a cut somebody else is the rule: only a face that has hardly changed is the same. */
    private static final float MOST_AFTER_A_CUT = 0.3f;

    /** A face that has jumped to another place is the same only if nothing of it has changed. */
    private static final float MOST_AFTER_A_JUMP = 0.3f;

    private static final float MICROS_PER_SECOND = 1e6f;

    private Appearance() {}

    /**
     * Whether a face at a track's place can be the track's.
     *
     * @param unseen since it was last seen, microseconds
     * @param cut whether the scene was cut since
     */
    static boolean allows(Sketch before, Sketch now, long unseen, boolean cut) {
        float turned = Math.min(MOST, MOST_AT_ONCE + MORE_A_SECOND * unseen / MICROS_PER_SECOND);
        float most = cut ? MOST_AFTER_A_CUT : turned;
        return before.difference(now) <= most;
    }

    /** Whether a face at another place is the track's, as when tiles of a gallery change places. */
    static boolean proves(Sketch before, Sketch now) {
        return !before.isNone() && !now.isNone() && before.difference(now) <= MOST_AFTER_A_JUMP;
    }
}
