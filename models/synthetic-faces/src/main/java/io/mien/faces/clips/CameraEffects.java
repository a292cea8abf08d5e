package io.mien.faces.clips;

import io.mien.faces.RandomDraws;

/**
 * Adds what a camera adds: a little blur, and noise. Used by one thread at a time.
 *
 * @param softness how much of each pixel comes from its neighbours, 0 to 1
 * @param passes how often it is softened
 * @param noise deviation, in steps of brightness
 */
record CameraEffects(double softness, int passes, double noise) {

    static CameraEffects draw(RandomDraws draws) {
        return new CameraEffects(
                draws.chance(0.4) ? draws.uniform(0.1, 1) : 0,
                1 + draws.below(2),
                draws.chance(0.7) ? draws.uniform(0, 4.5) : 0);
    }

    /** @param pixels {@code [size, size, 3] uint8} from a place on, changed */
    void apply(byte[] pixels, int at, int size, byte[] scratch, RandomDraws draws) {
        if (softness > 0) {
            for (int pass = 0; pass < passes; pass++) {
                soften(pixels, at, size, scratch);
            }
        }
        if (noise > 0) {
            for (int i = at; i < at + 3 * size * size; i++) {
                // Four bytes of one draw add up to nearly a normal distribution, at a tenth of its cost.
                long bits = draws.bits();
                long sum = (bits & 0xff) + (bits >>> 8 & 0xff) + (bits >>> 16 & 0xff) + (bits >>> 24 & 0xff);
                double noisy = (pixels[i] & 0xff) + noise * (sum - 510) / 147.8;
                pixels[i] = (byte) Math.round(Math.min(Math.max(noisy, 0), 255));
            }
        }
    }

    private void soften(byte[] pixels, int at, int size, byte[] scratch) {
        int row = 3 * size;
        int side = (int) Math.round(64 * softness);
        int middle = 256 - 2 * side;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < row; x++) {
                int here = at + y * row + x;
                int before = x < 3 ? here : here - 3;
                int after = x >= row - 3 ? here : here + 3;
                scratch[y * row + x] = mixed(pixels[before], pixels[here], pixels[after], side, middle);
            }
        }
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < row; x++) {
                int here = y * row + x;
                int before = y == 0 ? here : here - row;
                int after = y == size - 1 ? here : here + row;
                pixels[at + here] = mixed(scratch[before], scratch[here], scratch[after], side, middle);
            }
        }
    }

    private static byte mixed(byte before, byte here, byte after, int side, int middle) {
        return (byte) ((side * ((before & 0xff) + (after & 0xff)) + middle * (here & 0xff) + 128) >> 8);
    }
}
