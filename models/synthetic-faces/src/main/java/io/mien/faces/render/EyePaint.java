package io.mien.faces.render;

import io.mien.faces.RandomDraws;
import io.mien.faces.mesh.FaceKit;
import io.mien.faces.mesh.FacePart;

/**
 * Paints pupil, iris and the white. An iris is 10 to 12 mm wide and the ball 24; with larger ones and a dimmer white no
 * widened eye looked afraid to a network that had learned from photographs.
 */
final class EyePaint {
    private static final float[][] IRISES = {
        {0.20f, 0.11f, 0.06f},
        {0.32f, 0.19f, 0.09f},
        {0.26f, 0.30f, 0.16f},
        {0.25f, 0.36f, 0.48f},
        {0.36f, 0.40f, 0.42f}
    };
    private static final float GLOSS = 0.6f;

    private EyePaint() {}

    static void paint(
            HeadGeometry head, RandomDraws draws, FacePart left, FacePart right, float[] colours, float[] gloss) {
        double pupil = draws.uniform(0.16, 0.3);
        double iris = draws.uniform(0.5, 0.6);
        float[] irisColour = IRISES[draws.below(IRISES.length)];
        float irisLight = (float) draws.uniform(0.7, 1.3);
        float white = (float) draws.uniform(0.6, 0.95);
        float lidShadow = (float) draws.uniform(0.15, 0.45);
        for (FacePart part : new FacePart[] {left, right}) {
            paintEye(head, part, pupil, iris, irisColour, irisLight, white, lidShadow, colours, gloss);
        }
    }

    private static void paintEye(
            HeadGeometry head,
            FacePart part,
            double pupil,
            double iris,
            float[] irisColour,
            float irisLight,
            float white,
            float lidShadow,
            float[] colours,
            float[] gloss) {
        FaceKit kit = head.kit();
        float[] neutral = kit.neutral();
        int first = kit.firstVertex(part);
        int end = kit.endVertex(part);
        float centreX = middle(neutral, first, end, 0);
        float centreY = middle(neutral, first, end, 1);
        for (int vertex = first; vertex < end; vertex++) {
            float x = neutral[3 * vertex] - centreX;
            float y = neutral[3 * vertex + 1] - centreY;
            double radius = Math.hypot(x, y);
            float shownIris = Smooth.step(iris + 0.05, iris - 0.05, radius);
            float shownPupil = Smooth.step(pupil + 0.05, pupil - 0.05, radius);
            float edge = 1 - 0.55f * Smooth.bell(radius - iris, 0.09);
            // The lids keep light from the ball.
            float shaded = (1 - lidShadow * Smooth.step(0, 0.75, y)) * (1 - 0.35f * Smooth.step(0.6, 1.3, Math.abs(x)));
            float[] sclera = {white, white * 0.96f, white * 0.93f};
            for (int channel = 0; channel < 3; channel++) {
                float inner = irisColour[channel] * irisLight * edge * (1 - shownPupil) + 0.015f * shownPupil;
                colours[3 * vertex + channel] = shaded * (sclera[channel] + (inner - sclera[channel]) * shownIris);
            }
            gloss[vertex] = GLOSS;
        }
    }

    private static float middle(float[] positions, int first, int end, int axis) {
        float lowest = Float.MAX_VALUE;
        float highest = -Float.MAX_VALUE;
        for (int vertex = first; vertex < end; vertex++) {
            lowest = Math.min(lowest, positions[3 * vertex + axis]);
            highest = Math.max(highest, positions[3 * vertex + axis]);
        }
        return (lowest + highest) / 2;
    }
}
