package io.mien.ingest;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG4;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/** A video that the tests make: a white square that wanders over black ground. */
public final class SquareVideo {
    /** Pictures a second. */
    public static final int FRAME_RATE = 25;

    /** Of the picture, pixels. */
    public static final int WIDTH = 320;

    /** Of the picture, pixels. */
    public static final int HEIGHT = 240;

    /** Of the square, pixels. */
    public static final int SIDE = 64;

    private SquareVideo() {}

    /** Writes an MP4 file of so many pictures. */
    public static Path write(Path file, int frames) throws Exception {
        return write(file, frames, FRAME_RATE);
    }

    /** Writes an MP4 file of so many pictures at another rate; the square is as fast. */
    public static Path write(Path file, int frames, double frameRate) throws Exception {
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT);
                Frame frame = new Frame(WIDTH, HEIGHT, Frame.DEPTH_UBYTE, 3)) {
            recorder.setFormat("mp4");
            recorder.setVideoCodec(AV_CODEC_ID_MPEG4);
            recorder.setPixelFormat(AV_PIX_FMT_YUV420P);
            recorder.setFrameRate(frameRate);
            recorder.setVideoBitrate(1_000_000);
            recorder.start();
            for (int number = 0; number < frames; number++) {
                draw(frame, (int) (number * FRAME_RATE / frameRate));
                recorder.record(frame);
            }
        }
        return file;
    }

    /** Where the square's left edge is in a picture. */
    public static int left(int number) {
        return 40 + Math.abs(150 - number % 300);
    }

    /** The pixels of a picture, {@code [height, width, 3] uint8}. */
    public static byte[] pixels(int number) {
        byte[] pixels = new byte[3 * WIDTH * HEIGHT];
        for (int y = 80; y < 80 + SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int begin = 3 * (y * WIDTH + left(number) + x);
                Arrays.fill(pixels, begin, begin + 3, (byte) shade(x, y - 80));
            }
        }
        return pixels;
    }

    /** Light and shade that move along, as a face has them; what is plain looks like anything else. */
    private static int shade(int x, int y) {
        return 215 + 40 * ((x / 16 + y / 16) % 2);
    }

    private static void draw(Frame frame, int number) {
        byte[] pixels = pixels(number);
        ByteBuffer rows = (ByteBuffer) frame.image[0];
        for (int y = 0; y < HEIGHT; y++) {
            rows.position(y * frame.imageStride);
            rows.put(pixels, 3 * WIDTH * y, 3 * WIDTH);
        }
        rows.rewind();
    }
}
