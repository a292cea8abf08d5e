package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avdevice.avdevice_register_all;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.jspecify.annotations.Nullable;

/** Opens a feed with FFmpeg. JavaCV's grabber is not used for it: its lock would make all feeds wait for a dead one. */
final class LiveOpening {
    static {
        // What it says holds addresses with their passwords.
        av_log_set_level(AV_LOG_QUIET);
    }

    /** The feed could not be opened, or gave nothing. */
    static final class LostException extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient FeedLoss loss;

        LostException(FeedLoss loss) {
            super(loss.sentence());
            this.loss = loss;
        }

        FeedLoss loss() {
            return loss;
        }
    }

    private LiveOpening() {}

    /**
     * Opens it.
     *
     * @throws LostException if that fails, or takes longer than its options say
     * @throws FrameSourceException if it has no video
     */
    static VideoContainer open(
            LiveAddress address, LiveOptions options, Interruption interruption, CheckedOpening checked)
            throws LostException, FrameSourceException {
        requireHost(address);
        requireTrust(address, options.certificates());
        AVFormatContext format = avformat_alloc_context();
        interruption.watch(format);
        checked.watch(format);
        interruption.allow(options.opening());
        AVDictionary dictionary = new AVDictionary(null);
        settings(address, options).forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
        int result;
        try {
            // On failure it frees the context.
            result = avformat_open_input(format, address.url(), inputFormat(address), dictionary);
        } finally {
            av_dict_free(dictionary);
        }
        if (result < 0) {
            throw new LostException(LiveFailure.opening(result, address, options, interruption));
        }
        try {
            result = avformat_find_stream_info(format, (AVDictionary) null);
            if (result < 0 || interruption.hasFired()) {
                throw new LostException(LiveFailure.opening(result, address, options, interruption));
            }
            return VideoContainer.of(address, format, OptionalInt.empty());
        } catch (LostException | FrameSourceException | RuntimeException e) {
            avformat_close_input(format);
            throw e;
        }
    }

    /** FFmpeg says of an unknown host no more than that something went wrong. */
    private static void requireHost(LiveAddress address) throws LostException {
        String host = address.hostName();
        if (!host.isEmpty()) {
            try {
                InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                throw new LostException(new FeedLoss(
                        FeedLoss.Reason.HOST_UNKNOWN, "no host is called " + host + " (check the address)"));
            }
        }
    }

    private static void requireTrust(LiveAddress address, Certificates certificates) throws LostException {
        if (!certificates.checked() || !address.hasCertificate()) {
            return;
        }
        Optional<String> objection = CertificateLook.objection(address, certificates);
        if (objection.isPresent()) {
            throw new LostException(new FeedLoss(
                    FeedLoss.Reason.UNTRUSTED,
                    address.shown() + ": its certificate is not trusted: " + objection.get()
                            + " (certificate-authorities names those that may; tls: any takes every one)"));
        }
    }

    private static @Nullable AVInputFormat inputFormat(LiveAddress address) {
        if (address.kind() != LiveAddress.Kind.DEVICE) {
            return null;
        }
        avdevice_register_all();
        return av_find_input_format("v4l2");
    }

    /** FFmpeg's options: its manual, chapters on protocols and on demuxers. */
    static Map<String, String> settings(LiveAddress address, LiveOptions options) {
        Map<String, String> settings = new HashMap<>();
        // To guess the rate it would read on for a second, and hand that out as if it were fresh.
        settings.put("fpsprobesize", "0");
        String micros =
                Long.toString(longer(options.opening(), options.silence()).toNanos() / 1000);
        if (address.hasCertificate() && options.certificates().checked()) {
            settings.put("tls_verify", "1");
            settings.put("ca_file", options.certificates().file().toString());
        }
        switch (address.kind()) {
            case RTSP -> {
                settings.put("rtsp_transport", options.transport() == LiveOptions.Transport.UDP ? "udp" : "tcp");
                settings.put("allowed_media_types", "video");
                settings.put("timeout", micros);
            }
            case HTTP, TCP, DATAGRAMS -> settings.put("timeout", micros);
            case HLS -> {
                settings.put("rw_timeout", micros);
                settings.put("live_start_index", "-1");
                // Without it a list that no longer grows is asked for again for ever.
                settings.put("m3u8_hold_counters", "5");
            }
            case RTMP -> {
                settings.put("rtmp_live", "live");
                // It would wait five seconds for a sound that is announced and does not come.
                settings.put("analyzeduration", "1000000");
            }
            case SRT -> address.credentials().ifPresent(known -> settings.put("passphrase", known.password()));
            case DEVICE, STANDARD_INPUT, FOLDER -> {}
        }
        return settings;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
