package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** How far a file goes in all of its streams, sound included, found by going through it without decoding. */
final class LastPacket {
    private static final AVRational MICROS = av_make_q(1, 1_000_000);

    private LastPacket() {}

    /** When the last packet of any stream ends, microseconds on the file's own clock; empty if none has a time. */
    static OptionalLong ends(Path file) {
        AVFormatContext format = new AVFormatContext(null);
        if (avformat_open_input(format, file.toAbsolutePath().toString(), null, (AVDictionary) null) < 0) {
            return OptionalLong.empty();
        }
        AVPacket packet = av_packet_alloc();
        try {
            avformat_find_stream_info(format, (AVDictionary) null);
            long end = Long.MIN_VALUE;
            while (av_read_frame(format, packet) >= 0) {
                long stamp = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
                if (stamp != AV_NOPTS_VALUE) {
                    AVRational unit = format.streams(packet.stream_index()).time_base();
                    end = Math.max(end, av_rescale_q(stamp + packet.duration(), unit, MICROS));
                }
                av_packet_unref(packet);
            }
            return end == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(end);
        } finally {
            av_packet_free(packet);
            avformat_close_input(format);
        }
    }
}
