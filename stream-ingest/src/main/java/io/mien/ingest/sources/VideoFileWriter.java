package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG4;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_query_codec;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/**
 * Writes a video file, picture by picture, each with its time; MP4, QuickTime or Matroska by the file's ending. The video is
 * H.264 where FFmpeg has OpenH264, else MPEG-4 part 2, with the colours of BT.709; {@link VideoFileSource} reads both.
 *
 * <p>Not safe for use by many threads; native memory is held until {@link #close()}.
 */
public final class VideoFileWriter implements AutoCloseable {
    /** Bits for each pixel of a picture: hardly any loss to be seen. */
    public static final double CLEAR = 1.5;

    /** Bits for each pixel of a picture: for feeds that are small to carry around. */
    public static final double SMALL = 0.12;

    private static final String OPEN_H264 = "libopenh264";
    private static final int BYTES_PER_PIXEL = 3;
    private static final double MICROS_PER_SECOND = 1e6;
    /** A step of MPEG's own clock is eleven microseconds. */
    private static final int TICKS_PER_SECOND = 90_000;

    private static final long MOST_BITS_PER_SECOND = 100_000_000;

    static {
        av_log_set_level(AV_LOG_QUIET);
    }

    private final Path file;
    private final int width;
    private final int height;
    private final double framesPerSecond;
    private final AVFormatContext format;
    private final AVRational ticks = av_make_q(1, TICKS_PER_SECOND);
    private final Deque<Long> times = new ArrayDeque<>();
    private final AVPacket packet = av_packet_alloc();
    /** The picture before, whose length is known when the next one comes. */
    private final AVPacket waiting = av_packet_alloc();

    private final AVFrame frame = av_frame_alloc();
    private @Nullable AVCodecContext codec;
    private @Nullable AVStream video;
    private @Nullable AVStream sound;
    private @Nullable FilmPixels pixels;
    private boolean opened;
    private boolean begun;
    private boolean isWaiting;
    private boolean closed;
    private long pictures;
    private long lastTick = -1;
    private long lastSoundTick = Long.MIN_VALUE;

    private VideoFileWriter(Path file, int width, int height, double framesPerSecond, AVFormatContext format) {
        this.file = file;
        this.width = width;
        this.height = height;
        this.framesPerSecond = framesPerSecond;
        this.format = format;
    }

    /**
     * Begins a file, over one that is there.
     *
     * @param width even, pixels
     * @param height even, pixels
     * @param framesPerSecond how many there are, about
     * @param bitsPerPixel of each picture, for example {@link #CLEAR}
     * @throws IOException if it cannot be written
     */
    public static VideoFileWriter open(Path file, int width, int height, double framesPerSecond, double bitsPerPixel)
            throws IOException {
        return open(file, width, height, framesPerSecond, bitsPerPixel, null);
    }

    /**
     * As above, with a sound to be copied.
     *
     * @param track whose packets will be {@link #writeSound written}; null for none
     * @throws IOException if it cannot be written, or not with such a sound
     */
    static VideoFileWriter open(
            Path file, int width, int height, double framesPerSecond, double bitsPerPixel, @Nullable SoundTrack track)
            throws IOException {
        if (width < 2 || height < 2 || width % 2 != 0 || height % 2 != 0) {
            throw new IllegalArgumentException(
                    "video: " + width + " x " + height + " (expected: even numbers of pixels)");
        }
        AVFormatContext format = new AVFormatContext(null);
        String path = file.toAbsolutePath().toString();
        if (avformat_alloc_output_context2(format, null, null, path) < 0) {
            throw new IOException("video " + file + ": no kind of file that can be written by its ending");
        }
        VideoFileWriter writer = new VideoFileWriter(file, width, height, framesPerSecond, format);
        try {
            writer.begin(path, bitsPerPixel, track);
            return writer;
        } catch (IOException | RuntimeException e) {
            writer.release();
            throw e;
        }
    }

    private void begin(String path, double bitsPerPixel, @Nullable SoundTrack track) throws IOException {
        AVCodec open = avcodec_find_encoder_by_name(OPEN_H264);
        AVCodec encoder = open == null || open.isNull() ? avcodec_find_encoder(AV_CODEC_ID_MPEG4) : open;
        AVCodecContext context = avcodec_alloc_context3(encoder);
        codec = context;
        context.width(width);
        context.height(height);
        context.pix_fmt(AV_PIX_FMT_YUV420P);
        context.colorspace(AVCOL_SPC_BT709);
        context.color_primaries(AVCOL_PRI_BT709);
        context.color_trc(AVCOL_TRC_BT709);
        context.color_range(AVCOL_RANGE_MPEG);
        // Evenly spaced, so that the encoder spends its bits evenly; each packet gets its own time afterwards.
        AVRational rate = av_make_q((int) Math.round(1_000 * framesPerSecond), 1_000);
        context.framerate(rate);
        context.time_base(av_make_q(rate.den(), rate.num()));
        context.gop_size((int) Math.ceil(4 * framesPerSecond));
        context.max_b_frames(0);
        context.bit_rate(Math.min(MOST_BITS_PER_SECOND, Math.round(bitsPerPixel * width * height * framesPerSecond)));
        if ((format.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        require(avcodec_open2(context, encoder, (AVDictionary) null), "the encoder refuses this size");
        AVStream stream = avformat_new_stream(format, null);
        video = stream;
        require(avcodec_parameters_from_context(stream.codecpar(), context), "no parameters");
        stream.time_base(ticks);
        stream.avg_frame_rate(rate);
        if (track != null) {
            AVStream copy = avformat_new_stream(format, null);
            require(avcodec_parameters_copy(copy.codecpar(), track.parameters()), "no parameters");
            copy.codecpar().codec_tag(0);
            copy.time_base(track.timeBase());
            sound = copy;
        }
        AVIOContext io = new AVIOContext(null);
        require(avio_open(io, path, AVIO_FLAG_WRITE), "the file cannot be written");
        format.pb(io);
        opened = true;
        require(avformat_write_header(format, (AVDictionary) null), "its header is refused");
        begun = true;
        frame.width(width);
        frame.height(height);
        frame.format(AV_PIX_FMT_YUV420P);
        frame.colorspace(AVCOL_SPC_BT709);
        frame.color_range(AVCOL_RANGE_MPEG);
        require(av_frame_get_buffer(frame, 0), "no memory for a picture");
        pixels = FilmPixels.open(width, height)
                .orElseThrow(
                        () -> new IOException("video " + file + ": cannot be written (no conversion of its pixels)"));
    }

    /** Whether a container takes a codec; by the file's ending. */
    static boolean takes(Path file, int codecId) {
        AVFormatContext format = new AVFormatContext(null);
        if (avformat_alloc_output_context2(
                        format, null, null, file.toAbsolutePath().toString())
                < 0) {
            return false;
        }
        try {
            return avformat_query_codec(format.oformat(), codecId, 0) == 1;
        } finally {
            avformat_free_context(format);
        }
    }

    /**
     * Adds a picture, one interval after the one before it.
     *
     * @param rgb {@code [height, width, 3] uint8}
     */
    public void write(byte[] rgb) throws IOException {
        write(rgb, Math.round(pictures * MICROS_PER_SECOND / framesPerSecond));
    }

    /**
     * Adds a picture.
     *
     * @param rgb {@code [height, width, 3] uint8}
     * @param position its time since the film's beginning, microseconds; later than that of the picture before it
     */
    public void write(byte[] rgb, long position) throws IOException {
        FilmPixels conversion = pixels;
        if (conversion == null || closed) {
            throw new IllegalStateException("closed");
        }
        if (rgb.length != BYTES_PER_PIXEL * width * height) {
            throw new IllegalArgumentException(
                    "pixels: " + rgb.length + " bytes (expected: " + width + " x " + height + " x 3)");
        }
        require(av_frame_make_writable(frame), "no memory for a picture");
        conversion.convert(rgb, frame);
        frame.pts(pictures++);
        lastTick = Math.max(lastTick + 1, Math.round(position * (TICKS_PER_SECOND / MICROS_PER_SECOND)));
        times.addLast(lastTick);
        encode(frame);
    }

    private void encode(@Nullable AVFrame picture) throws IOException {
        AVCodecContext context = codec;
        if (context == null) {
            throw new IllegalStateException("not begun");
        }
        require(avcodec_send_frame(context, picture), "the encoder failed");
        while (avcodec_receive_packet(context, packet) >= 0) {
            Long time = times.poll();
            if (time == null) {
                throw new IOException("video " + file + ": cannot be written (the encoder made pictures of its own)");
            }
            letGo(time);
            packet.pts(time);
            packet.dts(time);
            av_packet_move_ref(waiting, packet);
            isWaiting = true;
        }
    }

    /** Writes the picture before, which ends where the next one begins. */
    private void letGo(long until) throws IOException {
        AVStream stream = video;
        if (!isWaiting || stream == null) {
            return;
        }
        isWaiting = false;
        long time = waiting.pts();
        waiting.stream_index(stream.index());
        waiting.duration(av_rescale_q(until - time, ticks, stream.time_base()));
        waiting.pts(av_rescale_q(time, ticks, stream.time_base()));
        waiting.dts(waiting.pts());
        require(av_interleaved_write_frame(format, waiting), "writing failed");
    }

    /**
     * Adds a packet of the sound.
     *
     * @param sample with times in the time base of its track, counted from the film's beginning; it is taken over
     */
    void writeSound(AVPacket sample, AVRational timeBase) throws IOException {
        AVStream stream = sound;
        if (stream == null) {
            throw new IllegalStateException("opened without a sound");
        }
        long pts = av_rescale_q(sample.pts(), timeBase, stream.time_base());
        if (pts <= lastSoundTick) {
            return; // what runs back cannot be written
        }
        lastSoundTick = pts;
        sample.stream_index(stream.index());
        sample.pts(pts);
        sample.dts(pts);
        sample.duration(av_rescale_q(sample.duration(), timeBase, stream.time_base()));
        sample.pos(-1);
        require(av_interleaved_write_frame(format, sample), "writing failed");
    }

    /** Finishes the file. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            if (begun) {
                encode(null);
                letGo(lastTick + Math.round(TICKS_PER_SECOND / framesPerSecond));
                require(av_write_trailer(format), "writing failed");
            }
        } finally {
            release();
        }
    }

    private void release() {
        closed = true;
        if (opened) {
            avio_closep(format.pb());
        }
        if (codec != null) {
            avcodec_free_context(codec);
        }
        if (pixels != null) {
            pixels.close();
        }
        av_frame_free(frame);
        av_packet_free(packet);
        av_packet_free(waiting);
        avformat_free_context(format);
    }

    private void require(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException("video " + file + ": cannot be written (" + what + ", FFmpeg's code " + result + ")");
        }
    }
}
