package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVProducerReferenceTime;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * A camera's own clock, from the sender reports of RTCP (RFC 3550, 6.4.1). FFmpeg keeps the first report: a constant that
 * makes a wall clock's time of a stamp. Each packet also carries what the newest report says, but the parser hands it out
 * one packet late, and with B-frames in another order. So the constant is used, and what the packets say is watched for
 * how it moves away: the median of the last second against that of the first. Not safe for use by many threads.
 */
final class SenderReports implements CameraClock {
    private static final int REMEMBERED = 25;
    /** Of medians; below it lies what uneven packets make. */
    private static final long LEAST_DRIFT_MICROS = 5_000;

    private final AVFormatContext format;
    private final Deque<Long> lags = new ArrayDeque<>();
    private OptionalLong firstLag = OptionalLong.empty();
    private long drift;

    SenderReports(AVFormatContext format) {
        this.format = format;
    }

    @Override
    public void look(AVPacket packet, OptionalLong stamp) {
        long start = format.start_time_realtime();
        if (start == AV_NOPTS_VALUE || stamp.isEmpty()) {
            return;
        }
        try (SizeTPointer size = new SizeTPointer(1)) {
            BytePointer data = av_packet_get_side_data(packet, AV_PKT_DATA_PRFT, size);
            if (data == null || data.isNull()) {
                return;
            }
            note(new AVProducerReferenceTime(data).wallclock() - start - stamp.getAsLong());
        }
    }

    private void note(long lag) {
        lags.addLast(lag);
        if (lags.size() > REMEMBERED) {
            lags.removeFirst();
        }
        if (lags.size() == REMEMBERED) {
            long median =
                    lags.stream().sorted().skip(REMEMBERED / 2).findFirst().orElse(lag);
            if (firstLag.isEmpty()) {
                firstLag = OptionalLong.of(median);
            }
            long moved = median - firstLag.getAsLong();
            drift = Math.abs(moved) < LEAST_DRIFT_MICROS ? 0 : moved;
        }
    }

    @Override
    public OptionalLong taken(OptionalLong stamp) {
        long start = format.start_time_realtime();
        return start == AV_NOPTS_VALUE || stamp.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(start + stamp.getAsLong() + drift);
    }
}
