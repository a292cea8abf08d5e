package io.mien.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharpnessTest {
    private static final double CLOSE = 0.02;

    /** Stripes of a wave of so many pixels, as large and as bright as said. */
    private static byte[] wave(int size, double pixels, double amplitude) {
        byte[] rgb = new byte[3 * size * size];
        for (int i = 0; i < size * size; i++) {
            byte value = (byte) Math.round(120 + amplitude * Math.sin(2 * Math.PI * (i % size) / pixels));
            rgb[3 * i] = value;
            rgb[3 * i + 1] = value;
            rgb[3 * i + 2] = value;
        }
        return rgb;
    }

    @Test
    void finerDetailIsSharper() {
        assertThat(Sharpness.of(wave(64, 4, 80), 64)).isGreaterThan(10 * Sharpness.of(wave(64, 16, 80), 64));
    }

    @Test
    void contrastDoesNotMatter() {
        double strong = Sharpness.of(wave(64, 16, 100), 64);

        assertThat(Sharpness.of(wave(64, 16, 25), 64) / strong).isBetween(1 - CLOSE, 1 + CLOSE);
    }

    @Test
    void theSameInALargerPictureIsAsSharp() {
        double small = Sharpness.of(wave(64, 16, 80), 64);

        assertThat(Sharpness.of(wave(256, 64, 80), 256) / small).isBetween(1 - CLOSE, 1 + CLOSE);
    }

    @Test
    void aPlainPictureHasNoDetail() {
        assertThat(Sharpness.of(new byte[3 * 64 * 64], 64)).isZero();
    }
}
