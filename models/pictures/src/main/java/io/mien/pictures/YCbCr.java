package io.mien.pictures;

/**
 * The colours that a JFIF file stores: luma, and how much blue and red differ from it (JFIF 1.02, page 3; the later
 * ITU-T T.871 has more digits, which round a few greens otherwise).
 *
 * <p>The conversion is in fixed point with the rounding of the Independent JPEG Group's decoder, which ImageIO and PIL
 * share, so a picture gets the same values from them to the bit.
 */
final class YCbCr {
    private static final int FRACTION_BITS = 16;
    private static final int HALF = 1 << (FRACTION_BITS - 1);
    private static final int VALUES = 256;
    private static final int NO_CHROMA = 128;

    private static final int[] RED_OF_CR = new int[VALUES];
    private static final int[] BLUE_OF_CB = new int[VALUES];
    /** Green is the sum of two, rounded once: these stay in fixed point, and one of them carries the half. */
    private static final int[] GREEN_OF_CB = new int[VALUES];

    private static final int[] GREEN_OF_CR = new int[VALUES];

    static {
        for (int stored = 0; stored < VALUES; stored++) {
            int chroma = stored - NO_CHROMA;
            RED_OF_CR[stored] = (fixedPoint(1.402) * chroma + HALF) >> FRACTION_BITS;
            BLUE_OF_CB[stored] = (fixedPoint(1.772) * chroma + HALF) >> FRACTION_BITS;
            GREEN_OF_CB[stored] = -fixedPoint(0.34414) * chroma + HALF;
            GREEN_OF_CR[stored] = -fixedPoint(0.71414) * chroma;
        }
    }

    private YCbCr() {}

    /**
     * Converts in place.
     *
     * @param pixels {@code [pixels, 3] uint8}: luma, blue and red difference; red, green and blue afterwards
     */
    static void toRgb(byte[] pixels) {
        for (int at = 0; at < pixels.length - 2; at += 3) {
            int luma = pixels[at] & 0xff;
            int cb = pixels[at + 1] & 0xff;
            int cr = pixels[at + 2] & 0xff;
            int red = luma + RED_OF_CR[cr];
            int green = luma + ((GREEN_OF_CB[cb] + GREEN_OF_CR[cr]) >> FRACTION_BITS);
            int blue = luma + BLUE_OF_CB[cb];
            // One test for all three: few pixels lie outside.
            if (((red | green | blue) & ~0xff) != 0) {
                red = clamp(red);
                green = clamp(green);
                blue = clamp(blue);
            }
            pixels[at] = (byte) red;
            pixels[at + 1] = (byte) green;
            pixels[at + 2] = (byte) blue;
        }
    }

    private static int fixedPoint(double value) {
        return (int) (value * (1 << FRACTION_BITS) + 0.5);
    }

    private static int clamp(int value) {
        return Math.min(Math.max(value, 0), VALUES - 1);
    }
}
