package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_CL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_NCL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_FCC;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE240M;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_BT2020;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_FCC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_SMPTE240M;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import io.mien.pictures.RgbImage;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Decoded pictures as red, green and blue, in a size of one's choice. The film's own matrix and range of colours are
 * followed; where it says nothing they are BT.601 and limited, as with FFmpeg's other users. Set up anew when what comes
 * in changes. Not safe for use by many threads; native memory is held until {@link #close()}.
 */
final class PictureConverter implements AutoCloseable {
    private static final int BYTES_PER_PIXEL = 3;
    /** What FFmpeg's fastest code wants its rows to begin at. */
    private static final int ROW_ALIGNMENT = 64;

    private static final int LIMITED = 0;
    private static final int FULL = 1;
    private static final int ONE = 1 << 16;

    /** What a conversion is set up for. */
    private record Setup(int width, int height, int format, int matrix, boolean fullRange, Shape.Size size) {}

    /**
     * What makes a picture smaller before it becomes red, green and blue. FFmpeg's one step from these formats to packed
     * colours of another size takes 3.7 times as long as both of these (8.0.1, 1920x1080 to 1280x720).
     */
    private record Reduction(SwsContext context, AVFrame reduced) {
        AVFrame of(AVFrame frame) {
            sws_scale(context, frame.data(), frame.linesize(), 0, frame.height(), reduced.data(), reduced.linesize());
            return reduced;
        }

        void close() {
            sws_freeContext(context);
            av_frame_free(reduced);
        }
    }

    /** A setup at work. */
    private record Conversion(
            Setup setup,
            @Nullable Reduction reduction,
            SwsContext context,
            BytePointer rows,
            int stride,
            PointerPointer<BytePointer> planes,
            IntPointer strides) {
        void close() {
            if (reduction != null) {
                reduction.close();
            }
            sws_freeContext(context);
            rows.close();
            planes.close();
            strides.close();
        }
    }

    private @Nullable Conversion conversion;

    /** The picture in this size, as it is stored: not turned. */
    RgbImage convert(AVFrame frame, Shape.Size size) {
        Setup setup = new Setup(
                frame.width(),
                frame.height(),
                frame.format(),
                matrix(frame.colorspace()),
                frame.color_range() == AVCOL_RANGE_JPEG,
                size);
        Conversion current = conversion;
        if (current == null || !current.setup().equals(setup)) {
            close();
            current = setUp(setup);
            conversion = current;
        }
        Reduction reduction = current.reduction();
        AVFrame from = reduction == null ? frame : reduction.of(frame);
        sws_scale(
                current.context(), from.data(), from.linesize(), 0, from.height(), current.planes(), current.strides());
        return copy(current);
    }

    private static int matrix(int colourSpace) {
        if (colourSpace == AVCOL_SPC_BT709) {
            return SWS_CS_ITU709;
        }
        if (colourSpace == AVCOL_SPC_BT2020_NCL || colourSpace == AVCOL_SPC_BT2020_CL) {
            return SWS_CS_BT2020;
        }
        if (colourSpace == AVCOL_SPC_SMPTE240M) {
            return SWS_CS_SMPTE240M;
        }
        return colourSpace == AVCOL_SPC_FCC ? SWS_CS_FCC : SWS_CS_DEFAULT;
    }

    private static boolean isReducedFirst(Setup setup) {
        boolean usual = setup.format() == AV_PIX_FMT_YUV420P || setup.format() == AV_PIX_FMT_YUVJ420P;
        return usual && !setup.size().equals(new Shape.Size(setup.width(), setup.height()));
    }

    private static SwsContext context(Setup setup, int width, int height, int format) {
        Shape.Size size = setup.size();
        SwsContext context = sws_getContext(
                width,
                height,
                setup.format(),
                size.width(),
                size.height(),
                format,
                SWS_BILINEAR,
                null,
                null,
                (DoublePointer) null);
        if (context == null || context.isNull()) {
            throw new IllegalStateException("no conversion of pixels of FFmpeg's format " + setup.format());
        }
        return context;
    }

    /** The format stays, and with it the matrix and the range. */
    private static Reduction reduction(Setup setup) {
        SwsContext context = context(setup, setup.width(), setup.height(), setup.format());
        AVFrame reduced = av_frame_alloc();
        reduced.format(setup.format());
        reduced.width(setup.size().width());
        reduced.height(setup.size().height());
        if (av_frame_get_buffer(reduced, 0) < 0) {
            throw new IllegalStateException("no memory for a picture of " + setup.size());
        }
        return new Reduction(context, reduced);
    }

    private static Conversion setUp(Setup setup) {
        Shape.Size size = setup.size();
        Reduction reduction = isReducedFirst(setup) ? reduction(setup) : null;
        SwsContext context = reduction == null
                ? context(setup, setup.width(), setup.height(), AV_PIX_FMT_RGB24)
                : context(setup, size.width(), size.height(), AV_PIX_FMT_RGB24);
        if (setup.matrix() != SWS_CS_DEFAULT || setup.fullRange()) {
            sws_setColorspaceDetails(
                    context,
                    sws_getCoefficients(setup.matrix()),
                    setup.fullRange() ? FULL : LIMITED,
                    sws_getCoefficients(SWS_CS_DEFAULT),
                    FULL,
                    0,
                    ONE,
                    ONE);
        }
        int stride = (BYTES_PER_PIXEL * size.width() + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
        // Some of that code writes a little past a row's end.
        BytePointer rows = new BytePointer((long) stride * size.height() + ROW_ALIGNMENT);
        PointerPointer<BytePointer> planes = new PointerPointer<>(4);
        planes.put(0, rows);
        IntPointer strides = new IntPointer(4L);
        strides.put(0, stride);
        for (int unused = 1; unused < 4; unused++) {
            planes.put(unused, null);
            strides.put(unused, 0);
        }
        return new Conversion(setup, reduction, context, rows, stride, planes, strides);
    }

    private static RgbImage copy(Conversion from) {
        Shape.Size size = from.setup().size();
        int row = BYTES_PER_PIXEL * size.width();
        byte[] pixels = new byte[row * size.height()];
        ByteBuffer rows = from.rows().asByteBuffer();
        for (int y = 0; y < size.height(); y++) {
            rows.position(y * from.stride());
            rows.get(pixels, y * row, row);
        }
        return new RgbImage(size.width(), size.height(), pixels);
    }

    @Override
    public void close() {
        if (conversion != null) {
            conversion.close();
            conversion = null;
        }
    }
}
