package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG4;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;

/**
 * Writes an MP4 file, picture by picture. The video is H.264 where FFmpeg has OpenH264, else MPEG-4 part 2; {@link
 * VideoFileSource} reads both.
 *
 * <p>Not safe for use by many threads.
 */
public final class VideoFileWriter implements AutoCloseable {
    /** Bits for each pixel of a picture: hardly any loss to be seen. */
    public static final double CLEAR = 1.5;

    /** Bits for each pixel of a picture: for feeds that are small to carry around. */
    public static final double SMALL = 0.12;

    private static final String OPEN_H264 = "libopenh264";

    static {
        av_log_set_level(AV_LOG_QUIET);
    }

    private final Path file;
    private final FFmpegFrameRecorder recorder;
    private final Frame frame;

    private VideoFileWriter(Path file, FFmpegFrameRecorder recorder, Frame frame) {
        this.file = file;
        this.recorder = recorder;
        this.frame = frame;
    }

    /**
     * Begins a file, over one that is there.
     *
     * @param width even, pixels
     * @param height even, pixels
     * @param bitsPerPixel of each picture, for example {@link #CLEAR}
     * @throws IOException if it cannot be written
     */
    public static VideoFileWriter open(Path file, int width, int height, double framesPerSecond, double bitsPerPixel)
            throws IOException {
        if (width < 2 || height < 2 || width % 2 != 0 || height % 2 != 0) {
            throw new IllegalArgumentException(
                    "video: " + width + " x " + height + " (expected: even numbers of pixels)");
        }
        FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), width, height);
        recorder.setFormat("mp4");
        if (avcodec_find_encoder_by_name(OPEN_H264) == null) {
            recorder.setVideoCodec(AV_CODEC_ID_MPEG4);
        } else {
            recorder.setVideoCodec(AV_CODEC_ID_H264);
            recorder.setVideoCodecName(OPEN_H264);
        }
        recorder.setPixelFormat(AV_PIX_FMT_YUV420P);
        recorder.setFrameRate(framesPerSecond);
        recorder.setGopSize((int) Math.ceil(4 * framesPerSecond));
        recorder.setVideoBitrate((int) (bitsPerPixel * width * height * framesPerSecond));
        try {
            recorder.start();
            return new VideoFileWriter(file, recorder, new Frame(width, height, Frame.DEPTH_UBYTE, 3));
        } catch (FrameRecorder.Exception e) {
            recorder.close();
            throw failure(file, e);
        }
    }

    /**
     * Adds a picture.
     *
     * @param rgb {@code [height, width, 3] uint8}
     */
    public void write(byte[] rgb) throws IOException {
        int row = 3 * frame.imageWidth;
        if (rgb.length != row * frame.imageHeight) {
            throw new IllegalArgumentException("pixels: " + rgb.length + " bytes (expected: " + frame.imageWidth + " x "
                    + frame.imageHeight + " x 3)");
        }
        ByteBuffer rows = ((ByteBuffer) frame.image[0]).duplicate();
        for (int y = 0; y < frame.imageHeight; y++) {
            rows.position(y * frame.imageStride);
            rows.put(rgb, y * row, row);
        }
        try {
            recorder.record(frame, AV_PIX_FMT_RGB24);
        } catch (FrameRecorder.Exception e) {
            throw failure(file, e);
        }
    }

    /** Finishes the file. */
    @Override
    public void close() throws IOException {
        try {
            recorder.close();
        } catch (FrameRecorder.Exception e) {
            throw failure(file, e);
        } finally {
            frame.close();
        }
    }

    private static IOException failure(Path file, FrameRecorder.Exception cause) {
        return new IOException("video " + file + ": cannot be written (" + cause.getMessage() + ")", cause);
    }
}
