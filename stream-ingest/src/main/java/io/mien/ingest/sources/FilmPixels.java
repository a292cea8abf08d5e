package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Makes a film's pixels of red, green and blue: YUV 4:2:0 in BT.709, of the limited range. Not safe for use by many
 * threads; native memory is held until {@link #close()}.
 */
final class FilmPixels implements AutoCloseable {
    private static final int BYTES_PER_PIXEL = 3;
    private static final int FULL = 1;
    private static final int LIMITED = 0;
    private static final int ONE = 1 << 16;

    private final SwsContext context;
    private final int height;
    private final BytePointer rgb;
    private final PointerPointer<BytePointer> planes = new PointerPointer<>(4);
    private final IntPointer strides = new IntPointer(4L);

    private FilmPixels(SwsContext context, int width, int height) {
        this.context = context;
        this.height = height;
        this.rgb = new BytePointer((long) BYTES_PER_PIXEL * width * height);
        for (int plane = 0; plane < 4; plane++) {
            planes.put(plane, plane == 0 ? rgb : null);
            strides.put(plane, plane == 0 ? BYTES_PER_PIXEL * width : 0);
        }
    }

    /** For pictures of this size; empty if FFmpeg has no conversion. */
    static Optional<FilmPixels> open(int width, int height) {
        SwsContext context = sws_getContext(
                width,
                height,
                AV_PIX_FMT_RGB24,
                width,
                height,
                AV_PIX_FMT_YUV420P,
                SWS_BILINEAR | SWS_ACCURATE_RND,
                null,
                null,
                (DoublePointer) null);
        if (context == null || context.isNull()) {
            return Optional.empty();
        }
        sws_setColorspaceDetails(
                context,
                sws_getCoefficients(SWS_CS_DEFAULT),
                FULL,
                sws_getCoefficients(SWS_CS_ITU709),
                LIMITED,
                0,
                ONE,
                ONE);
        return Optional.of(new FilmPixels(context, width, height));
    }

    /**
     * Converts a picture.
     *
     * @param picture {@code [height, width, 3] uint8}
     * @param frame of this size, which may be written
     */
    void convert(byte[] picture, AVFrame frame) {
        rgb.put(picture, 0, picture.length);
        sws_scale(context, planes, strides, 0, height, frame.data(), frame.linesize());
    }

    @Override
    public void close() {
        sws_freeContext(context);
        rgb.close();
        planes.close();
        strides.close();
    }
}
