package io.mien.faces.render;

import io.mien.faces.RandomDraws;
import java.util.Optional;

/** Glasses: rims around the eyes, a bridge and two temples, as lines in the head's space. */
final class Glasses {
    private static final int POINTS_OF_RIM = 20;
    private static final double WEARERS = 0.14;

    private final float[] points = new float[3 * (2 * POINTS_OF_RIM + 2)];
    private final int[] segments = new int[2 * (2 * POINTS_OF_RIM + 3)];
    private final float thickness;
    private final Colour colour;

    private Glasses(HeadGeometry head, RandomDraws draws, float[] rest) {
        double width = draws.uniform(1.9, 2.4);
        double height = draws.uniform(1.3, 1.9);
        double corner = draws.uniform(2, 4);
        thickness = (float) draws.uniform(0.06, 0.18);
        double light = draws.uniform(0.02, 0.35);
        colour = Colour.of(light * draws.uniform(0.8, 1.2), light, light * draws.uniform(0.8, 1.2));
        for (int side = 0; side < 2; side++) {
            int[] eye = side == 0
                    ? head.landmarkVertices(36, 37, 38, 39, 40, 41)
                    : head.landmarkVertices(42, 43, 44, 45, 46, 47);
            rim(side, Polyline.of(rest, eye, true, 1).centre(), width, height, corner);
        }
        // Point 0 of a rim is at the picture's right, half way round is its left.
        int next = 4 * POINTS_OF_RIM;
        segments[next++] = 0;
        segments[next++] = POINTS_OF_RIM + POINTS_OF_RIM / 2;
        for (int side = 0; side < 2; side++) {
            int ear = 2 * POINTS_OF_RIM + side;
            int hinge = side == 0 ? POINTS_OF_RIM / 2 : POINTS_OF_RIM;
            points[3 * ear] = side == 0 ? -7.9f : 7.9f;
            points[3 * ear + 1] = points[3 * hinge + 1] + 0.4f;
            points[3 * ear + 2] = 1.5f;
            segments[next++] = hinge;
            segments[next++] = ear;
        }
    }

    /** Glasses, for some. */
    static Optional<Glasses> draw(HeadGeometry head, RandomDraws draws, float[] rest) {
        return draws.chance(WEARERS) ? Optional.of(new Glasses(head, draws, rest)) : Optional.empty();
    }

    private void rim(int side, float[] centre, double width, double height, double corner) {
        int first = side * POINTS_OF_RIM;
        for (int i = 0; i < POINTS_OF_RIM; i++) {
            double angle = 2 * Math.PI * i / POINTS_OF_RIM;
            double x = width * rounded(StrictMath.cos(angle), corner);
            double y = height * rounded(StrictMath.sin(angle), corner);
            int at = 3 * (first + i);
            points[at] = (float) (centre[0] + x);
            points[at + 1] = (float) (centre[1] + y - 0.25);
            // They stand before the eyes and bend back to the temples.
            points[at + 2] = (float) (centre[2] + 2.2 - 0.3 * Math.abs(centre[0] + x));
            segments[2 * (first + i)] = first + i;
            segments[2 * (first + i) + 1] = first + (i + 1) % POINTS_OF_RIM;
        }
    }

    /** Of a superellipse: 2 is round, 4 nearly square. */
    private static double rounded(double share, double corner) {
        return Math.signum(share) * StrictMath.pow(Math.abs(share), 2 / corner);
    }

    /** {@code [points, 3]}. */
    float[] points() {
        return points;
    }

    /** Two points each. */
    int[] segments() {
        return segments;
    }

    /** Half of it, units. */
    float thickness() {
        return thickness;
    }

    Colour colour() {
        return colour;
    }
}
