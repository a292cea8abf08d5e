package io.mien.models.image;

/**
 * Five points of a face in pixels of its picture; left and right are the picture's, not the person's.
 *
 * <p>Each is an x and a y.
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
        float rightMouthY) {}
