package io.mien.ingest.sources;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The description of a source, as far as it is known before its first picture.
 *
 * @param streamId the id of its stream if nobody gives another: a file's name without its ending, for example
 * @param uri where it is, without user name, password or query
 * @param frameRate pictures a second as the source states it, more than 0; empty if unknown or changing
 * @param frameCount how many pictures are to be expected; an estimate in many formats, so for progress only
 * @param length length of the source; empty for a live one
 */
public record FrameSourceDescription(
        String streamId, String uri, OptionalDouble frameRate, OptionalLong frameCount, Optional<Duration> length) {

    public FrameSourceDescription {
        if (streamId.isBlank()) {
            throw new IllegalArgumentException("stream id: blank (expected: a name)");
        }
        if (frameRate.isPresent() && !(frameRate.getAsDouble() > 0)) {
            throw new IllegalArgumentException("frame rate: " + frameRate.getAsDouble() + " (expected: more than 0)");
        }
        if (frameCount.isPresent() && frameCount.getAsLong() < 0) {
            throw new IllegalArgumentException("frame count: " + frameCount.getAsLong() + " (expected: at least 0)");
        }
        if (length.isPresent() && length.get().isNegative()) {
            throw new IllegalArgumentException("length: " + length.get() + " (expected: not negative)");
        }
    }
}
