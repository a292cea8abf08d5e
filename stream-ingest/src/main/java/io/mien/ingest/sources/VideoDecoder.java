package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the packets of a container's stream, one picture after another. Not safe for use by many threads; native memory is
 * held until {@link #close()}.
 */
final class VideoDecoder implements AutoCloseable {
    /** A decoder that answers so often in a row with failures after the last packet has nothing more to give. */
    private static final int MOST_FAILURES_AT_END = 100;

    private final VideoContainer container;
    private final AVCodecContext codec;
    private final boolean live;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private boolean drained;
    private int failuresAtEnd;
    private long broken;

    private VideoDecoder(VideoContainer container, AVCodecContext codec, boolean live) {
        this.live = live;
        this.container = container;
        this.codec = codec;
    }

    /** @throws FrameSourceException if FFmpeg has no decoder for it */
    static VideoDecoder open(Path file, VideoContainer container) throws FrameSourceException {
        return open(file, container, false);
    }

    /**
     * Of a live feed: each picture comes out as soon as it can, and what is inside when reading breaks off is dropped, since
     * it would look fresh and is not.
     *
     * @param source what it is, for messages
     * @throws FrameSourceException if FFmpeg has no decoder for it
     */
    static VideoDecoder openLive(Object source, VideoContainer container) throws FrameSourceException {
        return open(source, container, true);
    }

    private static VideoDecoder open(Object file, VideoContainer container, boolean live) throws FrameSourceException {
        AVCodec decoder = avcodec_find_decoder(container.stream().codecpar().codec_id());
        AVCodecContext codec = decoder == null || decoder.isNull() ? null : avcodec_alloc_context3(decoder);
        if (codec == null || codec.isNull()) {
            throw VideoContainer.noVideo(file, "a codec that cannot be decoded");
        }
        if (avcodec_parameters_to_context(codec, container.stream().codecpar()) < 0) {
            avcodec_free_context(codec);
            throw VideoContainer.noVideo(file, "broken from its start");
        }
        codec.pkt_timebase(container.stream().time_base());
        if (live) {
            // Each further thread keeps a picture back. FFmpeg's low delay would cost the pictures between others (B).
            codec.thread_count(1);
        } else {
            codec.thread_count(0); // as many as there are processors
        }
        if (avcodec_open2(codec, decoder, (AVDictionary) null) < 0) {
            avcodec_free_context(codec);
            throw VideoContainer.noVideo(file, "a codec that cannot be decoded");
        }
        return new VideoDecoder(container, codec, live);
    }

    /** The next picture, valid until the next call; null at the end. */
    @Nullable
    AVFrame next() {
        while (true) {
            int result = avcodec_receive_frame(codec, frame);
            if (result >= 0) {
                return frame;
            }
            if (result == AVERROR_EOF || (drained && ++failuresAtEnd > MOST_FAILURES_AT_END)) {
                return null;
            }
            if (result == AVERROR_EAGAIN()) {
                if (!feed() && live && container.isBroken()) {
                    return null;
                }
            } else {
                broken++;
            }
        }
    }

    /** False if there is nothing more. */
    private boolean feed() {
        if (container.read(packet)) {
            if (avcodec_send_packet(codec, packet) < 0) {
                broken++;
            }
            return true;
        }
        if (!drained) {
            drained = true;
            avcodec_send_packet(codec, null);
        }
        return false;
    }

    /** The packet that was read last. */
    AVPacket packet() {
        return packet;
    }

    /** How many packets gave no picture because they are damaged. */
    long broken() {
        return broken;
    }

    @Override
    public void close() {
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(codec);
    }
}
