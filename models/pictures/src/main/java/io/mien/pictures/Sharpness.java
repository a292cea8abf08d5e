package io.mien.pictures;

/**
 * How much fine detail a picture has, by what a blurred one lacks: the energy of its Laplacian by the energy of all its
 * light and shade. Brightness and contrast do not matter; noise counts as detail. Measured at the scale of 64 pixels a
 * side, so that large pictures of the same face have the same sharpness as small ones.
 */
public final class Sharpness {
    private static final int SCALE = 64;
    private static final int CHANNELS = 3;

    private Sharpness() {}

    /**
     * The sharpness of a square picture.
     *
     * @param rgb {@code [size, size, 3] uint8}
     * @param size pixels a side, at least 3
     * @return at least 0; 0 for a plain picture
     */
    public static double of(byte[] rgb, int size) {
        int block = Math.max(1, size / SCALE);
        int side = size / block;
        double[] light = new double[side * side];
        double mean = 0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double sum = 0;
                for (int row = y * block; row < (y + 1) * block; row++) {
                    for (int column = x * block; column < (x + 1) * block; column++) {
                        sum += light(rgb, CHANNELS * (row * size + column));
                    }
                }
                light[y * side + x] = sum / (block * block);
                mean += light[y * side + x] / light.length;
            }
        }
        double detail = 0;
        double all = 0;
        for (int y = 1; y < side - 1; y++) {
            for (int x = 1; x < side - 1; x++) {
                int i = y * side + x;
                double laplacian = light[i - 1] + light[i + 1] + light[i - side] + light[i + side] - 4 * light[i];
                detail += laplacian * laplacian;
                all += (light[i] - mean) * (light[i] - mean);
            }
        }
        return all > 0 ? detail / all : 0;
    }

    private static double light(byte[] rgb, int place) {
        return 0.299 * (rgb[place] & 0xff) + 0.587 * (rgb[place + 1] & 0xff) + 0.114 * (rgb[place + 2] & 0xff);
    }
}
