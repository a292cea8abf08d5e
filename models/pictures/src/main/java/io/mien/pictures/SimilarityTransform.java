package io.mien.pictures;

import java.util.Optional;

/**
 * A turn, a scaling and a shift of the plane, without reflection: {@code (x, y) -> (a x - b y + c, b x + a y + d)}.
 *
 * @param a cosine part
 * @param b sine part
 * @param c shift to the right
 * @param d shift down
 */
record SimilarityTransform(double a, double b, double c, double d) {
    /** No face's points lie this near to each other, in pixels (root mean square from their middle). */
    private static final double LEAST_SPREAD = 0.5;

    /** How much larger than the prepared picture a face may be, or how much smaller. */
    private static final double LARGEST_SCALE = 64;

    /**
     * The one that takes the landmarks nearest to the template: least squares in the template's plane, which for
     * similarities has this closed form.
     *
     * @return empty if the points coincide or would need a scaling that no face needs
     */
    static Optional<SimilarityTransform> fit(FaceLandmarks from, FaceLandmarks template, double side) {
        double[] fromX = from.x();
        double[] fromY = from.y();
        double[] toX = template.x();
        double[] toY = template.y();
        double fromMeanX = mean(fromX);
        double fromMeanY = mean(fromY);
        double toMeanX = mean(toX) * side;
        double toMeanY = mean(toY) * side;
        double real = 0;
        double imaginary = 0;
        double spread = 0;
        for (int i = 0; i < FaceLandmarks.POINTS; i++) {
            double x = fromX[i] - fromMeanX;
            double y = fromY[i] - fromMeanY;
            double u = toX[i] * side - toMeanX;
            double v = toY[i] * side - toMeanY;
            real += x * u + y * v;
            imaginary += x * v - y * u;
            spread += x * x + y * y;
        }
        if (!(spread >= FaceLandmarks.POINTS * LEAST_SPREAD * LEAST_SPREAD)) {
            return Optional.empty();
        }
        double a = real / spread;
        double b = imaginary / spread;
        double scale = Math.sqrt(a * a + b * b);
        if (!(scale >= 1 / LARGEST_SCALE && scale <= LARGEST_SCALE)) {
            return Optional.empty();
        }
        return Optional.of(new SimilarityTransform(
                a, b, toMeanX - a * fromMeanX + b * fromMeanY, toMeanY - b * fromMeanX - a * fromMeanY));
    }

    SimilarityTransform inverse() {
        double squared = a * a + b * b;
        double inverseA = a / squared;
        double inverseB = -b / squared;
        return new SimilarityTransform(
                inverseA, inverseB, -(inverseA * c - inverseB * d), -(inverseB * c + inverseA * d));
    }

    double scale() {
        return Math.sqrt(a * a + b * b);
    }

    double x(double x, double y) {
        return a * x - b * y + c;
    }

    double y(double x, double y) {
        return b * x + a * y + d;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
