package io.mien.pictures;

/**
 * How large a picture may be; a larger one is refused before it is decoded.
 *
 * @param bytes of the encoded picture
 * @param pixels width times height
 */
public record ImageLimits(int bytes, long pixels) {

    /** 8 MiB and 16 megapixels: more than a 4K camera sends. */
    public static final ImageLimits DEFAULT = new ImageLimits(8 << 20, 16_000_000);

    public ImageLimits {
        if (bytes < 1 || pixels < 1) {
            throw new IllegalArgumentException(
                    "limits: " + bytes + " bytes, " + pixels + " pixels (expected: at least 1 each)");
        }
    }
}
