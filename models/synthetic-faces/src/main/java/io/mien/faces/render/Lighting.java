package io.mien.faces.render;

import io.mien.faces.RandomDraws;
import java.util.ArrayList;
import java.util.List;

/**
 * The light of a scene: from all around, stronger from above, and from one to three lamps far away.
 *
 * @param above light from above, red, green and blue
 * @param below light from below
 * @param lamps at least one
 */
public record Lighting(Colour above, Colour below, List<Lamp> lamps) {

    /**
     * A lamp.
     *
     * @param x towards it, of length 1 with y and z, in the camera's space
     * @param colour of its light
     */
    public record Lamp(float x, float y, float z, Colour colour) {
        /** A lamp in some direction, of any length. */
        public static Lamp towards(double x, double y, double z, double red, double green, double blue) {
            double length = Math.sqrt(x * x + y * y + z * z);
            return new Lamp(
                    (float) (x / length), (float) (y / length), (float) (z / length), Colour.of(red, green, blue));
        }
    }

    public Lighting {
        lamps = List.copyOf(lamps);
        if (lamps.isEmpty()) {
            throw new IllegalArgumentException("lamps: none (expected: at least one)");
        }
    }

    /** Soft light of a room, from the upper left. */
    public static Lighting ofRoom() {
        return new Lighting(
                new Colour(0.46f, 0.46f, 0.48f),
                new Colour(0.34f, 0.32f, 0.31f),
                List.of(Lamp.towards(-0.45, 0.6, 0.8, 0.72, 0.70, 0.66), Lamp.towards(0.8, 0.2, 0.5, 0.16, 0.17, 0.2)));
    }

    /** Any light that a face can still be seen in. */
    public static Lighting draw(RandomDraws draws) {
        double ambient = draws.uniform(0.15, 0.55);
        double share = draws.uniform(0.4, 1);
        Colour above = tinted(draws, ambient);
        Colour below = tinted(draws, ambient * share);
        int count = 1 + draws.below(3);
        List<Lamp> lamps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // The first is before the face; the others may come from the sides.
            double across = draws.gaussian(i == 0 ? 0.7 : 1.1);
            double upward = draws.uniform(-0.25, 1.1);
            double strength = (i == 0 ? draws.uniform(0.45, 1.1) : draws.uniform(0.1, 0.5)) / Math.sqrt(count);
            lamps.add(Lamp.towards(
                    across,
                    upward,
                    draws.uniform(0.35, 1.1),
                    strength * draws.uniform(0.92, 1.08),
                    strength * draws.uniform(0.94, 1.06),
                    strength * draws.uniform(0.92, 1.08)));
        }
        return new Lighting(above, below, lamps);
    }

    private static Colour tinted(RandomDraws draws, double strength) {
        return Colour.of(
                strength * draws.uniform(0.94, 1.06),
                strength * draws.uniform(0.94, 1.06),
                strength * draws.uniform(0.94, 1.06));
    }
}
