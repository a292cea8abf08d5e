package io.mien.bench;

import io.mien.pictures.RgbImage;

/** Pictures made larger, each pixel a mean of its four neighbours by how near they are. */
final class Enlargement {
    private static final int CHANNELS = 3;

    private Enlargement() {}

    /** Returns {@code [height, width, 3] uint8}; the picture's own, if it is as large. */
    static byte[] of(RgbImage image, int width, int height) {
        if (image.width() == width && image.height() == height) {
            return image.pixels();
        }
        byte[] enlarged = new byte[CHANNELS * width * height];
        for (int y = 0; y < height; y++) {
            double fromY = (double) y * (image.height() - 1) / (height - 1);
            int top = Math.min((int) fromY, image.height() - 2);
            for (int x = 0; x < width; x++) {
                double fromX = (double) x * (image.width() - 1) / (width - 1);
                int left = Math.min((int) fromX, image.width() - 2);
                for (int channel = 0; channel < CHANNELS; channel++) {
                    double above = between(image, left, top, fromX - left, channel);
                    double below = between(image, left, top + 1, fromX - left, channel);
                    enlarged[CHANNELS * (y * width + x) + channel] =
                            (byte) Math.round(above + (below - above) * (fromY - top));
                }
            }
        }
        return enlarged;
    }

    private static double between(RgbImage image, int x, int y, double share, int channel) {
        int at = CHANNELS * (y * image.width() + x) + channel;
        int left = image.pixels()[at] & 0xff;
        int right = image.pixels()[at + CHANNELS] & 0xff;
        return left + (right - left) * share;
    }
}
