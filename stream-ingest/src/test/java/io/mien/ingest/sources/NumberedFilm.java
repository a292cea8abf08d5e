package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P10;

import io.mien.pictures.RgbImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;

/** Films each of whose pictures shows its number, in black and white stripes that survive any codec. */
final class NumberedFilm {
    static final int PICTURES = 240;
    static final int WIDTH = 176;
    static final int HEIGHT = 144;

    private static final int BITS = 8;
    private static final int STRIPE = WIDTH / BITS;

    private NumberedFilm() {}

    /**
     * Writes one.
     *
     * @param codec FFmpeg's encoder
     * @param format FFmpeg's muxer
     * @param rate on whose grid the times lie
     * @param micros of each picture
     * @param options of the muxer
     */
    static Path write(
            Path file, String format, String codec, double rate, IntToLongFunction micros, Map<String, String> options)
            throws FrameRecorder.Exception {
        FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT);
        recorder.setFormat(format);
        recorder.setVideoCodecName(codec);
        recorder.setFrameRate(rate);
        recorder.setGopSize(12);
        recorder.setVideoBitrate(2_000_000);
        recorder.setPixelFormat(pixels(codec));
        options.forEach(recorder::setOption);
        recorder.start();
        try (Frame frame = new Frame(WIDTH, HEIGHT, Frame.DEPTH_UBYTE, 3)) {
            for (int number = 0; number < PICTURES; number++) {
                paint(frame, number);
                recorder.setTimestamp(micros.applyAsLong(number));
                recorder.record(frame, AV_PIX_FMT_RGB24);
            }
        } finally {
            recorder.close();
        }
        return file;
    }

    private static int pixels(String codec) {
        return switch (codec) {
            case "prores_ks" -> AV_PIX_FMT_YUV422P10;
            case "png", "apng" -> AV_PIX_FMT_RGB24;
            case "gif" -> AV_PIX_FMT_RGB8;
            default -> AV_PIX_FMT_NONE; // the encoder's favourite
        };
    }

    private static void paint(Frame frame, int number) {
        ByteBuffer rows = (ByteBuffer) frame.image[0];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                byte value = (byte) ((number >> (x / STRIPE) & 1) == 1 ? 230 : 20);
                int at = y * frame.imageStride + 3 * x;
                rows.put(at, value).put(at + 1, value).put(at + 2, value);
            }
        }
    }

    /** A picture that shows a number, of any size: red, green, blue. */
    static byte[] pixels(int number, int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.length; i++) {
            int x = i / 3 % width * WIDTH / width;
            pixels[i] = (byte) ((number >> (x / STRIPE) & 1) == 1 ? 230 : 20);
        }
        return pixels;
    }

    /** The number that a picture shows. */
    static int number(RgbImage image) {
        int number = 0;
        for (int bit = 0; bit < BITS; bit++) {
            int x = (bit * STRIPE + STRIPE / 2) * image.width() / WIDTH;
            int value = image.pixels()[3 * (image.height() / 2 * image.width() + x) + 1] & 0xff;
            number |= value > 125 ? 1 << bit : 0;
        }
        return number;
    }
}
