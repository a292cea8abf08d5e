package io.mien.faces.render;

import io.mien.faces.mesh.FacePart;

/** Where tears run: along the lower lid, and from its middle down the cheek. */
final class TearTracks {
    private TearTracks() {}

    /** How wet each vertex of the skin gets, 0 to 1. */
    static float[] of(HeadGeometry head) {
        float[] neutral = head.kit().neutral();
        float[] wet = new float[head.kit().endVertex(FacePart.SKIN)];
        for (int vertex = 0; vertex < wet.length; vertex++) {
            float x = neutral[3 * vertex];
            float y = neutral[3 * vertex + 1];
            float z = neutral[3 * vertex + 2];
            Polyline eye = x < 0 ? head.leftEyeOfPicture() : head.rightEyeOfPicture();
            float below = eye.centre()[1] - y;
            if (z > 5 && below > 0) {
                float lid = Smooth.bell(eye.distance(x, y, z), 0.2);
                // A little outward as the cheek turns away.
                float aside = Math.abs(x) - Math.abs(eye.centre()[0]) - 0.06f * below;
                float cheek = Smooth.bell(aside, 0.22) * Smooth.step(5.5, 4, below);
                wet[vertex] = Math.max(lid, cheek);
            }
        }
        return wet;
    }
}
