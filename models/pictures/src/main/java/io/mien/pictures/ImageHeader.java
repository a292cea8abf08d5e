package io.mien.pictures;

import io.mien.pictures.UnreadableImageException.Reason;
import java.nio.ByteBuffer;

/**
 * Format and size of an encoded picture, read from its first bytes without allocating its pixels.
 *
 * @param format of the encoding
 * @param width pixels
 * @param height pixels
 */
public record ImageHeader(Format format, int width, int height) {

    /** The encodings that are read. */
    public enum Format {
        JPEG,
        PNG
    }

    /**
     * Reads the header and holds it against the limits.
     *
     * @param encoded from its position to its limit, which stay as they are
     * @throws UnreadableImageException if there is none, or the picture is larger than allowed
     */
    public static ImageHeader read(ByteBuffer encoded, ImageLimits limits) throws UnreadableImageException {
        if (encoded.remaining() > limits.bytes()) {
            throw new UnreadableImageException(
                    Reason.IMAGE_TOO_LARGE, encoded.remaining() + " bytes (expected: at most " + limits.bytes() + ")");
        }
        ImageHeader header = read(encoded);
        if ((long) header.width * header.height > limits.pixels()) {
            throw new UnreadableImageException(
                    Reason.IMAGE_TOO_LARGE,
                    header.width + " x " + header.height + " pixels (expected: at most " + limits.pixels() + ")");
        }
        return header;
    }

    private static ImageHeader read(ByteBuffer encoded) throws UnreadableImageException {
        if (JpegStructure.startsLikeOne(encoded)) {
            JpegStructure jpeg = JpegStructure.read(encoded);
            return new ImageHeader(Format.JPEG, jpeg.width(), jpeg.height());
        }
        if (PngStructure.startsLikeOne(encoded)) {
            PngStructure png = PngStructure.read(encoded);
            return new ImageHeader(Format.PNG, png.width(), png.height());
        }
        throw new UnreadableImageException(
                Reason.NOT_AN_IMAGE, encoded.remaining() + " bytes that are neither JPEG nor PNG");
    }
}
