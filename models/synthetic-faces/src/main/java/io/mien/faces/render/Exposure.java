package io.mien.faces.render;

/**
 * Turns light into brightness as a camera does: {@code 1 - exp(-1.6 x^contrast)}, from a table. Safe for use by many
 * threads.
 */
public final class Exposure {
    private static final int STEPS = 4096;
    private static final float BRIGHTEST = 4;

    private final byte[] table = new byte[STEPS];

    /** @param contrast 1 for ordinary, more for harder */
    public Exposure(double contrast) {
        for (int i = 0; i < STEPS; i++) {
            double light = (i + 0.5) * BRIGHTEST / STEPS;
            table[i] = (byte) Math.round(255 * (1 - StrictMath.exp(-1.6 * StrictMath.pow(light, contrast))));
        }
    }

    /** 0 to 255. */
    int brightness(float light) {
        int step = (int) (light * (STEPS / BRIGHTEST));
        return table[Math.min(Math.max(step, 0), STEPS - 1)] & 0xff;
    }
}
