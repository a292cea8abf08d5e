package io.mien.faces.clips;

import io.mien.faces.RandomDraws;
import io.mien.faces.render.Colour;
import io.mien.faces.render.Strokes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An obstacle before a face for a while: a hand, or a thing that a hand holds. Places are in units of the camera's
 * plane, from the face's middle.
 *
 * @param strokes drawn around its own middle
 * @param directionX where from the face's middle it is, of length 1 with directionY
 * @param near how far from there when it is nearest
 * @param from when it comes, a share of the clip
 * @param to when it goes
 */
record Obstacle(
        List<Strokes.Stroke> strokes, double directionX, double directionY, double near, double from, double to) {
    private static final double GONE = 16;
    private static final double CHANCE = 0.1;
    private static final double MOVING = 0.12;

    static Optional<Obstacle> draw(RandomDraws draws, Colour skin) {
        boolean there = draws.chance(CHANCE);
        double angle = draws.uniform(0, 2 * Math.PI);
        List<Strokes.Stroke> strokes = draws.chance(0.6) ? hand(draws, skin, angle) : thing(draws, angle);
        // Beside the face's middle, in the direction that it comes from.
        double near = draws.uniform(5.5, 10);
        boolean always = draws.chance(0.4);
        double from = always ? -1 : draws.uniform(0, 0.6);
        double to = always ? 2 : from + draws.uniform(0.2, 0.8);
        return there
                ? Optional.of(new Obstacle(strokes, StrictMath.cos(angle), StrictMath.sin(angle), near, from, to))
                : Optional.empty();
    }

    private static List<Strokes.Stroke> hand(RandomDraws draws, Colour skin, double angle) {
        List<Strokes.Stroke> strokes = new ArrayList<>();
        double light = draws.uniform(0.85, 1.05);
        Colour colour = skin.times(light, 0.95 * light, 0.93 * light);
        // Fingers point to the face's middle, more or less.
        double towards = angle + Math.PI + draws.gaussian(0.5);
        double x = StrictMath.cos(towards);
        double y = StrictMath.sin(towards);
        for (int finger = 0; finger < 4; finger++) {
            double aside = (finger - 1.5) * draws.uniform(1.55, 1.8);
            double length = draws.uniform(4.5, 6.5);
            strokes.add(new Strokes.Stroke(
                    -y * aside, x * aside, -y * aside + x * length, x * aside + y * length, 0.85, 0.65, colour));
        }
        strokes.add(new Strokes.Stroke(-4.5 * x, -4.5 * y, 0, 0, 3.4, 3.2, colour));
        strokes.add(new Strokes.Stroke(-16 * x, -16 * y, -4.5 * x, -4.5 * y, 3, 2.6, colour));
        return strokes;
    }

    private static List<Strokes.Stroke> thing(RandomDraws draws, double angle) {
        Colour colour = Colour.of(draws.uniform(0.03, 0.9), draws.uniform(0.03, 0.9), draws.uniform(0.03, 0.9));
        double along = angle + draws.gaussian(0.8);
        double length = draws.uniform(2, 9);
        double radius = draws.uniform(1, 3.2);
        double x = length * StrictMath.cos(along);
        double y = length * StrictMath.sin(along);
        return List.of(new Strokes.Stroke(-x, -y, x, y, radius, radius * draws.uniform(0.8, 1.2), colour));
    }

    /** How far from the face's middle it is. */
    double distance(double time) {
        double come = IntensityCurve.smooth((time - from) / MOVING);
        double gone = IntensityCurve.smooth((time - to + MOVING) / MOVING);
        return near + GONE * (1 - come * (1 - gone));
    }
}
