package io.mien.cli.readings;

/**
 * A face's place in a picture; x to the right, y down, pixels.
 *
 * @param x left edge
 * @param y upper edge
 */
public record PlacedBox(double x, double y, double width, double height) {

    public PlacedBox {
        if (!Double.isFinite(x + y + width + height) || width <= 0 || height <= 0) {
            throw new IllegalArgumentException(
                    "box: " + x + ", " + y + ", " + width + " x " + height + " (expected: finite, and a size)");
        }
    }

    /** The box a share of the way to another. */
    PlacedBox towards(PlacedBox other, double share) {
        return new PlacedBox(
                between(x, other.x, share),
                between(y, other.y, share),
                between(width, other.width, share),
                between(height, other.height, share));
    }

    private static double between(double from, double to, double share) {
        return from + (to - from) * share;
    }

    /** In a picture that is so much larger. */
    public PlacedBox scaled(double factor) {
        return new PlacedBox(x * factor, y * factor, width * factor, height * factor);
    }
}
