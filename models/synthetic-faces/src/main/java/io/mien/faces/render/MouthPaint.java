package io.mien.faces.render;

import io.mien.faces.mesh.FaceKit;
import io.mien.faces.mesh.FacePart;

/** Paints the inside of the mouth, which is dark towards the throat. */
final class MouthPaint {
    private static final float[] TEETH = {0.88f, 0.85f, 0.76f};
    private static final float[] GUMS = {0.55f, 0.25f, 0.24f};
    private static final float[] SOCKET = {0.22f, 0.07f, 0.06f};

    private MouthPaint() {}

    static void paint(HeadGeometry head, float[] colours, float[] gloss) {
        FaceKit kit = head.kit();
        for (FacePart part : FacePart.values()) {
            switch (part) {
                case TEETH -> paint(kit, part, TEETH, 0.25f, colours, gloss);
                case GUMS_AND_TONGUE -> paint(kit, part, GUMS, 0.15f, colours, gloss);
                case MOUTH_SOCKET -> paint(kit, part, SOCKET, 0.02f, colours, gloss);
                case SKIN, HEAD, LEFT_EYE, RIGHT_EYE -> {}
            }
        }
    }

    private static void paint(FaceKit kit, FacePart part, float[] colour, float shine, float[] colours, float[] gloss) {
        float[] neutral = kit.neutral();
        for (int vertex = kit.firstVertex(part); vertex < kit.endVertex(part); vertex++) {
            if (part == FacePart.MOUTH_SOCKET && neutral[3 * vertex + 2] > 9.6) {
                continue; // lip, painted already
            }
            double depth = Math.min(Math.max((neutral[3 * vertex + 2] - 6) / 4.6, 0), 1);
            float light = (float) StrictMath.pow(depth, 1.5);
            for (int channel = 0; channel < 3; channel++) {
                colours[3 * vertex + channel] = colour[channel] * light;
            }
            gloss[vertex] = shine * light;
        }
    }
}
