package io.mien.faces.render;

import io.mien.faces.RandomDraws;

/** Smooth noise in space: a few waves in random directions. */
final class Noise {
    private static final int WAVES = 6;

    private final double[] waves = new double[4 * WAVES];

    /** @param frequency about how many waves there are in a unit, times two pi */
    Noise(RandomDraws draws, double frequency) {
        for (int i = 0; i < WAVES; i++) {
            for (int axis = 0; axis < 3; axis++) {
                waves[4 * i + axis] = draws.gaussian(frequency);
            }
            waves[4 * i + 3] = draws.uniform(0, 2 * Math.PI);
        }
    }

    /** About -1 to 1. */
    float at(float x, float y, float z) {
        double sum = 0;
        for (int i = 0; i < waves.length; i += 4) {
            sum += StrictMath.sin(waves[i] * x + waves[i + 1] * y + waves[i + 2] * z + waves[i + 3]);
        }
        return (float) (sum / Math.sqrt(WAVES) * 0.7);
    }
}
