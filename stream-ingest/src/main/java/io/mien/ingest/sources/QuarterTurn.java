package io.mien.ingest.sources;

import io.mien.pictures.RgbImage;

/** Says how a picture is to be turned to stand upright; telephones record it lying on its side and say so beside it. */
enum QuarterTurn {
    NONE,
    CLOCKWISE,
    HALF,
    COUNTERCLOCKWISE;

    private static final int BYTES_PER_PIXEL = 3;

    /**
     * The turn nearest to an angle.
     *
     * @param counterclockwise by which the stored picture is to be turned for display, degrees, as in FFmpeg's display
     *     matrix; not a number: none
     */
    static QuarterTurn ofDegrees(double counterclockwise) {
        int quarters = (int) Math.floorMod(Math.round(counterclockwise / 90), 4L);
        return switch (quarters) {
            case 1 -> COUNTERCLOCKWISE;
            case 2 -> HALF;
            case 3 -> CLOCKWISE;
            default -> NONE;
        };
    }

    /** The picture, turned. */
    RgbImage apply(RgbImage image) {
        int width = image.width();
        int height = image.height();
        return switch (this) {
            case NONE -> image;
            case CLOCKWISE -> copy(image, height, width, (x, y) -> (height - 1 - x) * width + y);
            case HALF -> copy(image, width, height, (x, y) -> (height - 1 - y) * width + width - 1 - x);
            case COUNTERCLOCKWISE -> copy(image, height, width, (x, y) -> x * width + width - 1 - y);
        };
    }

    /** The place in the stored picture that a pixel of the upright one comes from. */
    private interface Origin {
        int index(int x, int y);
    }

    private static RgbImage copy(RgbImage image, int width, int height, Origin origin) {
        byte[] stored = image.pixels();
        byte[] upright = new byte[stored.length];
        int target = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int source = BYTES_PER_PIXEL * origin.index(x, y);
                upright[target] = stored[source];
                upright[target + 1] = stored[source + 1];
                upright[target + 2] = stored[source + 2];
                target += BYTES_PER_PIXEL;
            }
        }
        return new RgbImage(width, height, upright);
    }
}
