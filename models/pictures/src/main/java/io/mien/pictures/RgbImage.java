package io.mien.pictures;

/**
 * A picture in memory.
 *
 * @param width pixels
 * @param height pixels
 * @param pixels {@code [height, width, 3] uint8}, rows from the top; not to be changed
 */
@SuppressWarnings(
        "ArrayRecordComponent") // pictures are handed on, never changed; a copy each would cost more than the model
public record RgbImage(int width, int height, byte[] pixels) {

    public RgbImage {
        if (width < 1 || height < 1 || pixels.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "pixels: " + pixels.length + " bytes (expected: 3 x " + width + " x " + height + ")");
        }
    }
}
