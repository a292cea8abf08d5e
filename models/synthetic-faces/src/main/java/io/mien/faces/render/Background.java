package io.mien.faces.render;

import io.mien.faces.RandomDraws;

/**
 * The background behind the faces: one colour, a gradient, soft patches or blocks. It repeats in all directions and
 * keeps still.
 */
public final class Background {
    /** Side of the pattern in its own dots; a power of two. */
    private static final int SIDE = 128;

    private final byte[] pattern = new byte[3 * SIDE * SIDE];

    private enum Kind {
        PLAIN,
        GRADIENT,
        PATCHES,
        BLOCKS
    }

    private Background() {}

    /** Any of all kinds. */
    public static Background draw(RandomDraws draws) {
        Kind kind = Kind.values()[draws.below(Kind.values().length)];
        Background background = new Background();
        double[] one = colour(draws);
        double[] other = colour(draws);
        int[] blocks = blocks(draws);
        double[] waves = new double[12];
        for (int i = 0; i < waves.length; i++) {
            waves[i] = i % 3 == 2 ? draws.uniform(0, 2 * Math.PI) : 1 + draws.below(4);
        }
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double share = switch (kind) {
                    case PLAIN -> 0;
                    // Up and down again, so that the pattern's edges meet.
                    case GRADIENT -> 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * (y + 0.3 * x) / SIDE);
                    case PATCHES -> patches(waves, x, y);
                    case BLOCKS -> blocks[(y / 16) * 8 + x / 16] / 255.0;
                };
                for (int channel = 0; channel < 3; channel++) {
                    double value = one[channel] + (other[channel] - one[channel]) * share;
                    background.pattern[3 * (y * SIDE + x) + channel] = (byte) Math.round(value);
                }
            }
        }
        return background;
    }

    /** A quiet wall that is lighter above: for feeds that are looked at. */
    public static Background wall(int red, int green, int blue) {
        Background background = new Background();
        int[] colour = {red, green, blue};
        for (int y = 0; y < SIDE; y++) {
            double light = 1.06 - 0.22 * y / SIDE;
            for (int x = 0; x < SIDE; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    background.pattern[3 * (y * SIDE + x) + channel] =
                            (byte) Math.min(255, Math.round(colour[channel] * light));
                }
            }
        }
        return background;
    }

    private static double[] colour(RandomDraws draws) {
        double grey = draws.uniform(15, 235);
        double colourfulness = draws.uniform(0, 70);
        double[] colour = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            colour[channel] = Math.min(Math.max(grey + draws.uniform(-colourfulness, colourfulness), 0), 255);
        }
        return colour;
    }

    private static int[] blocks(RandomDraws draws) {
        int[] blocks = new int[64];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = draws.below(256);
        }
        return blocks;
    }

    private static double patches(double[] waves, int x, int y) {
        double sum = 0;
        for (int i = 0; i < waves.length; i += 3) {
            sum += StrictMath.sin(2 * Math.PI * (waves[i] * x + waves[i + 1] * y) / SIDE + waves[i + 2]);
        }
        return Math.min(Math.max(0.5 + 0.25 * sum, 0), 1);
    }

    /**
     * The background as a picture sees it.
     *
     * @param toPlane from the picture's pixels to the plane of the camera's
     * @param scale how many dots of the pattern there are in a unit of that plane
     */
    public View seenThrough(ScreenMap toPlane, double scale) {
        return new View(toPlane, (float) scale);
    }

    /** The background behind one picture. */
    public final class View {
        private final ScreenMap toPlane;
        private final float scale;

        private View(ScreenMap toPlane, float scale) {
            this.toPlane = toPlane;
            this.scale = scale;
        }

        void copy(float x, float y, byte[] picture, int at) {
            int column = Math.floorMod((int) Math.floor(toPlane.x(x, y) * scale), SIDE);
            int row = Math.floorMod((int) Math.floor(toPlane.y(x, y) * scale), SIDE);
            System.arraycopy(pattern, 3 * (row * SIDE + column), picture, at, 3);
        }
    }
}
