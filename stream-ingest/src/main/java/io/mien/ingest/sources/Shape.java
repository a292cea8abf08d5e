package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import io.mien.pictures.Orientation;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.IntPointer;

/**
 * How a stored picture becomes the one that a player shows: how wide its pixels are, and how it is to be turned.
 *
 * @param aspect width of a pixel by its height
 * @param orientation to stand upright
 */
record Shape(double aspect, Orientation orientation) {
    /** Beyond this a tag is a mistake: nobody films so. */
    private static final double LARGEST_ASPECT = 8;

    /** As the picture says, and where it says nothing the container. */
    static Shape of(VideoContainer container, AVFrame frame) {
        AVRational ratio = av_guess_sample_aspect_ratio(container.format(), container.stream(), frame);
        double aspect = ratio.num() > 0 && ratio.den() > 0 ? (double) ratio.num() / ratio.den() : 1;
        boolean usual = aspect <= LARGEST_ASPECT && aspect >= 1 / LARGEST_ASPECT;
        return new Shape(usual ? aspect : 1, orientation(frame));
    }

    private static Orientation orientation(AVFrame frame) {
        AVFrameSideData data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
        if (data == null || data.isNull()) {
            return tagged(frame);
        }
        // Rows of three: a b u, c d v, x y w; a pixel goes to (a x + c y, b x + d y).
        IntPointer matrix = new IntPointer(data.data());
        return Orientation.ofMatrix(matrix.get(0), matrix.get(3), matrix.get(1), matrix.get(4));
    }

    /** Of WebP pictures FFmpeg hands the EXIF tag on and makes no matrix of it. */
    private static Orientation tagged(AVFrame frame) {
        AVDictionaryEntry tag = frame.metadata() == null ? null : av_dict_get(frame.metadata(), "Orientation", null, 0);
        String number =
                tag == null || tag.isNull() ? "" : tag.value().getString().trim();
        return number.matches("[1-8]") ? Orientation.ofExif(Integer.parseInt(number)) : Orientation.UPRIGHT;
    }

    /** A size in pixels. */
    record Size(int width, int height) {}

    /**
     * The size with square pixels: the side along which they are too long is stretched, so that none is lost; then reduced
     * to the longest side.
     */
    Size size(int width, int height, int longestSide) {
        double across = width * Math.max(1, aspect);
        double down = height / Math.min(1, aspect);
        double factor = Math.min(1, longestSide / Math.max(across, down));
        return new Size(rounded(across * factor), rounded(down * factor));
    }

    private static int rounded(double side) {
        return Math.max(1, (int) Math.round(side));
    }
}
