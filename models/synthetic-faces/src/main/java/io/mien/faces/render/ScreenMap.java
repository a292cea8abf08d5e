package io.mien.faces.render;

/**
 * A turn, scale and shift of the plane: {@code (x, y)} goes to {@code (a x - b y + c, b x + a y + d)}.
 *
 * @param a scale times the cosine of the turn
 * @param b scale times its sine
 */
public record ScreenMap(float a, float b, float c, float d) {

    /** Only scaled and shifted. */
    public static ScreenMap of(double scale, double shiftX, double shiftY) {
        return new ScreenMap((float) scale, 0, (float) shiftX, (float) shiftY);
    }

    /**
     * The map that brings points nearest to others, by least squares.
     *
     * @param from x and y of each point
     * @param to where they should go, as many
     */
    public static ScreenMap fit(double[] from, double[] to) {
        int points = from.length / 2;
        double fromX = mean(from, 0);
        double fromY = mean(from, 1);
        double toX = mean(to, 0);
        double toY = mean(to, 1);
        double real = 0;
        double imaginary = 0;
        double spread = 0;
        for (int i = 0; i < points; i++) {
            double x = from[2 * i] - fromX;
            double y = from[2 * i + 1] - fromY;
            double u = to[2 * i] - toX;
            double v = to[2 * i + 1] - toY;
            real += x * u + y * v;
            imaginary += x * v - y * u;
            spread += x * x + y * y;
        }
        double a = real / spread;
        double b = imaginary / spread;
        return new ScreenMap(
                (float) a, (float) b, (float) (toX - a * fromX + b * fromY), (float) (toY - b * fromX - a * fromY));
    }

    private static double mean(double[] points, int axis) {
        double sum = 0;
        for (int i = axis; i < points.length; i += 2) {
            sum += points[i];
        }
        return 2 * sum / points.length;
    }

    float x(float x, float y) {
        return a * x - b * y + c;
    }

    float y(float x, float y) {
        return b * x + a * y + d;
    }

    float scale() {
        return (float) Math.sqrt(a * a + b * b);
    }

    /** The way back. */
    public ScreenMap inverse() {
        float squared = a * a + b * b;
        float backA = a / squared;
        float backB = -b / squared;
        return new ScreenMap(backA, backB, -(backA * c - backB * d), -(backB * c + backA * d));
    }

    /** For a canvas that is this many times finer. */
    ScreenMap times(float factor) {
        return new ScreenMap(a * factor, b * factor, c * factor, d * factor);
    }
}
