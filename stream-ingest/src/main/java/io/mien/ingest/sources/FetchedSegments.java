package io.mien.ingest.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_READ;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avformat.avio_read;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_OPT_SEARCH_CHILDREN;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_get;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** Has a playlist and its segments from a server, by FFmpeg, as the feed itself is had. Used by one thread. */
final class FetchedSegments implements HlsSegments {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_PACKETS = 2_000;
    private static final String DATA = "data:application/vnd.apple.mpegurl;base64,";
    private static final AVRational MICROS = av_make_q(1, 1_000_000);

    private final URI address;
    private final Map<String, String> settings;
    private final Interruption interruption;
    private final CheckedOpening checked;
    private @Nullable URI variant;

    /**
     * @param url of the playlist, with its password
     * @param settings FFmpeg's, of the protocol
     * @param interruption ends calls that nobody wants any more
     * @param checked looks at certificates
     * @throws IllegalArgumentException if the address is none that relative ones can be made whole with
     */
    FetchedSegments(String url, Map<String, String> settings, Interruption interruption, CheckedOpening checked) {
        this.checked = checked;
        this.address = URI.create(url);
        this.settings = Map.copyOf(settings);
        this.interruption = interruption;
    }

    @Override
    public HlsPlaylist playlist() throws IOException {
        try {
            HlsPlaylist found = fetch(variant == null ? address : variant);
            if (found.variant().isPresent()) {
                variant = found.variant().get();
                found = fetch(variant);
            }
            return found;
        } catch (IllegalArgumentException e) {
            throw new IOException("the playlist makes no sense", e);
        }
    }

    private HlsPlaylist fetch(URI from) throws IOException {
        interruption.allow(PATIENCE);
        AVFormatContext context = avformat_alloc_context();
        interruption.watch(context);
        AVIOContext io = new AVIOContext(null);
        AVDictionary dictionary = dictionary();
        try (BytePointer buffer = new BytePointer(BUFFER_BYTES)) {
            int opened = avio_open2(io, from.toString(), AVIO_FLAG_READ, context.interrupt_callback(), dictionary);
            if (opened < 0) {
                throw new IOException("the playlist does not come (FFmpeg's number " + opened + ")");
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            byte[] bytes = new byte[BUFFER_BYTES];
            for (int read = avio_read(io, buffer, BUFFER_BYTES); read > 0; read = avio_read(io, buffer, BUFFER_BYTES)) {
                buffer.position(0).get(bytes, 0, read);
                text.write(bytes, 0, read);
                if (text.size() > MOST_BYTES) {
                    throw new IOException("the playlist has no end");
                }
            }
            return HlsPlaylist.parse(text.toString(UTF_8), whereFound(io, from));
        } finally {
            av_dict_free(dictionary);
            if (!io.isNull()) {
                avio_closep(io);
            }
            avformat_free_context(context);
        }
    }

    /** A server may have sent the reader elsewhere. */
    private static URI whereFound(AVIOContext io, URI asked) {
        BytePointer location = new BytePointer((BytePointer) null);
        if (av_opt_get(io, "location", AV_OPT_SEARCH_CHILDREN, location) < 0 || location.isNull()) {
            return asked;
        }
        try {
            String text = location.getString(UTF_8);
            return text.isEmpty() ? asked : asked.resolve(URI.create(text));
        } catch (IllegalArgumentException e) {
            return asked;
        } finally {
            av_free(location);
        }
    }

    @Override
    public OptionalLong firstStamp(HlsPlaylist.Segment segment) throws IOException {
        interruption.allow(PATIENCE);
        AVFormatContext format = avformat_alloc_context();
        interruption.watch(format);
        checked.watch(format);
        AVDictionary dictionary = dictionary();
        // By a playlist of its own: so it may be a part of a file, encrypted, or need another one before it.
        String url = DATA + Base64.getEncoder().encodeToString(segment.alone().getBytes(UTF_8));
        int opened;
        try {
            opened = avformat_open_input(format, url, av_find_input_format("hls"), dictionary);
        } finally {
            av_dict_free(dictionary);
        }
        if (opened < 0) {
            throw new IOException("a segment does not come (FFmpeg's number " + opened + ")");
        }
        AVPacket packet = av_packet_alloc();
        try {
            for (int number = 0; number < MOST_PACKETS && av_read_frame(format, packet) >= 0; number++) {
                AVStream stream = format.streams(packet.stream_index());
                long stamp = packet.pts();
                boolean isPicture = stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO && stamp != AV_NOPTS_VALUE;
                av_packet_unref(packet);
                if (isPicture) {
                    return OptionalLong.of(av_rescale_q(stamp, stream.time_base(), MICROS));
                }
            }
            return OptionalLong.empty();
        } finally {
            av_packet_free(packet);
            avformat_close_input(format);
        }
    }

    private AVDictionary dictionary() {
        AVDictionary dictionary = new AVDictionary(null);
        settings.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
        return dictionary;
    }
}
