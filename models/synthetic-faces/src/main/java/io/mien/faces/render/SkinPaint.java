package io.mien.faces.render;

import io.mien.faces.RandomDraws;
import io.mien.faces.mesh.FacePart;

/** Paints skin with its reds and shadows, the rims of the lids, and the lips. */
final class SkinPaint {
    private static final double LIPS_IN_FRONT_OF = 8.5;
    private static final double LIP_EDGE = 0.3;

    private SkinPaint() {}

    static void paint(HeadGeometry head, RandomDraws draws, Colour skin, float[] colours, float[] gloss) {
        float shine = (float) draws.uniform(0.02, 0.18);
        Noise mottle = new Noise(draws, 2.2);
        double mottled = draws.uniform(0.03, 0.05);
        Noise grain = new Noise(draws, 8);
        double grained = draws.uniform(0, 0.06);
        double blush = draws.uniform(0, 0.12);
        double sockets = draws.uniform(0, 0.28);
        double upperRim = draws.uniform(0.4, 0.9);
        double lowerRim = draws.uniform(0.1, 0.5);
        Colour lips = lipColour(draws, skin);
        double lipStrength = draws.uniform(0.6, 1);
        float[] neutral = head.kit().neutral();
        int skinEnd = head.kit().endVertex(FacePart.SKIN);
        for (int vertex = 0; vertex < head.kit().endVertex(FacePart.HEAD); vertex++) {
            float x = neutral[3 * vertex];
            float y = neutral[3 * vertex + 1];
            float z = neutral[3 * vertex + 2];
            float light = 1 + (float) mottled * mottle.at(x, y, z) + (float) grained * grain.at(x, y, z);
            float red = 0;
            float lip = 0;
            if (vertex < skinEnd) {
                light *= 1 - (float) sockets * socket(head, x, y, z);
                light *= rim(head, x, y, z, upperRim, lowerRim);
                red = (float) blush * blush(x, y, z);
                lip = (float) lipStrength * lip(head, x, y, z);
            }
            set(colours, vertex, skin, light, red, lips, lip);
            gloss[vertex] = shine * (1 + lip);
        }
        paintInnerLips(head, lips, colours, gloss, shine);
    }

    private static void set(float[] colours, int vertex, Colour skin, float light, float red, Colour lips, float lip) {
        for (int channel = 0; channel < 3; channel++) {
            float base = skin.channel(channel) * light * (channel == 0 ? 1 + 0.4f * red : 1 - red);
            colours[3 * vertex + channel] = base + (lips.channel(channel) - base) * lip;
        }
    }

    private static Colour lipColour(RandomDraws draws, Colour skin) {
        if (draws.chance(0.2)) {
            return Colour.of(draws.uniform(0.45, 0.8), draws.uniform(0.05, 0.25), draws.uniform(0.1, 0.35));
        }
        double pale = draws.uniform(0.5, 0.82);
        return skin.times(draws.uniform(0.75, 1), pale, pale + draws.uniform(0, 0.12));
    }

    /** The socket of the mouth begins behind the lips: its outermost ring is lip still. */
    private static void paintInnerLips(HeadGeometry head, Colour lips, float[] colours, float[] gloss, float shine) {
        float[] neutral = head.kit().neutral();
        int end = head.kit().endVertex(FacePart.MOUTH_SOCKET);
        for (int vertex = head.kit().firstVertex(FacePart.MOUTH_SOCKET); vertex < end; vertex++) {
            if (neutral[3 * vertex + 2] > 9.6) {
                set(colours, vertex, lips, 0.8f, 0, lips, 0);
                gloss[vertex] = shine;
            }
        }
    }

    /** 1 on the lips. */
    static float lip(HeadGeometry head, float x, float y, float z) {
        if (z < LIPS_IN_FRONT_OF || Math.abs(y + 3.4) > 2) {
            return 0;
        }
        Polyline outline = head.outerLips();
        float distance = outline.distance(x, y, z);
        return outline.surrounds(x, y)
                ? Smooth.step(-0.5 * LIP_EDGE, 0.5 * LIP_EDGE, distance)
                : Smooth.step(0.5 * LIP_EDGE, 0, distance) * 0.5f;
    }

    private static float socket(HeadGeometry head, float x, float y, float z) {
        Polyline eye = x < 0 ? head.leftEyeOfPicture() : head.rightEyeOfPicture();
        return z < 5 ? 0 : Smooth.bell(eye.distance(x, y, z), 0.9);
    }

    private static float rim(HeadGeometry head, float x, float y, float z, double upper, double lower) {
        if (z < 7 || y < 1.8 || y > 5.2) {
            return 1;
        }
        Polyline eye = x < 0 ? head.leftEyeOfPicture() : head.rightEyeOfPicture();
        float above = Smooth.step(-0.15, 0.15, y - eye.centre()[1]);
        double strength = lower + (upper - lower) * above;
        return 1 - (float) strength * Smooth.bell(eye.distance(x, y, z), 0.16);
    }

    private static float blush(float x, float y, float z) {
        if (z < 4) {
            return 0;
        }
        double cheek = Smooth.bell(Math.abs(x) - 4.2, 1.4) * Smooth.bell(y - 0.3, 1.5);
        double nose = Smooth.bell(x, 0.9) * Smooth.bell(y - 0.3, 1.1) * (z > 10 ? 1 : 0);
        return (float) Math.max(cheek, nose);
    }
}
