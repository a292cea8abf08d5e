package io.mien.faces.render;

/** The curves that soft edges are made of. {@link StrictMath} keeps colours the same on every machine. */
final class Smooth {
    private Smooth() {}

    /** 1 at 0, falling as a normal distribution does. */
    static float bell(double distance, double deviation) {
        double scaled = distance / deviation;
        return (float) StrictMath.exp(-0.5 * scaled * scaled);
    }

    /** 0 up to {@code from}, 1 from {@code to} on, and smooth between; {@code from} may be the larger. */
    static float step(double from, double to, double value) {
        double share = Math.min(Math.max((value - from) / (to - from), 0), 1);
        return (float) (share * share * (3 - 2 * share));
    }

    static float clamp(float value, float low, float high) {
        return Math.min(Math.max(value, low), high);
    }
}
