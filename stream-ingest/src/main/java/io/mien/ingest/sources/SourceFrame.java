package io.mien.ingest.sources;

import io.mien.pictures.RgbImage;
import java.time.Duration;

/**
 * A picture of a source.
 *
 * @param image upright, as a viewer is to see it
 * @param position the time of the picture from the source's beginning; not before that of the picture before it
 */
public record SourceFrame(RgbImage image, Duration position) {

    public SourceFrame {
        if (position.isNegative()) {
            throw new IllegalArgumentException("position: " + position + " (expected: not negative)");
        }
    }
}
