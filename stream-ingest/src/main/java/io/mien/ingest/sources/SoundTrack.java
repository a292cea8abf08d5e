package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * The sound that belongs to a file's film, packet by packet, not decoded. Reads the file beside whoever reads the pictures.
 * Not safe for use by many threads; native memory is held until {@link #close()}.
 */
final class SoundTrack implements AutoCloseable {
    private static final AVRational MICROS = av_make_q(1, 1_000_000);

    private final AVFormatContext format;
    private final AVStream stream;
    private final AVPacket packet = av_packet_alloc();
    private boolean held;
    private boolean ended;

    private SoundTrack(AVFormatContext format, AVStream stream) {
        this.format = format;
        this.stream = stream;
    }

    /**
     * Opens it.
     *
     * @param film the index of the stream whose sound is wanted
     * @return empty if there is none
     */
    static Optional<SoundTrack> open(Path file, int film) {
        AVFormatContext format = new AVFormatContext(null);
        if (avformat_open_input(format, file.toAbsolutePath().toString(), null, (AVDictionary) null) < 0) {
            return Optional.empty();
        }
        int index = avformat_find_stream_info(format, (AVDictionary) null) < 0
                ? -1
                : av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, film, (AVCodec) null, 0);
        if (index < 0) {
            avformat_close_input(format);
            return Optional.empty();
        }
        return Optional.of(new SoundTrack(format, format.streams(index)));
    }

    AVCodecParameters parameters() {
        return stream.codecpar();
    }

    AVRational timeBase() {
        return stream.time_base();
    }

    /** The codec's short name. */
    String codec() {
        return avcodec_get_name(stream.codecpar().codec_id()).getString();
    }

    /** Takes a packet. */
    @FunctionalInterface
    interface Receiver {
        /** It is the receiver's until it returns. */
        void take(AVPacket packet) throws IOException;
    }

    /**
     * Hands on the packets up to a time; those that begin before the film are left out.
     *
     * @param position in the film, microseconds
     * @param shift what makes a position of a time of the file, microseconds
     */
    void copyUntil(long position, long shift, Receiver receiver) throws IOException {
        while (held || read()) {
            long own = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
            long at = av_rescale_q(own, timeBase(), MICROS) + shift;
            if (own != AV_NOPTS_VALUE && at > position) {
                return;
            }
            held = false;
            if (own != AV_NOPTS_VALUE && at >= 0) {
                packet.pts(own + av_rescale_q(shift, MICROS, timeBase()));
                packet.dts(packet.pts());
                receiver.take(packet);
            }
        }
    }

    private boolean read() {
        while (!ended) {
            av_packet_unref(packet);
            if (av_read_frame(format, packet) < 0) {
                ended = true;
            } else if (packet.stream_index() == stream.index()) {
                held = true;
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        av_packet_free(packet);
        avformat_close_input(format);
    }
}
