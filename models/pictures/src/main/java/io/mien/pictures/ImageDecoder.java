package io.mien.pictures;

import io.mien.pictures.UnreadableImageException.Reason;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG pictures within limits, which are checked before memory is allocated. Safe for use by many
 * threads.
 *
 * <p>Values are taken as they are stored: colour profiles are ignored, alpha is dropped and gray is repeated, as PIL does. Of
 * 16 bits the upper eight are taken, where PIL cuts gray off at 255. Print colours (CMYK) are refused.
 */
public final class ImageDecoder {
    private static final int PRINT_COLOURS = 4;
    private static final int COLOURS = 3;

    private static final ImageReaderSpi JPEG_READERS = readers(ImageHeader.Format.JPEG);
    private static final ImageReaderSpi PNG_READERS = readers(ImageHeader.Format.PNG);

    private final ImageLimits limits;

    public ImageDecoder(ImageLimits limits) {
        this.limits = limits;
    }

    /**
     * Decodes a picture as it is stored, to which boxes belong that somebody sent with it: EXIF's orientation is ignored.
     *
     * @param encoded from its position to its limit, which stay as they are
     * @throws UnreadableImageException if it is none, is too large or is broken; a picture that is cut off is broken,
     *     however much of it there is
     */
    public RgbImage decode(ByteBuffer encoded) throws UnreadableImageException {
        ImageHeader header = ImageHeader.read(encoded, limits);
        return switch (header.format()) {
            case JPEG -> decodeJpeg(encoded, header);
            case PNG -> {
                PngStructure.requireComplete(encoded);
                yield decodeAnyColours(encoded, header, ImageDecoder::meansDamage);
            }
        };
    }

    /**
     * Decodes a picture as a viewer shows it: turned and mirrored as its EXIF data says, or a JPEG's XMP
     * packet where that says nothing.
     *
     * @param encoded from its position to its limit, which stay as they are
     * @throws UnreadableImageException as {@link #decode}
     */
    public RgbImage decodeUpright(ByteBuffer encoded) throws UnreadableImageException {
        RgbImage stored = decode(encoded);
        Orientation orientation = JpegStructure.startsLikeOne(encoded)
                ? JpegStructure.read(encoded).orientation()
                : PngStructure.orientation(encoded);
        return orientation.apply(stored);
    }

    private static RgbImage decodeJpeg(ByteBuffer encoded, ImageHeader header) throws UnreadableImageException {
        JpegStructure structure = JpegStructure.read(encoded);
        if (structure.components() == PRINT_COLOURS) {
            throw new UnreadableImageException(
                    Reason.NOT_AN_IMAGE, "JPEG: print colours (expected: gray, or red, green and blue)");
        }
        JpegWarnings warnings = new JpegWarnings(encoded, JpegStructure.requireEnd(encoded));
        return structure.components() == 1 || structure.components() == COLOURS
                ? decodeJpeg(encoded, header, structure, warnings)
                : decodeAnyColours(encoded, header, warnings::meanDamage);
    }

    /**
     * Reads the stored values and converts them here. ImageIO's own way to a picture follows an embedded profile unless
     * the file is plain JFIF, and copies each value twice more; and where the system's decoder writes a row past the
     * caches, as it does when the row happens to lie at a multiple of 32, the copying waits for memory.
     */
    private static RgbImage decodeJpeg(
            ByteBuffer encoded, ImageHeader header, JpegStructure structure, JpegWarnings warnings)
            throws UnreadableImageException {
        Raster stored =
                read(encoded, ImageHeader.Format.JPEG, reader -> reader.readRaster(0, null), warnings::meanDamage);
        requireSize(header, stored.getWidth(), stored.getHeight());
        byte[] values = ((DataBufferByte) stored.getDataBuffer()).getData();
        if (structure.components() == 1) {
            return new RgbImage(header.width(), header.height(), repeated(values));
        }
        if (structure.colours() == JpegStructure.Colours.LUMA_CHROMA) {
            YCbCr.toRgb(values);
        }
        return new RgbImage(header.width(), header.height(), values);
    }

    private static byte[] repeated(byte[] grays) {
        byte[] rgb = new byte[COLOURS * grays.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = grays[i / COLOURS];
        }
        return rgb;
    }

    private static RgbImage decodeAnyColours(ByteBuffer encoded, ImageHeader header, Predicate<String> damage)
            throws UnreadableImageException {
        BufferedImage decoded = read(encoded, header.format(), reader -> reader.read(0), damage);
        requireSize(header, decoded.getWidth(), decoded.getHeight());
        return RgbRaster.of(decoded);
    }

    private static void requireSize(ImageHeader header, int width, int height) throws UnreadableImageException {
        if (width != header.width() || height != header.height()) {
            throw new UnreadableImageException(
                    Reason.IMAGE_SIZE_MISMATCH,
                    width + " x " + height + " pixels decoded (the header says " + header.width() + " x "
                            + header.height() + ")");
        }
    }

    /** What is asked of a reader that has its input. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(ImageReader reader) throws IOException;
    }

    /** @param damage says of each warning of the reader whether it means that the picture is broken */
    private static <T> T read(
            ByteBuffer encoded, ImageHeader.Format format, Reading<T> reading, Predicate<String> damage)
            throws UnreadableImageException {
        ImageReader reader = newReader(format);
        List<String> warnings = new ArrayList<>();
        // In memory, not ImageIO's cache on disk.
        try (ImageInputStream stream = new MemoryCacheImageInputStream(inputStream(encoded))) {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.setInput(stream, true, true);
            T decoded = reading.of(reader);
            for (String warning : warnings) {
                if (damage.test(warning)) {
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

    private static ImageReader newReader(ImageHeader.Format format) {
        ImageReaderSpi provider = switch (format) {
            case JPEG -> JPEG_READERS;
            case PNG -> PNG_READERS;
        };
        try {
            return provider.createReaderInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("ImageIO's reader for " + format, e);
        }
    }

    /** Looked up once: the registry sorts all its providers at each look. */
    private static ImageReaderSpi readers(ImageHeader.Format format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        if (!readers.hasNext()) {
            throw new IllegalStateException("this Java has no ImageIO reader for " + format);
        }
        return readers.next().getOriginatingProvider();
    }

    /** Of a PNG: its reader refuses most damage, and warns of the rest in words such as these. */
    private static boolean meansDamage(String warning) {
        String lower = warning.toLowerCase(Locale.ROOT);
        return lower.contains("corrupt") || lower.contains("premature");
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
