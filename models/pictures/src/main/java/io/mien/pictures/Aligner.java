package io.mien.pictures;

/**
 * Resamples a picture through a similarity. Every output pixel weighs the input around the point it comes from, with the
 * filter as wide as the picture shrinks; outside, the picture's edge is repeated.
 */
final class Aligner {
    /** A face more than this many times larger than the prepared picture is sampled with gaps: it bounds the work. */
    private static final double WIDEST_FILTER = 8;

    private final RgbImage picture;
    private final SimilarityTransform toPicture;
    private final Resampling filter;
    private final double filterScale;
    private final double[] columnWeights;
    private final double[] rowWeights;

    private Aligner(RgbImage picture, SimilarityTransform toPicture, Resampling filter) {
        this.picture = picture;
        this.toPicture = toPicture;
        this.filter = filter;
        this.filterScale = Math.min(Math.max(toPicture.scale(), 1), WIDEST_FILTER);
        int taps = (int) Math.ceil(2 * filter.support() * filterScale) + 1;
        this.columnWeights = new double[taps];
        this.rowWeights = new double[taps];
    }

    /**
     * Aligns.
     *
     * @param toPicture from the prepared picture's plane to the picture's
     * @return {@code [size, size, 3] uint8}
     */
    static byte[] align(RgbImage picture, SimilarityTransform toPicture, int size, Resampling filter) {
        Aligner aligner = new Aligner(picture, toPicture, filter);
        byte[] aligned = new byte[3 * size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                aligner.sample(column + 0.5, row + 0.5, aligned, 3 * (row * size + column));
            }
        }
        return aligned;
    }

    private void sample(double outputX, double outputY, byte[] aligned, int at) {
        double x = toPicture.x(outputX, outputY);
        double y = toPicture.y(outputX, outputY);
        int firstColumn = weigh(x, columnWeights);
        int firstRow = weigh(y, rowWeights);
        double red = 0;
        double green = 0;
        double blue = 0;
        byte[] pixels = picture.pixels();
        for (int r = 0; r < rowWeights.length; r++) {
            int rowStart = clamp(firstRow + r, picture.height()) * picture.width();
            for (int c = 0; c < columnWeights.length; c++) {
                double weight = rowWeights[r] * columnWeights[c];
                int pixel = 3 * (rowStart + clamp(firstColumn + c, picture.width()));
                red += weight * (pixels[pixel] & 0xff);
                green += weight * (pixels[pixel + 1] & 0xff);
                blue += weight * (pixels[pixel + 2] & 0xff);
            }
        }
        aligned[at] = rounded(red);
        aligned[at + 1] = rounded(green);
        aligned[at + 2] = rounded(blue);
    }

    /** Fills in the weights, which sum up to 1, and returns the pixel that the first belongs to. */
    private int weigh(double centre, double[] weights) {
        int first = (int) Math.floor(centre - filter.support() * filterScale);
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = filter.weight((first + i + 0.5 - centre) / filterScale);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return first;
    }

    private static int clamp(int pixel, int length) {
        return Math.min(Math.max(pixel, 0), length - 1);
    }

    private static byte rounded(double value) {
        return (byte) Math.min(Math.max((int) Math.floor(value + 0.5), 0), 255);
    }
}
