package io.mien.faces.clips;

import io.mien.faces.mesh.Deformation;
import io.mien.faces.mesh.FaceKit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds a kit's movements by their names without a side. Immutable, safe for use by many threads. */
final class Movements {
    /** What a clip tells of each frame: all that makes up expressions, the gaze left out. */
    static final List<String> RECORDED = List.of(
            "browDown",
            "browInnerUp",
            "browOuterUp",
            "cheekPuff",
            "cheekRaiser",
            "cheekSquint",
            "eyeBlink",
            "eyeSquint",
            "eyeWide",
            "jawForward",
            "jawOpen",
            "mouthDimple",
            "mouthFrown",
            "mouthFunnel",
            "mouthLowerDown",
            "mouthPress",
            "mouthPucker",
            "mouthRollLower",
            "mouthRollUpper",
            "mouthShrugLower",
            "mouthShrugUpper",
            "mouthSmile",
            "mouthStretch",
            "mouthUpperUp",
            "noseSneer");

    private final int count;
    private final Map<String, Sides> sides = new HashMap<>();

    /** Where the weights of a movement's sides are; both the same for one without sides. */
    private record Sides(int left, int right) {}

    Movements(FaceKit kit) {
        this.count = kit.movements().size();
        for (Deformation movement : kit.movements()) {
            String name = movement.name();
            if (name.endsWith("_L") || name.endsWith("_R")) {
                String base = name.substring(0, name.length() - 2);
                sides.put(base, new Sides(kit.movement(base + "_L"), kit.movement(base + "_R")));
            } else {
                sides.put(name, new Sides(kit.movement(name), kit.movement(name)));
            }
        }
    }

    /** A face at rest: a zero for each movement. */
    float[] none() {
        return new float[count];
    }

    /** Adds to a movement's weights; one without sides gets the mean. */
    void add(float[] weights, String movement, double left, double right) {
        Sides place = sides(movement);
        if (place.left() == place.right()) {
            weights[place.left()] += (float) ((left + right) / 2);
        } else {
            weights[place.left()] += (float) left;
            weights[place.right()] += (float) right;
        }
    }

    void add(float[] weights, String movement, double weight) {
        add(weights, movement, weight, weight);
    }

    /** The mean of both sides. */
    float get(float[] weights, String movement) {
        Sides place = sides(movement);
        return (weights[place.left()] + weights[place.right()]) / 2;
    }

    /** Multiplies both sides. */
    void scale(float[] weights, String movement, double factor) {
        Sides place = sides(movement);
        weights[place.left()] *= (float) factor;
        if (place.right() != place.left()) {
            weights[place.right()] *= (float) factor;
        }
    }

    /** Limits both sides. */
    void limit(float[] weights, String movement, double highest) {
        Sides place = sides(movement);
        weights[place.left()] = (float) Math.min(weights[place.left()], highest);
        weights[place.right()] = (float) Math.min(weights[place.right()], highest);
    }

    /** The means of {@link #RECORDED}, written from a place on. */
    void record(float[] weights, float[] recorded, int at) {
        for (int i = 0; i < RECORDED.size(); i++) {
            recorded[at + i] = get(weights, RECORDED.get(i));
        }
    }

    private Sides sides(String movement) {
        Sides place = sides.get(movement);
        if (place == null) {
            throw new IllegalArgumentException(
                    "movement: " + movement + " (expected: one of the kit's, " + sides.keySet() + ")");
        }
        return place;
    }
}
