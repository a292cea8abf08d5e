package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * How many pictures a file has and how long they take, found by going through it without decoding: for formats whose own
 * word is not worth much, such as raw streams and transport streams that were joined.
 *
 * @param pictures about as many
 * @param length microseconds
 */
record PacketScan(long pictures, long length) {
    /** Takes some seconds, which is little beside decoding it. */
    private static final long LARGEST_FILE = 8L << 30;

    /** @return empty if the file is too large, or can no longer be read */
    static Optional<PacketScan> of(Path file, OptionalInt videoStream, RecordingClock clock) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                return Optional.empty();
            }
            try (VideoContainer container = VideoContainer.open(file, videoStream)) {
                return Optional.of(scan(container, clock));
            }
        } catch (IOException e) {
            return Optional.empty(); // whoever reads the pictures will be told
        }
    }

    private static PacketScan scan(VideoContainer container, RecordingClock clock) {
        AVPacket packet = av_packet_alloc();
        try {
            long pictures = 0;
            while (container.read(packet)) {
                // In the order of decoding: their places differ by a picture or two, the length hardly.
                clock.next(container.stamp(packet.dts()));
                pictures++;
            }
            return new PacketScan(pictures, pictures == 0 ? 0 : clock.position() + clock.interval());
        } finally {
            av_packet_free(packet);
        }
    }
}
