package io.mien.pictures;

import java.util.Arrays;

/**
 * Resizes a part of a picture to a square, bit for bit as PIL does: along the rows, rounded to 8 bits, then along the
 * columns. The columns come first if they shrink clearly more than the rows do.
 */
final class Resizer {
    /**
     * How much more, in one side's proportion to the other. Which way round PIL went was found from its results: at 1.05 it
     * began with the rows, at 1.14 with the columns.
     */
    private static final double CLEARLY_MORE = 1.1;

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
    @SuppressWarnings("ArgumentSelectionDefectChecker") // a turned picture's left is the top
    static byte[] resize(
            RgbImage picture, int left, int top, int width, int height, int size, ResizeRule rule, Resampling filter) {
        if (left == 0 && top == 0 && width == size && height == size && isSquare(picture, size)) {
            return picture.pixels();
        }
        if (rule == ResizeRule.SQUASH && height > size && height > CLEARLY_MORE * width) {
            RgbImage turned = turned(picture);
            byte[] resized = rowsFirst(turned, top, left, height, width, size, rule, filter);
            return turned(new RgbImage(size, size, resized)).pixels();
        }
        return rowsFirst(picture, left, top, width, height, size, rule, filter);
    }

    private static boolean isSquare(RgbImage picture, int size) {
        return picture.width() == size && picture.height() == size;
    }

    /** Rows as columns. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // its width is the rows
    private static RgbImage turned(RgbImage picture) {
        byte[] pixels = picture.pixels();
        int columns = picture.width();
        int rows = picture.height();
        byte[] turned = new byte[pixels.length];
        for (int in = 0; in < pixels.length; in += 3) {
            int pixel = in / 3;
            int out = 3 * (pixel % columns * rows + pixel / columns);
            turned[out] = pixels[in];
            turned[out + 1] = pixels[in + 1];
            turned[out + 2] = pixels[in + 2];
        }
        return new RgbImage(rows, columns, turned);
    }

    private static byte[] rowsFirst(
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
        byte[] narrowed = alongRows(picture, columns, size, firstRow, rows.highest());
        return rows.changeNothing() ? narrowed : alongColumns(narrowed, rows, size, firstRow);
    }

    private static byte[] alongRows(RgbImage picture, ResamplingTaps columns, int size, int firstRow, int endRow) {
        byte[] narrowed = new byte[3 * size * (endRow - firstRow)];
        if (columns.changeNothing()) {
            int left = 3 * columns.first(0);
            for (int row = firstRow; row < endRow; row++) {
                int in = 3 * row * picture.width() + left;
                System.arraycopy(picture.pixels(), in, narrowed, 3 * size * (row - firstRow), 3 * size);
            }
            return narrowed;
        }
        int out = 0;
        for (int row = firstRow; row < endRow; row++) {
            int rowStart = row * picture.width();
            if (columns.taps() == 2) {
                alongRowWithTwoTaps(picture.pixels(), rowStart, columns, size, narrowed, out);
            } else {
                alongRow(picture.pixels(), rowStart, columns, size, narrowed, out);
            }
            out += 3 * size;
        }
        return narrowed;
    }

    private static void alongRow(
            byte[] pixels, int rowStart, ResamplingTaps columns, int size, byte[] narrowed, int outStart) {
        int taps = columns.taps();
        int out = outStart;
        for (int column = 0; column < size; column++) {
            int in = 3 * (rowStart + columns.first(column));
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            for (int tap = 0; tap < taps; tap++) {
                int weight = columns.weight(column, tap);
                red += weight * (pixels[in] & 0xff);
                green += weight * (pixels[in + 1] & 0xff);
                blue += weight * (pixels[in + 2] & 0xff);
                in += 3;
            }
            narrowed[out] = rounded(red);
            narrowed[out + 1] = rounded(green);
            narrowed[out + 2] = rounded(blue);
            out += 3;
        }
    }

    /** The same for every bilinear enlargement, which most faces need; without the inner loop it takes half the time. */
    private static void alongRowWithTwoTaps(
            byte[] pixels, int rowStart, ResamplingTaps columns, int size, byte[] narrowed, int outStart) {
        int out = outStart;
        for (int column = 0; column < size; column++) {
            int in = 3 * (rowStart + columns.first(column));
            int left = columns.weight(column, 0);
            int right = columns.weight(column, 1);
            narrowed[out] = rounded(HALF + left * (pixels[in] & 0xff) + right * (pixels[in + 3] & 0xff));
            narrowed[out + 1] = rounded(HALF + left * (pixels[in + 1] & 0xff) + right * (pixels[in + 4] & 0xff));
            narrowed[out + 2] = rounded(HALF + left * (pixels[in + 2] & 0xff) + right * (pixels[in + 5] & 0xff));
            out += 3;
        }
    }

    private static byte[] alongColumns(byte[] narrowed, ResamplingTaps rows, int size, int firstRow) {
        int rowLength = 3 * size;
        byte[] resized = new byte[rowLength * size];
        int[] sums = new int[rowLength];
        for (int row = 0; row < size; row++) {
            int in = (rows.first(row) - firstRow) * rowLength;
            if (rows.taps() == 2) {
                addTwoRows(narrowed, in, rowLength, rows.weight(row, 0), rows.weight(row, 1), resized, row * rowLength);
                continue;
            }
            Arrays.fill(sums, HALF);
            for (int tap = 0; tap < rows.taps(); tap++) {
                int weight = rows.weight(row, tap);
                for (int i = 0; i < rowLength; i++) {
                    sums[i] += weight * (narrowed[in + i] & 0xff);
                }
                in += rowLength;
            }
            for (int i = 0; i < rowLength; i++) {
                resized[row * rowLength + i] = rounded(sums[i]);
            }
        }
        return resized;
    }

    private static void addTwoRows(
            byte[] narrowed, int upper, int rowLength, int upperWeight, int lowerWeight, byte[] resized, int out) {
        int lower = upper + rowLength;
        for (int i = 0; i < rowLength; i++) {
            resized[out + i] = rounded(
                    HALF + upperWeight * (narrowed[upper + i] & 0xff) + lowerWeight * (narrowed[lower + i] & 0xff));
        }
    }

    private static byte rounded(int fixedPoint) {
        return (byte) Math.min(Math.max(fixedPoint >> ResamplingTaps.PRECISION_BITS, 0), 255);
    }
}
