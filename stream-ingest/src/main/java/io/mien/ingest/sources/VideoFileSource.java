package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import io.mien.pictures.RgbImage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pictures of a video file in any format that FFmpeg reads, animated GIFs among them; sound is left out. A
 * picture that is recorded lying on its side is turned upright as the file says.
 *
 * <p>Not safe for use by many threads.
 */
public final class VideoFileSource implements FrameSource {
    private static final Logger log = LoggerFactory.getLogger(VideoFileSource.class);
    private static final int BYTES_PER_PIXEL = 3;

    /** An end that comes this much earlier than the file announces is worth a warning. */
    private static final Duration TOLERANCE = Duration.ofMillis(500);

    static {
        av_log_set_level(AV_LOG_QUIET);
    }

    private final Path file;
    private final FFmpegFrameGrabber grabber;
    private final FrameSourceDescription description;
    private final QuarterTurn turn;
    private Duration position = Duration.ZERO;
    private boolean begun;
    private boolean ended;
    private boolean closed;
    private Optional<String> warning = Optional.empty();

    /**
     * Opens a file.
     *
     * @param longestSide larger pictures are reduced to this, pixels, at least 16
     * @throws FrameSourceException if it is missing, cannot be read or is no video
     */
    public static VideoFileSource open(Path file, int longestSide) throws FrameSourceException {
        if (longestSide < 16) {
            throw new IllegalArgumentException("longest side: " + longestSide + " (expected: at least 16)");
        }
        requireReadable(file);
        FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile());
        try {
            return new VideoFileSource(file, start(grabber, file, longestSide));
        } catch (FrameSourceException | RuntimeException e) {
            closeQuietly(grabber, file);
            throw e;
        }
    }

    private static void requireReadable(Path file) throws FrameSourceException {
        if (!Files.exists(file)) {
            throw new FrameSourceException(
                    FrameSourceException.Kind.NOT_FOUND, "video " + file + ": not there (check the path)");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new FrameSourceException(
                    FrameSourceException.Kind.NOT_READABLE,
                    "video " + file + ": " + (Files.isDirectory(file) ? "a folder" : "not readable")
                            + " (expected: a video file that may be read)");
        }
    }

    private static FFmpegFrameGrabber start(FFmpegFrameGrabber grabber, Path file, int longestSide)
            throws FrameSourceException {
        try {
            grabber.setPixelFormat(AV_PIX_FMT_RGB24);
            grabber.start();
        } catch (FrameGrabber.Exception e) {
            throw noVideo(file, e);
        }
        if (!grabber.hasVideo() || grabber.getImageWidth() < 1 || grabber.getImageHeight() < 1) {
            throw noVideo(file, null);
        }
        int longest = Math.max(grabber.getImageWidth(), grabber.getImageHeight());
        if (longest > longestSide) {
            double factor = (double) longestSide / longest;
            int width = reduced(grabber.getImageWidth(), factor);
            int height = reduced(grabber.getImageHeight(), factor);
            grabber.setImageWidth(width);
            grabber.setImageHeight(height);
        }
        return grabber;
    }

    private static int reduced(int side, double factor) {
        return Math.max(1, (int) Math.round(side * factor));
    }

    private static FrameSourceException noVideo(Path file, FrameGrabber.@Nullable Exception cause) {
        return new FrameSourceException(
                FrameSourceException.Kind.NOT_A_VIDEO,
                "video " + file + ": no video in it, or broken from its start (expected: a file that FFmpeg plays)",
                cause);
    }

    private VideoFileSource(Path file, FFmpegFrameGrabber grabber) {
        this.file = file;
        this.grabber = grabber;
        this.turn = QuarterTurn.ofDegrees(grabber.getDisplayRotation());
        this.description = describe(file, grabber);
    }

    private static FrameSourceDescription describe(Path file, FFmpegFrameGrabber grabber) {
        double rate = grabber.getVideoFrameRate();
        long frames = grabber.getLengthInVideoFrames();
        long micros = grabber.getLengthInTime();
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return new FrameSourceDescription(
                dot > 0 ? name.substring(0, dot) : name,
                file.toAbsolutePath().toUri().toString(),
                rate > 0 && Double.isFinite(rate) ? OptionalDouble.of(rate) : OptionalDouble.empty(),
                frames > 0 ? OptionalLong.of(frames) : OptionalLong.empty(),
                micros > 0 ? Optional.of(Duration.of(micros, ChronoUnit.MICROS)) : Optional.empty());
    }

    @Override
    public FrameSourceDescription description() {
        return description;
    }

    @Override
    public Optional<SourceFrame> next() throws FrameSourceException {
        if (ended || closed) {
            return Optional.empty();
        }
        Frame frame = grab();
        if (frame == null) {
            ended = true;
            noteEarlyEnd();
            return Optional.empty();
        }
        // Stamps that are missing or run back, as in some streams, must not turn time round.
        Duration stamped = Duration.of(Math.max(0, frame.timestamp), ChronoUnit.MICROS);
        position = begun && stamped.compareTo(position) < 0 ? position : stamped;
        begun = true;
        return Optional.of(new SourceFrame(turn.apply(image(frame)), position));
    }

    private @Nullable Frame grab() throws FrameSourceException {
        try {
            Frame frame = grabber.grabImage();
            if (frame == null && !begun) {
                throw noVideo(file, null);
            }
            return frame;
        } catch (FrameGrabber.Exception e) {
            if (!begun) {
                throw noVideo(file, e);
            }
            warning = Optional.of("video " + file + ": broken at " + position + ": " + e.getMessage());
            return null;
        }
    }

    private void noteEarlyEnd() {
        Duration interval = description.frameRate().isPresent()
                ? Duration.ofNanos(Math.round(1e9 / description.frameRate().getAsDouble()))
                : Duration.ZERO;
        Duration reached = position.plus(interval).plus(TOLERANCE);
        Duration length = description.length().orElse(Duration.ZERO);
        if (warning.isEmpty() && reached.compareTo(length) < 0) {
            warning = Optional.of("video " + file + ": ends at " + position + " of " + length
                    + " (truncated?); what could be read was delivered");
        }
        warning.ifPresent(log::info); // the caller tells the user
    }

    private static RgbImage image(Frame frame) {
        int width = frame.imageWidth;
        int height = frame.imageHeight;
        byte[] pixels = new byte[BYTES_PER_PIXEL * width * height];
        ByteBuffer rows = ((ByteBuffer) frame.image[0]).duplicate();
        // FFmpeg pads its rows.
        for (int row = 0; row < height; row++) {
            rows.position(row * frame.imageStride);
            rows.get(pixels, BYTES_PER_PIXEL * row * width, BYTES_PER_PIXEL * width);
        }
        return new RgbImage(width, height, pixels);
    }

    @Override
    public Optional<String> warning() {
        return warning;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeQuietly(grabber, file);
        }
    }

    private static void closeQuietly(FFmpegFrameGrabber grabber, Path file) {
        try {
            grabber.close();
        } catch (FrameGrabber.Exception e) {
            log.warn("video not closed cleanly: {} file={}", e.getMessage(), file);
        }
    }
}
