package io.mien.pictures;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The filter that pixels are weighted with; it widens when a picture shrinks, so that nothing is skipped. */
public enum Resampling {
    /** A triangle over two pixels. */
    @JsonProperty("bilinear")
    BILINEAR(1) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            return x < 1 ? 1 - x : 0;
        }
    },

    /** Keys' cubic over four pixels with a = -0.5, as in PIL and torchvision. */
    @JsonProperty("bicubic")
    BICUBIC(2) {
        private static final double A = -0.5;

        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            if (x < 1) {
                return ((A + 2) * x - (A + 3)) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
        }
    };

    private final double support;

    Resampling(double support) {
        this.support = support;
    }

    /** Pixels to either side that have a weight, when nothing shrinks. */
    double support() {
        return support;
    }

    abstract double weight(double distance);
}
