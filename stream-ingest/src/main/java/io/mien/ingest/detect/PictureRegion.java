package io.mien.ingest.detect;

import java.io.Serializable;

/**
 * A rectangle of every picture of a feed, whatever its size; each number a share of the width or the height, 0 to 1.
 *
 * @param x left edge
 * @param y upper edge
 * @param width more than 0
 * @param height more than 0
 */
public record PictureRegion(double x, double y, double width, double height) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final double ROUNDING = 1e-9;

    /** @throws IllegalArgumentException if it is empty or reaches over the picture's edge */
    public PictureRegion {
        if (!(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1 + ROUNDING && y + height <= 1 + ROUNDING)) {
            throw new IllegalArgumentException("region: x " + x + ", y " + y + ", width " + width + ", height " + height
                    + " (expected: shares of the picture, from 0 to 1, none of it outside)");
        }
    }

    /** Whether a face's middle lies in it. */
    boolean holds(Detection detection, int pictureWidth, int pictureHeight) {
        double middleX = (detection.box().x() + detection.box().width() / 2) / pictureWidth;
        double middleY = (detection.box().y() + detection.box().height() / 2) / pictureHeight;
        return middleX >= x && middleX < x + width && middleY >= y && middleY < y + height;
    }
}
