package io.mien.cli;

import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.SourceFrame;
import io.mien.pictures.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/** Files with drawn faces, for commands that read pictures and videos. */
public final class DrawnPictures {
    private DrawnPictures() {}

    /** A feed's pictures, so many a second as the feed has. */
    public static FrameSource feed(DrawnFaceSource.Scene scene, Duration length) {
        return new DrawnFaceSource("drawn", scene, length);
    }

    /** A folder of so many PNG files, in the order of their names. */
    public static Path folder(Path folder, FrameSource source, int count) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (Optional<SourceFrame> frame = source.next(); frame.isPresent() && number < count; frame = source.next()) {
            png(
                    folder.resolve(String.format(Locale.ROOT, "%05d.png", number++)),
                    frame.get().image());
        }
        source.close();
        if (number < count) {
            throw new IllegalArgumentException("source of " + number + " pictures (expected: " + count + ")");
        }
        return folder;
    }

    public static Path png(Path file, RgbImage image) throws IOException {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length / 3; i++) {
            int rgb = ((pixels[3 * i] & 0xFF) << 16) | ((pixels[3 * i + 1] & 0xFF) << 8) | (pixels[3 * i + 2] & 0xFF);
            picture.setRGB(i % image.width(), i / image.width(), rgb);
        }
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    /** An MP4 file of all of a source's pictures. */
    public static Path video(Path file, FrameSource source) throws IOException {
        SourceFrame first = source.next().orElseThrow();
        int width = first.image().width();
        int height = first.image().height();
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), width, height);
                Frame frame = new Frame(width, height, Frame.DEPTH_UBYTE, 3)) {
            recorder.setFormat("mp4");
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.setFrameRate(source.description().frameRate().orElse(25));
            recorder.setVideoBitrate(4_000_000);
            recorder.start();
            for (Optional<SourceFrame> next = Optional.of(first); next.isPresent(); next = source.next()) {
                fill(frame, next.get().image());
                recorder.record(frame, avutil.AV_PIX_FMT_RGB24);
            }
        }
        source.close();
        return file;
    }

    private static void fill(Frame frame, RgbImage image) {
        ByteBuffer rows = (ByteBuffer) frame.image[0];
        for (int y = 0; y < image.height(); y++) {
            rows.position(y * frame.imageStride);
            rows.put(image.pixels(), 3 * image.width() * y, 3 * image.width());
        }
        rows.rewind();
    }
}
