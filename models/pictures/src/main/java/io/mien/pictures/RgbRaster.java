package io.mien.pictures;

import io.mien.pictures.UnreadableImageException.Reason;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The stored values of a decoded picture. Read from the raster, because {@link BufferedImage#getRGB} converts: it lightens
 * grays, for example.
 */
final class RgbRaster {
    private RgbRaster() {}

    static RgbImage of(BufferedImage decoded) throws UnreadableImageException {
        int width = decoded.getWidth();
        int height = decoded.getHeight();
        Raster raster = decoded.getRaster();
        byte[] rgb = new byte[3 * width * height];
        if (decoded.getColorModel() instanceof IndexColorModel palette) {
            copyPalette(raster, palette, rgb);
        } else {
            copySamples(raster, rgb);
        }
        return new RgbImage(width, height, rgb);
    }

    private static void copyPalette(Raster raster, IndexColorModel palette, byte[] rgb) {
        int out = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int x = 0; x < raster.getWidth(); x++) {
                int index = raster.getSample(x, y, 0);
                rgb[out++] = (byte) palette.getRed(index);
                rgb[out++] = (byte) palette.getGreen(index);
                rgb[out++] = (byte) palette.getBlue(index);
            }
        }
    }

    /** Gray or colour, with or without alpha, 8 or 16 bits. */
    private static void copySamples(Raster raster, byte[] rgb) throws UnreadableImageException {
        int type = raster.getSampleModel().getDataType();
        if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) {
            throw new UnreadableImageException(Reason.NOT_AN_IMAGE, "samples that are not of 8 or 16 bits");
        }
        int shift = type == DataBuffer.TYPE_USHORT ? 8 : 0;
        int bands = raster.getNumBands();
        int green = bands >= 3 ? 1 : 0;
        int blue = bands >= 3 ? 2 : 0;
        int[] row = new int[bands * raster.getWidth()];
        int out = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            for (int in = 0; in < row.length; in += bands) {
                rgb[out++] = (byte) (row[in] >> shift);
                rgb[out++] = (byte) (row[in + green] >> shift);
                rgb[out++] = (byte) (row[in + blue] >> shift);
            }
        }
    }
}
