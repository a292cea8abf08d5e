package io.mien.training.rendered;

/** The usual 68 points of a face, and which of them change places in a mirror. */
final class FaceLandmarkOrder {
    static final int POINTS = 68;

    private static final int[] MIRRORED = mirrored();

    private FaceLandmarkOrder() {}

    /**
     * Renumbers a mirrored face's points.
     *
     * @param points 68 x and y
     */
    static float[] mirror(float[] points) {
        if (points.length != 2 * POINTS) {
            throw new IllegalArgumentException("landmarks: " + points.length / 2 + " (expected: " + POINTS + ")");
        }
        float[] renumbered = new float[points.length];
        for (int point = 0; point < POINTS; point++) {
            renumbered[2 * point] = points[2 * MIRRORED[point]];
            renumbered[2 * point + 1] = points[2 * MIRRORED[point] + 1];
        }
        return renumbered;
    }

    private static int[] mirrored() {
        int[] mirrored = new int[POINTS];
        for (int point = 0; point < POINTS; point++) {
            mirrored[point] = point; // the nose's bridge stays
        }
        reverse(mirrored, 0, 16); // jaw
        reverse(mirrored, 17, 26); // brows
        reverse(mirrored, 31, 35); // nostrils
        swap(mirrored, 36, 45, 37, 44, 38, 43, 39, 42, 40, 47, 41, 46); // eyes
        reverse(mirrored, 48, 54); // upper lip, outside
        reverse(mirrored, 55, 59); // lower lip, outside
        reverse(mirrored, 60, 64); // upper lip, inside
        reverse(mirrored, 65, 67); // lower lip, inside
        return mirrored;
    }

    private static void reverse(int[] mirrored, int first, int last) {
        for (int point = first; point <= last; point++) {
            mirrored[point] = first + last - point;
        }
    }

    private static void swap(int[] mirrored, int... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            mirrored[pairs[i]] = pairs[i + 1];
            mirrored[pairs[i + 1]] = pairs[i];
        }
    }
}
