package io.mien.training.augmentation;

import io.mien.pictures.RgbImage;
import java.awt.Color;

/** The changes that augmentation makes. Each method returns a new picture. */
final class PictureChanges {
    private PictureChanges() {}

    /** Every value times a factor, cut off to whole numbers and at 255, as PIL's brightness does. */
    static RgbImage brighter(RgbImage picture, double factor) {
        byte[] table = new byte[256];
        for (int value = 0; value < table.length; value++) {
            table[value] = (byte) Math.min(255, (int) ((float) factor * value));
        }
        byte[] pixels = picture.pixels();
        byte[] changed = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            changed[i] = table[pixels[i] & 0xff];
        }
        return new RgbImage(picture.width(), picture.height(), changed);
    }

    /** Turned counter-clockwise about the middle; the nearest pixel is taken, and what was outside is black. */
    static RgbImage turned(RgbImage picture, double degrees) {
        int width = picture.width();
        int height = picture.height();
        double cos = StrictMath.cos(StrictMath.toRadians(degrees));
        double sin = StrictMath.sin(StrictMath.toRadians(degrees));
        byte[] pixels = picture.pixels();
        byte[] changed = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            double down = y + 0.5 - height / 2.0;
            for (int x = 0; x < width; x++) {
                double across = x + 0.5 - width / 2.0;
                int column = (int) Math.floor(cos * across - sin * down + width / 2.0);
                int row = (int) Math.floor(sin * across + cos * down + height / 2.0);
                if (column >= 0 && column < width && row >= 0 && row < height) {
                    System.arraycopy(pixels, 3 * (row * width + column), changed, 3 * (y * width + x), 3);
                }
            }
        }
        return new RgbImage(width, height, changed);
    }

    /** Hues turned by a fraction of the circle, -1 to 1. */
    static RgbImage hueShifted(RgbImage picture, double shift) {
        byte[] pixels = picture.pixels();
        byte[] changed = new byte[pixels.length];
        float[] hsb = new float[3];
        for (int i = 0; i < pixels.length; i += 3) {
            Color.RGBtoHSB(pixels[i] & 0xff, pixels[i + 1] & 0xff, pixels[i + 2] & 0xff, hsb);
            int rgb = Color.HSBtoRGB(hsb[0] + (float) shift, hsb[1], hsb[2]);
            changed[i] = (byte) (rgb >> 16);
            changed[i + 1] = (byte) (rgb >> 8);
            changed[i + 2] = (byte) rgb;
        }
        return new RgbImage(picture.width(), picture.height(), changed);
    }

    /**
     * Left and right exchanged.
     *
     * @param picture {@code [size, size, 3]}
     */
    static byte[] mirrored(byte[] picture, int size) {
        byte[] changed = new byte[picture.length];
        for (int pixel = 0; pixel < size * size; pixel++) {
            int column = pixel % size;
            System.arraycopy(picture, 3 * pixel, changed, 3 * (pixel - column + size - 1 - column), 3);
        }
        return changed;
    }
}
