package io.mien.pictures;

/**
 * Five points of a face in pixels of its picture; left and right are the picture's, not the person's.
 *
 * <p>Each is an x and a y; the first pixel reaches from 0 to 1.
 */
public record FaceLandmarks(
        float leftEyeX,
        float leftEyeY,
        float rightEyeX,
        float rightEyeY,
        float noseTipX,
        float noseTipY,
        float leftMouthX,
        float leftMouthY,
        float rightMouthX,
        float rightMouthY) {
    /** How many points there are. */
    static final int POINTS = 5;

    /** @throws IllegalArgumentException if a number is not finite */
    public FaceLandmarks {
        if (!Float.isFinite(leftEyeX + leftEyeY + rightEyeX + rightEyeY + noseTipX)
                || !Float.isFinite(noseTipY + leftMouthX + leftMouthY + rightMouthX + rightMouthY)) {
            throw new IllegalArgumentException("landmarks: left eye " + leftEyeX + " " + leftEyeY + ", right eye "
                    + rightEyeX + " " + rightEyeY + ", nose tip " + noseTipX + " " + noseTipY + ", left mouth "
                    + leftMouthX + " " + leftMouthY + ", right mouth " + rightMouthX + " " + rightMouthY
                    + " (expected: finite numbers)");
        }
    }

    double[] x() {
        return new double[] {leftEyeX, rightEyeX, noseTipX, leftMouthX, rightMouthX};
    }

    double[] y() {
        return new double[] {leftEyeY, rightEyeY, noseTipY, leftMouthY, rightMouthY};
    }
}
