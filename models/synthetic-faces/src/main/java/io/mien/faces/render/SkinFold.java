package io.mien.faces.render;

import io.mien.faces.mesh.FacePart;
import java.util.Arrays;
import java.util.List;

/**
 * A fold of the skin that comes with a movement. It is finer than the mesh, so it is shaded. Folds that stay with the
 * movement tell a frown or a true smile where the shape alone is faint.
 */
final class SkinFold {
    /**
     * Says how light or dark a fold makes a point of the average head at rest: -1 in its depth, up to 1 on its ridge, 0
     * outside.
     */
    private interface Shape {
        float at(float x, float y, float z);
    }

    private final List<String> movements;
    private final double gain;
    private final int[] vertices;
    private final float[] relief;

    private SkinFold(List<String> movements, double gain, int[] vertices, float[] relief) {
        this.movements = movements;
        this.gain = gain;
        this.vertices = vertices;
        this.relief = relief;
    }

    /** Movements that make it, without their side; the strongest counts. */
    List<String> movements() {
        return movements;
    }

    /** How deep it is when the movement's weight is 1. */
    double gain() {
        return gain;
    }

    /** The vertices it is seen on, all of the skin. */
    int[] vertices() {
        return vertices;
    }

    float[] relief() {
        return relief;
    }

    /** All folds of a head. The places are those of the average head, in its units. */
    static List<SkinFold> all(HeadGeometry head) {
        return List.of(
                // Across the forehead, wide with the outer brows, in its middle with the inner ones.
                fold(
                        head,
                        List.of("browOuterUp"),
                        0.9,
                        (x, y, z) -> z < 5
                                ? 0
                                : Smooth.bell(y - 8.1, 0.9)
                                        * Smooth.step(5.2, 3.2, Math.abs(x))
                                        * ripple(y + 0.03 * x * x, 0.8)),
                fold(
                        head,
                        List.of("browInnerUp"),
                        0.8,
                        (x, y, z) -> z < 5
                                ? 0
                                : Smooth.bell(y - 7.9, 0.8)
                                        * Smooth.step(3, 1.2, Math.abs(x))
                                        * ripple(y - 0.05 * x * x, 0.75)),
                // Upright between the brows.
                fold(
                        head,
                        List.of("browDown"),
                        0.7,
                        (x, y, z) -> z < 8
                                ? 0
                                : -Smooth.bell(Math.abs(x) - 0.5, 0.17) * Smooth.bell(y - 5.9, 0.75)
                                        + 0.7f * Smooth.bell(x, 0.2) * Smooth.bell(y - 5.8, 0.7)),
                // Across the root of the nose, and beside it.
                fold(
                        head,
                        List.of("noseSneer"),
                        0.9,
                        (x, y, z) -> z < 8
                                ? 0
                                : Smooth.bell(y - 3.7, 0.7) * Smooth.step(1.3, 0.5, Math.abs(x)) * ripple(y, 0.6)),
                fold(
                        head,
                        List.of("noseSneer"),
                        0.7,
                        (x, y, z) -> z < 7
                                ? 0
                                : Smooth.bell(Math.abs(x) - 1.35, 0.5)
                                        * Smooth.bell(y - 2.2, 0.9)
                                        * ripple(0.7f * Math.abs(x) + 0.7f * y, 0.6)),
                // Rays from the outer corner of the eye.
                fold(head, List.of("cheekRaiser", "eyeSquint"), 0.8, (x, y, z) -> crowsFoot(Math.abs(x), y)),
                // Under the eye.
                fold(
                        head,
                        List.of("cheekRaiser", "eyeSquint", "cheekSquint"),
                        0.7,
                        (x, y, z) -> underEye(head, x, y, z)),
                // From the nose's wing past the mouth's corner.
                fold(head, List.of("mouthSmile", "noseSneer", "mouthUpperUp"), 0.7, (x, y, z) -> {
                    float line = 1.75f + 0.42f * (0.3f - y) + 0.03f * (0.3f - y) * (0.3f - y);
                    return z < 6 ? 0 : -Smooth.bell(Math.abs(x) - line, 0.2) * Smooth.bell(y + 1.6, 1.2);
                }),
                // Beside the mouth's corners.
                fold(
                        head,
                        List.of("mouthDimple", "mouthStretch", "mouthSmile"),
                        0.5,
                        (x, y, z) -> z < 6
                                ? 0
                                : -Smooth.bell(Math.abs(x) - 3.5 - 0.1 * Math.abs(y + 3.5), 0.2)
                                        * Smooth.bell(y + 3.6, 0.8)),
                // Down from the mouth's corners.
                fold(
                        head,
                        List.of("mouthFrown"),
                        0.7,
                        (x, y, z) -> z < 6
                                ? 0
                                : -Smooth.bell(Math.abs(x) - 2.75 - 0.25 * (-3.7 - y), 0.2)
                                        * Smooth.bell(y + 4.6, 0.7)),
                // The chin: a crease under the lip, and pebbles.
                fold(
                        head,
                        List.of("mouthShrugLower"),
                        0.7,
                        (x, y, z) -> z < 8
                                ? 0
                                : -0.8f * Smooth.bell(y + 5.0 - 0.1 * x * x, 0.22) * Smooth.bell(x, 1.2)
                                        + 0.6f
                                                * Smooth.bell(y + 6.1, 0.7)
                                                * Smooth.bell(x, 1.1)
                                                * (float) (StrictMath.sin(8.5 * x + 2 * y)
                                                        * StrictMath.sin(7.5 * y - x))));
    }

    private static SkinFold fold(HeadGeometry head, List<String> movements, double gain, Shape shape) {
        float[] neutral = head.kit().neutral();
        int skin = head.kit().endVertex(FacePart.SKIN);
        int[] vertices = new int[skin];
        float[] relief = new float[skin];
        int count = 0;
        for (int vertex = 0; vertex < skin; vertex++) {
            float depth = shape.at(neutral[3 * vertex], neutral[3 * vertex + 1], neutral[3 * vertex + 2]);
            if (Math.abs(depth) > 0.02f) {
                vertices[count] = vertex;
                relief[count++] = depth;
            }
        }
        return new SkinFold(movements, gain, Arrays.copyOf(vertices, count), Arrays.copyOf(relief, count));
    }

    private static float ripple(double place, double length) {
        return (float) StrictMath.cos(2 * Math.PI * place / length);
    }

    private static float crowsFoot(float x, float y) {
        double outward = x - 4.3;
        double upward = y - 3.3;
        double distance = Math.hypot(outward, upward);
        if (distance < 0.3 || outward < 0) {
            return 0;
        }
        double angle = StrictMath.atan2(upward, outward);
        return Smooth.bell(distance - 1.0, 0.4)
                * Smooth.bell(angle, 0.55)
                * (float) StrictMath.cos(2 * Math.PI * angle / 0.42);
    }

    private static float underEye(HeadGeometry head, float x, float y, float z) {
        Polyline eye = x < 0 ? head.leftEyeOfPicture() : head.rightEyeOfPicture();
        if (y > eye.centre()[1]) {
            return 0;
        }
        float distance = eye.distance(x, y, z);
        return 0.6f * Smooth.bell(distance - 0.35, 0.13) - Smooth.bell(distance - 0.65, 0.16);
    }
}
