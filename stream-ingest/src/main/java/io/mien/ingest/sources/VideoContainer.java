package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_BMP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_JPEGXL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_TIFF;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_WEBP;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOTIMESTAMPS;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEPENDENT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_STILL_IMAGE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_TIMED_THUMBNAILS;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/**
 * A file opened by FFmpeg, of which one video stream is read. Not safe for use by many threads; native memory is held until
 * {@link #close()}.
 */
final class VideoContainer implements AutoCloseable {
    private static final double MOST_FRAMES_PER_SECOND = 1000;
    /** As in {@code jpeg_pipe}: FFmpeg looks at what lies in a file, and takes raw MJPEG for that. */
    private static final String PICTURES_IN_A_ROW = "_pipe";

    private static final String WEBP = "webp" + PICTURES_IN_A_ROW;

    static {
        av_log_set_level(AV_LOG_QUIET);
    }

    private final AVFormatContext format;
    private final AVStream stream;
    private final List<VideoStream> streams;
    private int failure;

    private VideoContainer(AVFormatContext format, AVStream stream, List<VideoStream> streams) {
        this.format = format;
        this.stream = stream;
        this.streams = streams;
        for (int i = 0; i < format.nb_streams(); i++) {
            if (i != stream.index()) {
                format.streams(i).discard(AVDISCARD_ALL);
            }
        }
    }

    /**
     * Opens a file that may be read.
     *
     * @throws FrameSourceException if no such video stream is in it
     */
    static VideoContainer open(Path file, OptionalInt videoStream) throws FrameSourceException {
        AVFormatContext format = new AVFormatContext(null);
        if (avformat_open_input(format, file.toAbsolutePath().toString(), null, (AVDictionary) null) < 0) {
            throw noVideo(file, "no video in it, or broken from its start");
        }
        try {
            if (avformat_find_stream_info(format, (AVDictionary) null) < 0) {
                throw noVideo(file, "no video in it, or broken from its start");
            }
            return of(file, format, videoStream);
        } catch (FrameSourceException | RuntimeException e) {
            avformat_close_input(format);
            throw e;
        }
    }

    /**
     * Of what has been opened already; the container closes it.
     *
     * @param source what it is, for messages
     * @throws FrameSourceException if no such video stream is in it; it is not closed then
     */
    static VideoContainer of(Object source, AVFormatContext format, OptionalInt videoStream)
            throws FrameSourceException {
        List<VideoStream> streams = streams(format);
        if (streams.isEmpty() && format.iformat().name().getString().equals(WEBP)) {
            throw noVideo(source, "an animated WebP, which FFmpeg does not decode");
        }
        VideoStream chosen = choose(source, streams, videoStream);
        return new VideoContainer(format, format.streams(chosen.index()), streams);
    }

    private static VideoStream choose(Object file, List<VideoStream> streams, OptionalInt wanted)
            throws FrameSourceException {
        if (wanted.isPresent()) {
            int number = wanted.getAsInt();
            if (number >= streams.size()) {
                throw noVideo(
                        file,
                        "no video stream " + number + " (it has "
                                + (streams.isEmpty() ? "none" : VideoStream.list(streams)) + ")");
            }
            return streams.get(number);
        }
        Optional<VideoStream> film = VideoStream.film(streams);
        if (film.isEmpty()) {
            throw noVideo(
                    file,
                    streams.isEmpty()
                            ? "no video in it, or broken from its start"
                            : "no video in it, only a cover (" + VideoStream.list(streams) + ")");
        }
        return film.get();
    }

    static FrameSourceException noVideo(Object file, String what) {
        return new FrameSourceException(
                FrameSourceException.Kind.NOT_A_VIDEO,
                "video " + file + ": " + what + " (expected: a file that FFmpeg plays)");
    }

    private static List<VideoStream> streams(AVFormatContext format) {
        List<VideoStream> streams = new ArrayList<>();
        for (int i = 0; i < format.nb_streams(); i++) {
            AVStream stream = format.streams(i);
            AVCodecParameters codec = stream.codecpar();
            if (codec.codec_type() == AVMEDIA_TYPE_VIDEO && codec.width() > 0 && codec.height() > 0) {
                int is = stream.disposition();
                streams.add(new VideoStream(
                        i,
                        avcodec_get_name(codec.codec_id()).getString(),
                        codec.width(),
                        codec.height(),
                        (is & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) != 0,
                        (is & (AV_DISPOSITION_STILL_IMAGE | AV_DISPOSITION_DEPENDENT)) != 0,
                        (is & AV_DISPOSITION_DEFAULT) != 0,
                        stream.nb_frames(),
                        isOfPictures(codec.codec_id())));
            }
        }
        return List.copyOf(streams);
    }

    private static boolean isOfPictures(int codec) {
        return codec == AV_CODEC_ID_MJPEG
                || codec == AV_CODEC_ID_PNG
                || codec == AV_CODEC_ID_BMP
                || codec == AV_CODEC_ID_TIFF
                || codec == AV_CODEC_ID_WEBP
                || codec == AV_CODEC_ID_JPEGXL;
    }

    AVFormatContext format() {
        return format;
    }

    AVStream stream() {
        return stream;
    }

    /** What else could be read, in one sentence. */
    Optional<String> otherStreams() {
        long films = streams.stream().filter(other -> !other.attachedPicture()).count();
        return films < 2
                ? Optional.empty()
                : Optional.of("video stream " + number() + " of " + VideoStream.list(streams)
                        + " is read (--video-stream N reads another)");
    }

    private int number() {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).index() == stream.index()) {
                return i;
            }
        }
        throw new IllegalStateException("the stream was chosen among these");
    }

    /** The next packet of the stream; false at the end, or where the file breaks off. */
    boolean read(AVPacket packet) {
        while (true) {
            av_packet_unref(packet);
            int result = av_read_frame(format, packet);
            if (result < 0) {
                failure = result;
                return false;
            }
            if (packet.stream_index() == stream.index()) {
                return true;
            }
        }
    }

    /** Whether reading ended by a failure, not by the file's end. */
    boolean isBroken() {
        return failure != 0 && failure != AVERROR_EOF;
    }

    /** FFmpeg's number of the failure that ended reading; 0 while there is none. */
    int failure() {
        return failure;
    }

    /** Whether its stamps mean something; raw streams and pictures in a row have none, and FFmpeg invents some of them. */
    boolean hasTimes() {
        return (format.iformat().flags() & AVFMT_NOTIMESTAMPS) == 0
                && !format.iformat().name().getString().endsWith(PICTURES_IN_A_ROW);
    }

    /**
     * Whether the announced length is that of the first clock only, or a guess by the number of bytes: files of these formats
     * may be joined anyhow.
     */
    boolean hasDoubtfulLength() {
        return !hasTimes()
                || (format.iformat().flags() & AVFMT_TS_DISCONT) != 0
                || format.duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE
                || format.duration() <= 0;
    }

    /** Pictures a second as the stream states it. */
    OptionalDouble frameRate() {
        double average = rate(stream.avg_frame_rate());
        double nominal = rate(stream.r_frame_rate());
        double rate = average > 0 ? average : nominal;
        return rate > 0 && Double.isFinite(rate) ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }

    private static double rate(AVRational rational) {
        return rational.num() > 0 && rational.den() > 0 ? (double) rational.num() / rational.den() : 0;
    }

    /** Pictures a second where no stamp tells how long one lasts: what the codec says, if it does. */
    OptionalDouble usualFrameRate() {
        // The average of a raw stream is always 25, the nominal rate of H.264 is that of its fields.
        double rate = rate(av_guess_frame_rate(format, stream, null));
        return rate > 0 && rate <= MOST_FRAMES_PER_SECOND ? OptionalDouble.of(rate) : frameRate();
    }

    /** When the container's clock begins again, microseconds; 0 if it is as wide as FFmpeg's own. */
    long wrap() {
        int bits = stream.pts_wrap_bits();
        return bits > 0 && bits < 63 ? micros(1L << bits) : 0;
    }

    /** A stamp in microseconds; empty if it is none. */
    OptionalLong stamp(long pts) {
        return pts == AV_NOPTS_VALUE || !hasTimes() ? OptionalLong.empty() : OptionalLong.of(micros(pts));
    }

    /**
     * When a picture is to be shown, microseconds. Its own stamp, as long as it has one: FFmpeg's best guess falls back to
     * the time of decoding for good after a single stamp that runs back.
     */
    OptionalLong stamp(AVFrame frame) {
        return stamp(frame.pts() == AV_NOPTS_VALUE ? frame.best_effort_timestamp() : frame.pts());
    }

    /** Rounded down, in two steps that do not overflow. */
    private long micros(long pts) {
        long num = stream.time_base().num();
        long den = stream.time_base().den();
        return Math.floorDiv(pts, den) * num * 1_000_000 + Math.floorMod(pts, den) * num * 1_000_000 / den;
    }

    /** The film's length as announced, microseconds; other streams may go on longer, or begin before it. */
    long announcedLength() {
        if (stream.duration() > 0) {
            return micros(stream.duration());
        }
        return stream.start_time() == AV_NOPTS_VALUE
                ? format.duration()
                : Math.max(0, announcedEnd() - micros(stream.start_time()));
    }

    /** When the last of all streams ends, as announced, on the file's own clock; microseconds. */
    long announcedEnd() {
        return format.duration() + (format.start_time() == AV_NOPTS_VALUE ? 0 : format.start_time());
    }

    boolean hasOtherStreams() {
        return format.nb_streams() > 1;
    }

    /** When the recording began, if the container says so. */
    Optional<Instant> createdAt() {
        String text = tag(stream.metadata());
        String known = text == null ? tag(format.metadata()) : text;
        if (known == null) {
            return Optional.empty();
        }
        try {
            Instant created = OffsetDateTime.parse(known).toInstant();
            // Cameras without a set clock begin where their format does: 1904, 1970 or 2001.
            return created.getEpochSecond() > 0 ? Optional.of(created) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String tag(@Nullable AVDictionary tags) {
        AVDictionaryEntry entry = tags == null ? null : av_dict_get(tags, "creation_time", null, 0);
        return entry == null || entry.isNull() ? null : entry.value().getString();
    }

    @Override
    public void close() {
        if (!format.isNull()) {
            avformat_close_input(format);
        }
    }
}
