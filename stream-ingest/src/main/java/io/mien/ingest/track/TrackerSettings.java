package io.mien.ingest.track;

import java.io.Serializable;
import java.time.Duration;

/**
 * Settings of when two detections are the same face.
 *
 * @param minimumOverlap intersection over union from which they are, more than 0, at most 1
 * @param reach how far their centres may be apart if they do not overlap enough, in widths of the face, 0 to 3
 * @param confirmationHits how often a new face has to be found before it becomes a subject, at least 1. What is found
 *     once or twice is mostly no face; the frames before confirmation are not cut
 * @param confirmationTime how long it has to be found, not negative; a fast camera then does not confirm sooner
 * @param longestDoubt how long a new face may be missed before it is forgotten, more than 0
 * @param longestGap how long a subject may be missed before its track ends, at least the longest doubt
 */
public record TrackerSettings(
        float minimumOverlap,
        float reach,
        int confirmationHits,
        Duration confirmationTime,
        Duration longestDoubt,
        Duration longestGap)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public TrackerSettings {
        if (!(minimumOverlap > 0 && minimumOverlap <= 1)) {
            throw new IllegalArgumentException(
                    "minimum overlap: " + minimumOverlap + " (expected: more than 0, at most 1)");
        }
        if (!(reach >= 0 && reach <= 3)) {
            throw new IllegalArgumentException("reach: " + reach + " (expected: 0 to 3 widths)");
        }
        if (confirmationHits < 1) {
            throw new IllegalArgumentException("confirmation hits: " + confirmationHits + " (expected: at least 1)");
        }
        if (confirmationTime.isNegative()) {
            throw new IllegalArgumentException("confirmation time: " + confirmationTime + " (expected: not negative)");
        }
        if (longestDoubt.isNegative() || longestDoubt.isZero()) {
            throw new IllegalArgumentException("longest doubt: " + longestDoubt + " (expected: more than PT0S)");
        }
        if (longestGap.compareTo(longestDoubt) < 0) {
            throw new IllegalArgumentException(
                    "longest gap: " + longestGap + " (expected: at least the longest doubt, " + longestDoubt + ")");
        }
    }

    /** Settings for a detector that rarely misses a face and rarely invents one. */
    public static TrackerSettings defaults() {
        return new TrackerSettings(
                0.3f, 0.6f, 3, Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofSeconds(1));
    }
}
