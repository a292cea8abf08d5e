package io.mien.ingest.sources;

import io.mien.pictures.Orientation;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a video file is read.
 *
 * @param longestSide larger pictures are reduced to this, pixels, at least 16
 * @param videoStream which of the file's video streams, counted from 0 as FFmpeg's {@code v:N} does; empty: the default one,
 *     which is no cover and no still
 * @param frameRate pictures a second of a recording that has no times; empty: what the stream says
 * @param mounting what is done to each picture after the file's own turn was followed, for a camera that hangs upside down
 */
public record VideoOptions(int longestSide, OptionalInt videoStream, OptionalDouble frameRate, Orientation mounting) {

    public VideoOptions {
        if (longestSide < 16) {
            throw new IllegalArgumentException("longest side: " + longestSide + " (expected: at least 16)");
        }
        if (videoStream.isPresent() && videoStream.getAsInt() < 0) {
            throw new IllegalArgumentException("video stream: " + videoStream.getAsInt() + " (expected: at least 0)");
        }
        if (frameRate.isPresent() && !(frameRate.getAsDouble() > 0 && frameRate.getAsDouble() <= 1000)) {
            throw new IllegalArgumentException(
                    "frame rate: " + frameRate.getAsDouble() + " (expected: more than 0, at most 1000)");
        }
    }

    /** What the file says, in pictures up to this size. */
    public static VideoOptions upTo(int longestSide) {
        return new VideoOptions(longestSide, OptionalInt.empty(), OptionalDouble.empty(), Orientation.UPRIGHT);
    }
}
