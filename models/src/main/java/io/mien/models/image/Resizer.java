package io.mien.models.image;

import java.util.Arrays;

/**
 * Resizes a part of a picture to a square, bit for bit as PIL does: along the rows, rounded to 8 bits, then along the
 * columns.
 */
final class Resizer {
    private static final int HALF = 1 << (ResamplingTaps.PRECISION_BITS - 1);

    private Resizer() {}

    /**
     * Resizes.
     *
     * @param left first column of the part; it may reach over the picture, whose edge is then repeated
     * @param top first row
     * @param width columns
     * @param height rows
     * @return {@code [size, size, 3] uint8}
     */
    static byte[] resize(
            RgbImage picture, int left, int top, int width, int height, int size, ResizeRule rule, Resampling filter) {
        long resizedWidth = size;
        long resizedHeight = size;
        switch (rule) {
            case SQUASH -> {}
            case SHORT_SIDE_CENTRE -> {
                // As torchvision: the long side is cut off to a whole number, the offset is rounded half to even.
                if (width <= height) {
                    resizedHeight = (long) size * height / width;
                } else {
                    resizedWidth = (long) size * width / height;
                }
            }
        }
        long skippedColumns = (long) Math.rint((resizedWidth - size) / 2.0);
        long skippedRows = (long) Math.rint((resizedHeight - size) / 2.0);
        ResamplingTaps columns =
                ResamplingTaps.of(left, width, resizedWidth, skippedColumns, size, picture.width(), filter);
        ResamplingTaps rows =
                ResamplingTaps.of(top, height, resizedHeight, skippedRows, size, picture.height(), filter);
        int firstRow = rows.lowest();
        int[] narrowed = alongRows(picture, columns, size, firstRow, rows.highest());
        return alongColumns(narrowed, rows, size, firstRow);
    }

    private static int[] alongRows(RgbImage picture, ResamplingTaps columns, int size, int firstRow, int endRow) {
        byte[] pixels = picture.pixels();
        int[] narrowed = new int[3 * size * (endRow - firstRow)];
        int out = 0;
        for (int row = firstRow; row < endRow; row++) {
            int rowStart = 3 * row * picture.width();
            for (int column = 0; column < size; column++) {
                int[] weights = columns.weights(column);
                int in = rowStart + 3 * columns.first(column);
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                for (int weight : weights) {
                    red += weight * (pixels[in] & 0xff);
                    green += weight * (pixels[in + 1] & 0xff);
                    blue += weight * (pixels[in + 2] & 0xff);
                    in += 3;
                }
                narrowed[out++] = rounded(red);
                narrowed[out++] = rounded(green);
                narrowed[out++] = rounded(blue);
            }
        }
        return narrowed;
    }

    private static byte[] alongColumns(int[] narrowed, ResamplingTaps rows, int size, int firstRow) {
        int rowLength = 3 * size;
        byte[] resized = new byte[rowLength * size];
        int[] sums = new int[rowLength];
        for (int row = 0; row < size; row++) {
            Arrays.fill(sums, HALF);
            int in = (rows.first(row) - firstRow) * rowLength;
            for (int weight : rows.weights(row)) {
                for (int i = 0; i < rowLength; i++) { // vectorised: no conversion in it, and one index
                    sums[i] += weight * narrowed[in + i];
                }
                in += rowLength;
            }
            for (int i = 0; i < rowLength; i++) {
                resized[row * rowLength + i] = (byte) rounded(sums[i]);
            }
        }
        return resized;
    }

    private static int rounded(int fixedPoint) {
        return Math.min(Math.max(fixedPoint >> ResamplingTaps.PRECISION_BITS, 0), 255);
    }
}
