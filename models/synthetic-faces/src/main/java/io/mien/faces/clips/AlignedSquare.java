package io.mien.faces.clips;

import io.mien.faces.render.FaceRenderer;
import io.mien.faces.render.ScreenMap;

/**
 * The place of aligned faces in their frames: five points (middles of the eyes, nose tip, corners of the mouth) lie as
 * near as can be to a template, in a square with a margin around it for jitter.
 *
 * @param origin of the square in the frame, both axes, pixels
 * @param size side of the square
 */
record AlignedSquare(double origin, double size) {
    /** The template of {@value} points' side. */
    private static final double TEMPLATE_SIDE = 64;

    private static final double[] TEMPLATE = {19.6, 19, 44.4, 19, 32, 31, 22, 46.5, 42, 46.5};
    private static final double MARGIN = 76 / TEMPLATE_SIDE;

    /** The square in a frame of some side, in its middle. */
    static AlignedSquare inFrame(int frame) {
        double side = frame / MARGIN;
        return new AlignedSquare((frame - side) / 2, side);
    }

    /** From the camera's plane to the frame, for the face that was posed last. */
    ScreenMap align(FaceRenderer renderer) {
        double[] places = new double[TEMPLATE.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = origin + TEMPLATE[i] * size / TEMPLATE_SIDE;
        }
        return ScreenMap.fit(renderer.fivePoints(), places);
    }
}
