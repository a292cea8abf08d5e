package io.mien.models.image;

/**
 * Where a face is in a picture, in its pixels; x to the right, y down. It may reach over the picture's edge.
 *
 * @param x left edge
 * @param y upper edge
 * @param width more than 0
 * @param height more than 0
 */
public record FaceBox(float x, float y, float width, float height) {}
