package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Makes FFmpeg check the certificates of all that it opens for one connection. Its reader of HLS hands the settings for
 * that to the first playlist only: segments, keys and later playlists would be taken from anybody.
 *
 * <p>Threads: one reads.
 */
final class CheckedOpening implements AutoCloseable {
    private static final Map<Long, String> AUTHORITIES = new ConcurrentHashMap<>();

    /** One for all: JavaCPP has room for ten callbacks of a type. */
    private static final Callback CALLBACK = new Callback();

    /** Called by FFmpeg for each thing that it opens. */
    private static final class Callback
            extends AVFormatContext.Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer {
        @Override
        @SuppressWarnings("rawtypes") // as JavaCPP declares it
        public int call(
                AVFormatContext format,
                PointerPointer opened,
                BytePointer url,
                int flags,
                @Nullable PointerPointer options) {
            Pointer number = format.interrupt_callback().opaque();
            String authorities = number == null ? null : AUTHORITIES.get(number.address());
            if (authorities != null && options != null) {
                try (BytePointer verify = new BytePointer("tls_verify");
                        BytePointer yes = new BytePointer("1");
                        BytePointer file = new BytePointer("ca_file");
                        BytePointer path = new BytePointer(authorities)) {
                    av_dict_set(options, verify, yes, 0);
                    av_dict_set(options, file, path, 0);
                }
            }
            return avio_open2(opened, url, flags, format.interrupt_callback(), options);
        }
    }

    private final long number;

    /** @param interruption of the connection */
    CheckedOpening(Interruption interruption, Certificates certificates) {
        this.number = interruption.number();
        if (certificates.checked()) {
            AUTHORITIES.put(number, certificates.file().toString());
        }
    }

    /** Makes a context open things here, if certificates are checked. */
    void watch(AVFormatContext format) {
        if (AUTHORITIES.containsKey(number)) {
            format.io_open(CALLBACK);
        }
    }

    @Override
    public void close() {
        AUTHORITIES.remove(number);
    }
}
