package io.mien.faces.render;

/**
 * The turn of a head and the place of the camera.
 *
 * @param yaw to the subject's left, degrees
 * @param pitch upwards, degrees
 * @param roll to the picture's right, degrees
 * @param distance of the camera from the head's middle, in the mesh's units, about centimetres
 */
public record HeadPose(double yaw, double pitch, double roll, double distance) {
    public HeadPose {
        if (!(distance >= 20)) {
            throw new IllegalArgumentException("distance: " + distance + " (expected: at least 20)");
        }
    }

    /** Rotation of the head in the camera's space, row by row. */
    float[] rotation() {
        double y = StrictMath.toRadians(yaw);
        double p = StrictMath.toRadians(-pitch);
        double r = StrictMath.toRadians(-roll);
        double cosY = StrictMath.cos(y);
        double sinY = StrictMath.sin(y);
        double cosP = StrictMath.cos(p);
        double sinP = StrictMath.sin(p);
        double cosR = StrictMath.cos(r);
        double sinR = StrictMath.sin(r);
        // roll · pitch · yaw: the head turns about its own upright axis first.
        double[] pitchYaw = {cosY, 0, sinY, sinP * sinY, cosP, -sinP * cosY, -cosP * sinY, sinP, cosP * cosY};
        float[] rotation = new float[9];
        for (int column = 0; column < 3; column++) {
            rotation[column] = (float) (cosR * pitchYaw[column] - sinR * pitchYaw[3 + column]);
            rotation[3 + column] = (float) (sinR * pitchYaw[column] + cosR * pitchYaw[3 + column]);
            rotation[6 + column] = (float) pitchYaw[6 + column];
        }
        return rotation;
    }
}
