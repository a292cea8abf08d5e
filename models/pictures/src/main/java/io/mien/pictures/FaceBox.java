package io.mien.pictures;

/**
 * The place of a face in a picture, in pixels; x runs to the right, y down. The box may reach over the picture's edge.
 *
 * @param x left edge
 * @param y upper edge
 * @param width more than 0
 * @param height more than 0
 */
public record FaceBox(float x, float y, float width, float height) {

    /** @throws IllegalArgumentException if a number is not finite or a side is not more than 0 */
    public FaceBox {
        // A sum is finite only if all its parts are.
        if (!Float.isFinite(x + y + width + height) || !(width > 0) || !(height > 0)) {
            throw new IllegalArgumentException("face box: x " + x + ", y " + y + ", width " + width + ", height "
                    + height + " (expected: finite numbers, sides above 0)");
        }
    }

    /** True if at least a part of the box lies in a picture of this size. */
    public boolean overlaps(int pictureWidth, int pictureHeight) {
        return x < pictureWidth && y < pictureHeight && x + width > 0 && y + height > 0;
    }
}
