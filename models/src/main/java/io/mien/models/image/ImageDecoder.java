package io.mien.models.image;

import io.mien.models.image.UnreadableImageException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG pictures within limits, decided before memory is allocated. Safe for use by many threads.
 *
 * <p>Values are taken as they are stored: colour profiles and EXIF's orientation are ignored, alpha is dropped and gray is
 * repeated, as PIL does. Print colours (CMYK) are refused.
 */
public final class ImageDecoder {
    private static final int PRINT_COLOURS = 4;

    private final ImageLimits limits;

    public ImageDecoder(ImageLimits limits) {
        this.limits = limits;
    }

    /**
     * Decodes a picture.
     *
     * @param encoded from its position to its limit, which stay as they are
     * @throws UnreadableImageException if it is none, is too large or is broken; a picture that is cut off is broken,
     *     however much of it there is
     */
    public RgbImage decode(ByteBuffer encoded) throws UnreadableImageException {
        ImageHeader header = ImageHeader.read(encoded, limits);
        switch (header.format()) {
            case JPEG -> {
                if (JpegStructure.read(encoded).components() == PRINT_COLOURS) {
                    throw new UnreadableImageException(
                            Reason.NOT_AN_IMAGE, "JPEG: print colours (expected: gray, or red, green and blue)");
                }
                JpegStructure.requireComplete(encoded);
            }
            case PNG -> PngStructure.requireComplete(encoded);
        }
        BufferedImage decoded = decode(encoded, header.format());
        if (decoded.getWidth() != header.width() || decoded.getHeight() != header.height()) {
            throw new UnreadableImageException(
                    Reason.IMAGE_SIZE_MISMATCH,
                    decoded.getWidth() + " x " + decoded.getHeight() + " pixels decoded (the header says "
                            + header.width() + " x " + header.height() + ")");
        }
        return RgbRaster.of(decoded);
    }

    private static BufferedImage decode(ByteBuffer encoded, ImageHeader.Format format) throws UnreadableImageException {
        ImageReader reader = reader(format);
        List<String> warnings = new ArrayList<>();
        // In memory, not ImageIO's cache on disk.
        try (ImageInputStream stream = new MemoryCacheImageInputStream(inputStream(encoded))) {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.setInput(stream, true, true);
            BufferedImage decoded = reader.read(0);
            for (String warning : warnings) {
                if (meansDamage(warning)) {
                    throw new UnreadableImageException(Reason.NOT_AN_IMAGE, format + ": " + warning);
                }
            }
            return decoded;
        } catch (IOException | RuntimeException e) {
            // ImageIO's readers answer broken data with many kinds of unchecked exceptions too.
            throw new UnreadableImageException(Reason.NOT_AN_IMAGE, format + ": " + e);
        } finally {
            reader.dispose();
        }
    }

    /**
     * The JPEG decoder paints over damage and warns ("Corrupt JPEG data", "Premature end"); it also warns of bytes between
     * segments, which cameras leave there and which harm nothing.
     */
    private static boolean meansDamage(String warning) {
        String lower = warning.toLowerCase(Locale.ROOT);
        return (lower.contains("corrupt") || lower.contains("premature")) && !lower.contains("extraneous bytes");
    }

    private static ImageReader reader(ImageHeader.Format format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        if (!readers.hasNext()) {
            throw new IllegalStateException("this Java has no ImageIO reader for " + format);
        }
        return readers.next();
    }

    private static ByteArrayInputStream inputStream(ByteBuffer encoded) {
        if (encoded.hasArray()) {
            return new ByteArrayInputStream(
                    encoded.array(), encoded.arrayOffset() + encoded.position(), encoded.remaining());
        }
        byte[] bytes = new byte[encoded.remaining()];
        encoded.duplicate().get(bytes);
        return new ByteArrayInputStream(bytes);
    }
}
