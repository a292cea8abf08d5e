package io.mien.faces.render;

/**
 * Finds the five points that faces are aligned to among the 68: the middles of the eyes' outlines, the tip of the nose,
 * the corners of the mouth. Left comes first, as it is in the picture.
 */
public final class FivePoints {
    private static final int LEFT_EYE = 36;
    private static final int RIGHT_EYE = 42;
    private static final int POINTS_OF_EYE = 6;
    private static final int[] OTHERS = {30, 48, 54};

    private FivePoints() {}

    /** Gives the places of landmarks. */
    public interface Landmarks {
        /**
         * A coordinate of one.
         *
         * @param landmark 0 to 67
         * @param axis 0 for x, 1 for y
         */
        float at(int landmark, int axis);
    }

    /**
     * The points.
     *
     * @return x and y of each
     */
    public static double[] of(Landmarks landmarks) {
        double[] points = new double[10];
        for (int axis = 0; axis < 2; axis++) {
            for (int i = 0; i < POINTS_OF_EYE; i++) {
                points[axis] += landmarks.at(LEFT_EYE + i, axis) / POINTS_OF_EYE;
                points[2 + axis] += landmarks.at(RIGHT_EYE + i, axis) / POINTS_OF_EYE;
            }
            for (int i = 0; i < OTHERS.length; i++) {
                points[4 + 2 * i + axis] = landmarks.at(OTHERS[i], axis);
            }
        }
        return points;
    }
}
