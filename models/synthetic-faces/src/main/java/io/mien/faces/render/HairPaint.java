package io.mien.faces.render;

import io.mien.faces.RandomDraws;
import io.mien.faces.mesh.FacePart;

/** Paints hair on the head, brows and beard; on the head it is also pushed out. */
final class HairPaint {
    private static final float[][] COLOURS = {
        {0.05f, 0.04f, 0.04f},
        {0.10f, 0.07f, 0.05f},
        {0.20f, 0.13f, 0.08f},
        {0.33f, 0.22f, 0.13f},
        {0.62f, 0.48f, 0.30f},
        {0.42f, 0.20f, 0.10f},
        {0.50f, 0.49f, 0.48f},
        {0.78f, 0.76f, 0.74f}
    };
    private static final int[] LEFT_BROW_OF_PICTURE = {17, 18, 19, 20, 21};
    private static final int[] RIGHT_BROW_OF_PICTURE = {26, 25, 24, 23, 22};

    private final HeadGeometry head;
    private final RandomDraws draws;
    private final float[] neutral;
    private final float[] colours;
    private final float[] gloss;
    private final float[] colour;

    private HairPaint(HeadGeometry head, RandomDraws draws, float[] colours, float[] gloss) {
        this.head = head;
        this.draws = draws;
        this.neutral = head.kit().neutral();
        this.colours = colours;
        this.gloss = gloss;
        this.colour = COLOURS[draws.below(COLOURS.length)].clone();
        for (int channel = 0; channel < 3; channel++) {
            colour[channel] *= (float) draws.uniform(0.85, 1.15);
        }
    }

    /** @param rest {@code [vertices, 3]}, pushed out where hair grows on the head */
    static void paint(HeadGeometry head, RandomDraws draws, float[] rest, float[] colours, float[] gloss) {
        HairPaint paint = new HairPaint(head, draws, colours, gloss);
        paint.brows();
        if (draws.chance(0.3)) {
            paint.beard();
        }
        if (draws.chance(0.87)) {
            paint.head(rest);
        }
    }

    private void brows() {
        float shift = (float) draws.uniform(-0.55, 0.15);
        float arch = (float) draws.uniform(-0.25, 0.25);
        double halfWidth = draws.uniform(0.22, 0.55);
        double strength = draws.uniform(0.55, 1);
        float darkness = (float) draws.uniform(0.5, 1);
        Noise gaps = new Noise(draws, 6);
        Polyline left = brow(LEFT_BROW_OF_PICTURE, shift, arch);
        Polyline right = brow(RIGHT_BROW_OF_PICTURE, shift, arch);
        for (int vertex = 0; vertex < head.kit().endVertex(FacePart.SKIN); vertex++) {
            float x = neutral[3 * vertex];
            float y = neutral[3 * vertex + 1];
            float z = neutral[3 * vertex + 2];
            if (z < 4 || y < 3.5 || y > 8) {
                continue;
            }
            Polyline.Nearest nearest = (x < 0 ? left : right).nearest(x, y, z);
            // The lines lead from the outer to the inner end.
            double width = halfWidth * (0.35 + 0.65 * Smooth.step(0, 0.4, nearest.share()));
            float cover = Smooth.step(width, 0.4 * width, nearest.distance()) * (float) strength;
            if (cover > 0) {
                mix(vertex, darkness, cover * (0.92f + 0.08f * gaps.at(x, y, z)));
            }
        }
    }

    private Polyline brow(int[] landmarks, float shift, float arch) {
        int[] vertices = head.landmarkVertices(landmarks);
        float[] points = new float[3 * vertices.length];
        for (int i = 0; i < vertices.length; i++) {
            System.arraycopy(neutral, 3 * vertices[i], points, 3 * i, 3);
            double along = (double) i / (vertices.length - 1);
            points[3 * i + 1] += shift + arch * (float) (4 * along * (1 - along));
        }
        return new Polyline(points, 0.5f);
    }

    private void beard() {
        boolean full = draws.chance(0.6);
        boolean moustache = full || draws.chance(0.7);
        float strength = (float) draws.uniform(0.25, 0.9);
        double cheek = draws.uniform(-0.8, 0.8);
        Noise patches = new Noise(draws, 2);
        for (int vertex = 0; vertex < head.kit().endVertex(FacePart.SKIN); vertex++) {
            float x = Math.abs(neutral[3 * vertex]);
            float y = neutral[3 * vertex + 1];
            float z = neutral[3 * vertex + 2];
            if (z < 1.5 || y > 1 || y < -10) {
                continue;
            }
            double line = -2.6 + cheek + 0.55 * Math.max(0, x - 2.8);
            double below = full ? line : -5.6;
            float jaw = Smooth.step(0, 0.9, below - y) * (full ? 1 : Smooth.step(2.4, 1.4, x));
            float lip = moustache && z > 9
                    ? Smooth.step(2.7, 2.1, x) * Smooth.step(-2.7, -2.3, y) * Smooth.step(-1.3, -1.7, y)
                    : 0;
            float cover = Math.max(jaw, lip) * strength * (0.85f + 0.15f * patches.at(x, y, z));
            if (cover > 0.01f) {
                mix(vertex, 0.8f, cover * (1 - SkinPaint.lip(head, neutral[3 * vertex], y, z)));
            }
        }
    }

    private void head(float[] rest) {
        double line = draws.uniform(8.3, 11.2);
        double temples = draws.uniform(1.5, 4.5);
        double behind = draws.uniform(1.2, 4.5);
        double lowest = draws.chance(0.4) ? draws.uniform(-12, -6) : draws.uniform(-3, 1);
        boolean overEars = lowest < -5;
        float thick = (float) draws.uniform(0.2, 1.6);
        Noise edge = new Noise(draws, 1.2);
        Noise locks = new Noise(draws, 3.5);
        Noise streaks = new Noise(draws, 7);
        float[] normals = head.normals();
        for (int vertex = 0; vertex < head.kit().endVertex(FacePart.HEAD); vertex++) {
            float x = neutral[3 * vertex];
            float y = neutral[3 * vertex + 1];
            float z = neutral[3 * vertex + 2];
            boolean ear = Math.abs(x) > 6.4 && y > -4.5 && y < 5.8 && z > -2.5 && z < 5;
            if (ear && !overEars) {
                continue;
            }
            float noise = edge.at(x, y, z);
            // Above the forehead's line, which falls towards the temples, or behind the ears.
            double above = y - (line - Math.max(0, Math.abs(x) - 4) * temples / 3) - 0.35 * noise;
            double back = behind - z - 0.4 * noise;
            double inside = Math.max(above, Math.min(back, (y - lowest) * 0.7));
            float cover = Smooth.step(-0.15, 0.25, inside);
            if (cover <= 0) {
                continue;
            }
            mix(vertex, 1 + 0.22f * streaks.at(3 * x, y, z), cover);
            gloss[vertex] = 0.10f;
            float push = cover * Smooth.step(-0.1, 1.4, inside) * thick * (1 + 0.25f * locks.at(x, y, z));
            if (ear) {
                push *= 0.6f;
            }
            for (int axis = 0; axis < 3; axis++) {
                rest[3 * vertex + axis] += push * normals[3 * vertex + axis];
            }
        }
    }

    private void mix(int vertex, float light, float cover) {
        for (int channel = 0; channel < 3; channel++) {
            float before = colours[3 * vertex + channel];
            colours[3 * vertex + channel] = before + (colour[channel] * light - before) * cover;
        }
    }
}
