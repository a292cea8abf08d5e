package io.mien.models.image;

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
     * @throws UnreadableImageException if there is none, or the picture is larger than allowed
     */
    public static ImageHeader read(ByteBuffer encoded, ImageLimits limits) throws UnreadableImageException {
        if (encoded.remaining() > limits.bytes()) {
            throw new UnreadableImageException(
                    UnreadableImageException.Reason.IMAGE_TOO_LARGE, encoded.remaining() + " bytes");
        }
        throw new UnreadableImageException(UnreadableImageException.Reason.NOT_AN_IMAGE, "no header");
    }
}
