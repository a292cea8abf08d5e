package io.mien.ingest.sources;

import io.mien.pictures.RgbImage;
import java.time.Duration;
import java.util.Optional;

/**
 * A picture of a source.
 *
 * @param image upright, as a viewer is to see it
 * @param position the time of the picture from the source's beginning; not before that of the picture before it
 * @param captured when it was taken; empty for a recording, whose pictures have a position only
 */
public record SourceFrame(RgbImage image, Duration position, Optional<CaptureTime> captured) {

    public SourceFrame {
        if (position.isNegative()) {
            throw new IllegalArgumentException("position: " + position + " (expected: not negative)");
        }
    }

    /** A picture of a recording. */
    public SourceFrame(RgbImage image, Duration position) {
        this(image, position, Optional.empty());
    }
}
