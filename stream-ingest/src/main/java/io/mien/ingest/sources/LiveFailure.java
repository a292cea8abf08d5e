package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_SERVER_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_PROTOCOL_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_STREAM_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import io.mien.ingest.sources.FeedLoss.Reason;
import java.time.Duration;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;

/** Puts FFmpeg's failures into words. Its own messages hold the address with its password. */
final class LiveFailure {
    private static final int MESSAGE_BYTES = 128;

    private LiveFailure() {}

    /** Why a feed could not be opened. */
    static FeedLoss opening(int result, LiveAddress address, LiveOptions options, Interruption interruption) {
        String where = address.shown();
        if (interruption.hasFired()) {
            return new FeedLoss(Reason.NO_ANSWER, "no answer from " + where + " within " + seconds(options.opening()));
        }
        if (result == AVERROR_HTTP_UNAUTHORIZED || result == AVERROR_HTTP_FORBIDDEN) {
            return new FeedLoss(
                    Reason.UNAUTHORISED,
                    where + ": user or password are "
                            + (address.credentials().isPresent() ? "wrong" : "missing")
                            + (result == AVERROR_HTTP_FORBIDDEN ? ", or it is forbidden" : ""));
        }
        if (result == AVERROR_HTTP_NOT_FOUND || result == AVERROR_STREAM_NOT_FOUND) {
            return new FeedLoss(Reason.NOT_THERE, where + ": the host has no such feed (check the path)");
        }
        if (result == AVERROR_HTTP_SERVER_ERROR) {
            return new FeedLoss(Reason.BROKEN, where + ": the host answers that it has a fault of its own");
        }
        if (result == AVERROR_INVALIDDATA) {
            return new FeedLoss(Reason.NO_VIDEO, where + ": what answers there is no video");
        }
        if (result == AVERROR_EOF) {
            return new FeedLoss(Reason.ENDED, where + ": ended before its first picture");
        }
        if (result == AVERROR_PROTOCOL_NOT_FOUND) {
            return new FeedLoss(Reason.BROKEN, where + ": this build of FFmpeg cannot speak to it");
        }
        String message = message(result);
        String words = message.toLowerCase(Locale.ROOT);
        if (words.contains("refused")) {
            return new FeedLoss(Reason.REFUSED, "nothing listens at " + where);
        }
        if (words.contains("no such file")) {
            return new FeedLoss(Reason.NOT_THERE, where + ": not there");
        }
        if (words.contains("timed out")) {
            return new FeedLoss(Reason.NO_ANSWER, "no answer from " + where);
        }
        if (words.contains("unreachable") || words.contains("no route")) {
            return new FeedLoss(Reason.HOST_UNKNOWN, where + ": no way to this host");
        }
        return new FeedLoss(Reason.BROKEN, where + ": cannot be opened (" + message + ")");
    }

    /** Why a feed that gave pictures gives no more. */
    static FeedLoss reading(int result, LiveAddress address, LiveOptions options, Interruption interruption) {
        if (interruption.hasFired()) {
            return new FeedLoss(Reason.SILENT, address.shown() + ": no picture for " + seconds(options.silence()));
        }
        if (result == AVERROR_EOF || result == 0) {
            return new FeedLoss(Reason.ENDED, address.shown() + ": the feed ended");
        }
        return new FeedLoss(Reason.BROKEN, address.shown() + ": the connection broke (" + message(result) + ")");
    }

    private static String message(int result) {
        try (BytePointer text = new BytePointer(MESSAGE_BYTES)) {
            return av_strerror(result, text, MESSAGE_BYTES) < 0 ? "number " + result : text.getString();
        }
    }

    static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() / 1000.0 + " s";
    }
}
