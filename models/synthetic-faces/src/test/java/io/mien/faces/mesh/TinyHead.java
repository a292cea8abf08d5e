package io.mien.faces.mesh;

import java.util.ArrayList;
import java.util.List;

/** A made-up head of some hundred vertices: a bent sheet with eyes, teeth and all movements, each a small bump somewhere. */
public final class TinyHead {
    private static final int COLUMNS = 25;
    private static final int ROWS = 33;
    private static final List<String> PAIRED = List.of(
            "browDown",
            "browInnerUp",
            "browOuterUp",
            "cheekPuff",
            "cheekRaiser",
            "cheekSquint",
            "eyeBlink",
            "eyeLookDown",
            "eyeLookIn",
            "eyeLookOut",
            "eyeLookUp",
            "eyeSquint",
            "eyeWide",
            "mouthDimple",
            "mouthFrown",
            "mouthLowerDown",
            "mouthPress",
            "mouthSmile",
            "mouthStretch",
            "mouthUpperUp",
            "noseSneer");
    private static final List<String> SINGLE = List.of(
            "jawForward",
            "jawLeft",
            "jawOpen",
            "jawRight",
            "mouthClose",
            "mouthFunnel",
            "mouthLeft",
            "mouthPucker",
            "mouthRight",
            "mouthRollLower",
            "mouthRollUpper",
            "mouthShrugLower",
            "mouthShrugUpper");

    private final List<Float> positions = new ArrayList<>();
    private final List<FacePart> parts = new ArrayList<>();
    private final List<Integer> triangles = new ArrayList<>();

    private TinyHead() {}

    /** The head as a kit. */
    public static FaceKit kit() {
        return new TinyHead().build();
    }

    private FaceKit build() {
        for (FacePart part : FacePart.values()) {
            switch (part) {
                case SKIN -> sheet(part, 0, 1, 8, 10, COLUMNS, ROWS, 12);
                case HEAD -> sheet(part, 0, 12, 6, 2, 5, 4, 4);
                case MOUTH_SOCKET, GUMS_AND_TONGUE, TEETH -> sheet(part, 0, -3.4, 2, 0.6, 4, 4, 8);
                case LEFT_EYE -> sheet(part, 3.1, 3.6, 1, 1, 5, 5, 9);
                case RIGHT_EYE -> sheet(part, -3.1, 3.6, 1, 1, 5, 5, 9);
            }
        }
        float[] neutral = new float[positions.size()];
        for (int i = 0; i < neutral.length; i++) {
            neutral[i] = positions.get(i);
        }
        List<Deformation> people = List.of(
                bump("identity000", neutral, 0, 0, 6, new double[] {0, 0, 0.8}),
                bump("identity001", neutral, 0, -6, 3, new double[] {0, -1, 0}));
        return new FaceKit(
                neutral,
                parts.toArray(FacePart[]::new),
                triangles.stream().mapToInt(Integer::intValue).toArray(),
                landmarks(neutral),
                people,
                movements(neutral));
    }

    private void sheet(
            FacePart part, double x, double y, double halfWidth, double halfHeight, int columns, int rows, double z) {
        int first = parts.size();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double across = halfWidth * (2.0 * column / (columns - 1) - 1);
                double upward = halfHeight * (2.0 * row / (rows - 1) - 1);
                positions.add((float) (x + across));
                positions.add((float) (y + upward));
                positions.add((float) (z - 0.08 * across * across - 0.02 * upward * upward));
                parts.add(part);
                if (row > 0 && column > 0) {
                    int here = first + row * columns + column;
                    triangles.addAll(List.of(here, here - 1, here - columns - 1));
                    triangles.addAll(List.of(here, here - columns - 1, here - columns));
                }
            }
        }
    }

    private static List<Deformation> movements(float[] neutral) {
        List<Deformation> movements = new ArrayList<>();
        for (String name : PAIRED) {
            movements.add(side(name + "_L", neutral, 2.5));
            movements.add(side(name + "_R", neutral, -2.5));
        }
        for (String name : SINGLE) {
            movements.add(side(name, neutral, 0));
        }
        return movements;
    }

    /** Where a movement is, and which way it goes, follows from the letters of its name. */
    private static Deformation side(String name, float[] neutral, double x) {
        String base = name.replaceAll("_[LR]$", "");
        double y = base.startsWith("brow") ? 6 : base.startsWith("mouth") || base.startsWith("jaw") ? -3.5 : 2;
        double angle = base.hashCode() % 628 / 100.0;
        return bump(name, neutral, x, y, 1.5, new double[] {StrictMath.cos(angle), StrictMath.sin(angle), 0.3});
    }

    private static Deformation bump(String name, float[] neutral, double x, double y, double size, double[] way) {
        float[] offsets = new float[neutral.length];
        for (int i = 0; i < offsets.length; i += 3) {
            double squared = Math.pow(neutral[i] - x, 2) + Math.pow(neutral[i + 1] - y, 2);
            double height = StrictMath.exp(-squared / (2 * size * size));
            for (int axis = 0; axis < 3; axis++) {
                offsets[i + axis] = (float) (height * way[axis]);
            }
        }
        return Deformation.of(name, offsets, 0.003f);
    }

    private static int[] landmarks(float[] neutral) {
        List<double[]> places = new ArrayList<>();
        for (int i = 0; i <= 16; i++) {
            double angle = Math.PI * i / 16;
            places.add(new double[] {-7 * StrictMath.cos(angle), 3 - 10 * StrictMath.sin(angle)});
        }
        for (double x : new double[] {-5.8, -4.8, -3.8, -2.5, -1.2, 1.2, 2.5, 3.8, 4.8, 5.8}) {
            places.add(new double[] {x, 5.8});
        }
        for (double y : new double[] {3.7, 2.6, 1.5, 0.4}) {
            places.add(new double[] {0, y});
        }
        for (double x : new double[] {-1.4, -0.7, 0, 0.7, 1.4}) {
            places.add(new double[] {x, -1});
        }
        for (double centre : new double[] {-3.1, 3.1}) {
            round(places, centre, 3.4, 1.3, 0.6, 6);
        }
        round(places, 0, -3.4, 2.5, 1, 12);
        round(places, 0, -3.4, 2, 0.4, 8);
        return places.stream().mapToInt(place -> nearest(neutral, place)).toArray();
    }

    private static void round(List<double[]> places, double x, double y, double width, double height, int count) {
        for (int i = 0; i < count; i++) {
            double angle = Math.PI - 2 * Math.PI * i / count;
            places.add(new double[] {x + width * StrictMath.cos(angle), y + height * StrictMath.sin(angle)});
        }
    }

    private static int nearest(float[] neutral, double[] place) {
        int best = 0;
        double shortest = Double.MAX_VALUE;
        for (int vertex = 0; vertex < COLUMNS * ROWS; vertex++) {
            double distance = Math.hypot(neutral[3 * vertex] - place[0], neutral[3 * vertex + 1] - place[1]);
            if (distance < shortest) {
                shortest = distance;
                best = vertex;
            }
        }
        return best;
    }
}
