package io.mien.faces.clips;

import io.mien.faces.RandomDraws;

/**
 * The strength of an expression through a clip: it may be there from end to end, come, go, or both. Times are shares of
 * the clip.
 *
 * @param onset when it begins; before the clip if it is there from the start
 * @param apex when it is fully there
 * @param offset when it begins to go; after the clip if it stays
 * @param end when it is gone
 * @param peak how strong it gets
 * @param ripple how much it swells and fades meanwhile
 * @param phase of the ripple
 */
record IntensityCurve(double onset, double apex, double offset, double end, double peak, double ripple, double phase) {
    private static final double BEFORE = -1;
    private static final double AFTER = 2;

    /** There from end to end, in full. */
    static final IntensityCurve HELD = new IntensityCurve(BEFORE, BEFORE / 2, AFTER, AFTER + 1, 1, 0, 0);

    /** How often an expression stays weak. */
    private static final double WEAK = 0.05;

    private enum Kind {
        APEX,
        ONSET,
        OFFSET,
        ONSET_AND_OFFSET
    }

    static IntensityCurve draw(RandomDraws draws) {
        Kind kind = Kind.values()[draws.below(Kind.values().length)];
        double peak = draws.chance(WEAK) ? draws.uniform(0.46, 0.7) : draws.uniform(0.78, 1.08);
        double ripple = draws.uniform(0, 0.1);
        double phase = draws.uniform(0, 2 * Math.PI);
        boolean both = kind == Kind.ONSET_AND_OFFSET;
        double onset = draws.uniform(0, both ? 0.2 : 0.35);
        double rise = draws.uniform(0.1, both ? 0.25 : 0.35);
        double offset = draws.uniform(both ? 0.6 : 0.45, both ? 0.75 : 0.65);
        double fall = draws.uniform(0.12, both ? 0.25 : 0.35);
        boolean comes = both || kind == Kind.ONSET;
        boolean goes = both || kind == Kind.OFFSET;
        return new IntensityCurve(
                comes ? onset : BEFORE,
                comes ? onset + rise : BEFORE / 2,
                goes ? offset : AFTER,
                goes ? offset + fall : AFTER + 1,
                peak,
                ripple,
                phase);
    }

    /** 0 to 1. */
    double at(double time) {
        double there = smooth((time - onset) / (apex - onset)) * (1 - smooth((time - offset) / (end - offset)));
        double swelling = 1 - ripple * (0.5 + 0.5 * StrictMath.sin(phase + 9 * time));
        return peak * there * swelling;
    }

    static double smooth(double share) {
        double held = Math.min(Math.max(share, 0), 1);
        return held * held * (3 - 2 * held);
    }
}
