package io.mien.ingest.picture;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_NEAREST;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.mien.pictures.FaceBox;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A part of a picture in 144 coarse cells: enough to tell from one frame to the next that something else is shown, too
 * little to know anybody by. Immutable; safe for use by many threads.
 */
public final class Sketch {
    /** Nothing is known: it is like everything. */
    public static final Sketch NONE = new Sketch(new byte[0]);

    private static final int SIDE = 12;
    private static final int CELLS = SIDE * SIDE;
    private static final int CHANNELS = 3;
    /** Cells on each side that only colours are compared in: hair, clothes and background beside a face. */
    private static final int RIM = 2;

    private static final double MEDIUM = 120;

    /** What is darker has no colour that could be relied on. */
    private static final double DARKEST = 20;

    /** Levels: cells whose lightness varies by no more show noise, in which nothing correlates. */
    private static final double PLAIN = 2;

    /** Chroma this far apart weighs as much as no correlation at all. */
    private static final double COLOURS_APART = 10;

    /** Larger parts are thinned out to this first: whole pictures would cost more than their detail is worth here. */
    private static final int THINNED_SIDE = 8 * SIDE;

    private final byte[] bgr;

    private Sketch(byte[] bgr) {
        this.bgr = bgr;
    }

    /**
     * From its bytes.
     *
     * @param bytes as {@link #bytes} gave them
     * @throws IllegalArgumentException if they are of another length
     */
    public static Sketch of(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return NONE;
        }
        if (bytes.remaining() != CHANNELS * CELLS) {
            throw new IllegalArgumentException(
                    "sketch: " + bytes.remaining() + " bytes (expected: " + CHANNELS * CELLS + ")");
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return new Sketch(copy);
    }

    /** Of a face's box with half as much again, so that the inner part is the box. */
    public static Sketch ofFace(Picture picture, FaceBox box) {
        return of(
                picture,
                box.x() - box.width() / 4,
                box.y() - box.height() / 4,
                box.width() * 1.5f,
                box.height() * 1.5f);
    }

    /** Of a whole picture. */
    public static Sketch of(Picture picture) {
        return of(picture, 0, 0, picture.width(), picture.height());
    }

    /**
     * Of a rectangle; what of it lies outside of the picture is taken to go on as the edge does.
     *
     * @return {@link #NONE} if all of it lies outside
     */
    public static Sketch of(Picture picture, float x, float y, float width, float height) {
        int left = Math.round(x);
        int top = Math.round(y);
        int right = Math.round(x + width);
        int bottom = Math.round(y + height);
        int firstColumn = clamp(left, picture.width());
        int firstRow = clamp(top, picture.height());
        int columns = clamp(right, picture.width()) - firstColumn;
        int rows = clamp(bottom, picture.height()) - firstRow;
        if (columns <= 0 || rows <= 0) {
            return NONE;
        }
        try (Rect rect = new Rect(firstColumn, firstRow, columns, rows);
                Mat part = new Mat(picture.bgr(), rect)) {
            if (columns == right - left && rows == bottom - top) {
                return cells(part);
            }
            try (Mat whole = new Mat()) {
                copyMakeBorder(
                        part,
                        whole,
                        firstRow - top,
                        bottom - firstRow - rows,
                        firstColumn - left,
                        right - firstColumn - columns,
                        BORDER_REPLICATE);
                return cells(whole);
            }
        }
    }

    private static Sketch cells(Mat part) {
        try (Mat thinned = new Mat();
                Mat cells = new Mat(SIDE, SIDE, CV_8UC3);
                Size thinnedSize = new Size(Math.min(part.cols(), THINNED_SIDE), Math.min(part.rows(), THINNED_SIDE));
                Size size = new Size(SIDE, SIDE)) {
            resize(part, thinned, thinnedSize, 0, 0, INTER_NEAREST);
            resize(thinned, cells, size, 0, 0, INTER_AREA);
            byte[] bytes = new byte[CHANNELS * CELLS];
            cells.data().get(bytes);
            return new Sketch(bytes);
        }
    }

    private static int clamp(int value, int most) {
        return Math.max(0, Math.min(most, value));
    }

    /** A copy, to be kept. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bgr.clone());
    }

    /** Whether nothing is known. */
    public boolean isNone() {
        return bgr.length == 0;
    }

    /**
     * How far two sketches lie apart: 0 if they are the same. Of the same face, an eighth of a second apart, it is mostly
     * below 0.2 and was not seen above 0.7; of two people it was seen from 1.0 on, mostly above 1.2.
     *
     * <p>It is what is missing of the correlation of light and shade in the inner part, so that brightness and contrast do
     * not matter, plus the distance of the colours in all of it.
     *
     * @return 0 if one of them is {@link #NONE}
     */
    public float difference(Sketch other) {
        if (isNone() || other.isNone()) {
            return 0;
        }
        return (float) (1 - correlation(other) + colourDistance(other) / COLOURS_APART);
    }

    /**
     * How far this one strays from the straight way from one sketch to another, by that way's length: 0 if it is nothing but
     * a blend of the two. What moves strays: where something was there is something else, not half of both.
     *
     * @param share how far on the way it should be, 0 to 1
     * @return 1 if nothing is known, or if there is no way
     */
    public float strayness(Sketch from, Sketch to, double share) {
        if (isNone() || from.isNone() || to.isNone()) {
            return 1;
        }
        double strayed = 0;
        double length = 0;
        for (int i = 0; i < bgr.length; i++) {
            int start = from.bgr[i] & 0xff;
            int end = to.bgr[i] & 0xff;
            strayed += Math.abs((bgr[i] & 0xff) - (start + share * (end - start)));
            length += Math.abs(end - start);
        }
        return length > 0 ? (float) (strayed / length) : 1;
    }

    /** The correlation of the inner cells' lightness, -1 to 1; 1 if one of them is plain but for a codec's noise. */
    private double correlation(Sketch other) {
        double[] mine = innerLightness();
        double[] its = other.innerLightness();
        double products = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int cell = 0; cell < mine.length; cell++) {
            products += mine[cell] * its[cell];
            squares += mine[cell] * mine[cell];
            otherSquares += its[cell] * its[cell];
        }
        double plain = mine.length * PLAIN * PLAIN;
        return squares > plain && otherSquares > plain ? products / Math.sqrt(squares * otherSquares) : 1;
    }

    /** Mean over the cells of the chroma's distance, 0 to about 180, if both were of a medium brightness. */
    private double colourDistance(Sketch other) {
        double gain = gain();
        double otherGain = other.gain();
        double sum = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            sum += Math.hypot(
                    gain * blueness(cell) - otherGain * other.blueness(cell),
                    gain * redness(cell) - otherGain * other.redness(cell));
        }
        return sum / CELLS;
    }

    /** What makes it of a medium brightness. */
    private double gain() {
        double mean = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            mean += luma(cell) / CELLS;
        }
        return MEDIUM / Math.max(DARKEST, mean);
    }

    /** Around its mean. */
    private double[] innerLightness() {
        int side = SIDE - 2 * RIM;
        double[] values = new double[side * side];
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = luma((RIM + i / side) * SIDE + RIM + i % side);
            mean += values[i] / values.length;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] -= mean;
        }
        return values;
    }

    private double luma(int cell) {
        return 0.114 * channel(cell, 0) + 0.587 * channel(cell, 1) + 0.299 * channel(cell, 2);
    }

    private double blueness(int cell) {
        return 0.564 * (channel(cell, 0) - luma(cell));
    }

    private double redness(int cell) {
        return 0.713 * (channel(cell, 2) - luma(cell));
    }

    private int channel(int cell, int channel) {
        return bgr[CHANNELS * cell + channel] & 0xff;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sketch sketch && Arrays.equals(bgr, sketch.bgr);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bgr);
    }

    @Override
    public String toString() {
        return isNone() ? "Sketch[none]" : "Sketch[" + CELLS + " cells]";
    }
}
