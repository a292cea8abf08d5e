package io.mien.ingest.picture;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A colour picture in native memory, which {@link #close()} frees; the garbage collector sees too little of it to free
 * it in time. Not safe for use by many threads.
 */
public final class Picture implements AutoCloseable {

    static {
        // Partitions and stream threads work side by side already; OpenCV's own threads would only get in their way.
        setNumThreads(1);
    }

    private final Mat bgr;

    /** Takes over a {@code [height, width] CV_8UC3} matrix, blue first. */
    Picture(Mat bgr) {
        this.bgr = bgr;
    }

    /**
     * A picture from plain pixels.
     *
     * @param rgb {@code [height, width, 3] uint8}, rows from the top
     * @throws IllegalArgumentException if the number of bytes is another
     */
    public static Picture ofRgb(int width, int height, byte[] rgb) {
        if (rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "pixels: " + rgb.length + " bytes (expected: 3 x " + width + " x " + height + ")");
        }
        Mat pixels = new Mat(height, width, CV_8UC3);
        pixels.data().put(rgb, 0, rgb.length);
        cvtColor(pixels, pixels, COLOR_RGB2BGR);
        return new Picture(pixels);
    }

    /** Pixels. */
    public int width() {
        return bgr.cols();
    }

    /** Pixels. */
    public int height() {
        return bgr.rows();
    }

    /** The matrix, {@code CV_8UC3}, blue first; it stays this picture's and is not to be changed. */
    public Mat bgr() {
        return bgr;
    }

    /**
     * A copy whose longer side is at most so long; never larger than the original.
     *
     * @param longestSide pixels, at least 1
     */
    public Picture reducedTo(int longestSide) {
        int longest = Math.max(width(), height());
        if (longest <= longestSide) {
            return new Picture(bgr.clone());
        }
        double factor = (double) longestSide / longest;
        Mat reduced = new Mat();
        try (Size size = new Size(
                Math.max(1, (int) Math.round(width() * factor)), Math.max(1, (int) Math.round(height() * factor)))) {
            resize(bgr, reduced, size, 0, 0, INTER_AREA);
        }
        return new Picture(reduced);
    }

    /**
     * A part of it; it shares the pixels and is to be closed first.
     *
     * @throws IllegalArgumentException if the part is empty or reaches over the edge
     */
    public Picture part(int x, int y, int width, int height) {
        if (x < 0 || y < 0 || width < 1 || height < 1 || x + width > width() || y + height > height()) {
            throw new IllegalArgumentException("part: " + width + "x" + height + " at " + x + "," + y
                    + " (expected: within " + width() + "x" + height() + ")");
        }
        try (Rect rect = new Rect(x, y, width, height)) {
            return new Picture(new Mat(bgr, rect));
        }
    }

    /** Makes a part black, each number a share of the width or the height, 0 to 1. */
    public void paintOver(double x, double y, double width, double height) {
        int left = (int) Math.floor(x * width());
        int top = (int) Math.floor(y * height());
        int right = Math.min(width(), (int) Math.ceil((x + width) * width()));
        int bottom = Math.min(height(), (int) Math.ceil((y + height) * height()));
        try (Picture part = part(left, top, right - left, bottom - top);
                Scalar black = new Scalar(0, 0, 0, 0)) {
            part.bgr.put(black);
        }
    }

    @Override
    public void close() {
        bgr.close();
    }
}
