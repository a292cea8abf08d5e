package io.mien.ingest.topology;

import io.mien.schemas.DeadLetterReason;
import java.util.Map;

/**
 * Counts what has been done since the application started. A frame that is read again after a failure is counted again.
 * Every received record is exactly one of decoded, ended, repeated, passed over or dead-lettered.
 *
 * @param received records of {@code camera-frames}
 * @param decoded frames whose picture was looked at
 * @param streamsEnded markers of a session's end
 * @param repeated frames that had been there before, dropped
 * @param passedOver live cameras' frames that were not looked at, to keep up; by reason, one without any is left out
 * @param deadLetters records set aside, by reason; a reason without any is left out
 * @param facesDetected by the detector, confirmed or not
 * @param faceFrames written
 * @param tracksStarted subjects that appeared
 * @param tracksEnded subjects that left, each with its marker
 */
public record IngestCounts(
        long received,
        long decoded,
        long streamsEnded,
        long repeated,
        Map<PassedOverReason, Long> passedOver,
        Map<DeadLetterReason, Long> deadLetters,
        long facesDetected,
        long faceFrames,
        long tracksStarted,
        long tracksEnded) {

    public IngestCounts {
        passedOver = Map.copyOf(passedOver);
        deadLetters = Map.copyOf(deadLetters);
    }

    /** Frames that were passed over for any reason. */
    public long passedOverTotal() {
        return passedOver.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Records set aside for any reason. */
    public long deadLettersTotal() {
        return deadLetters.values().stream().mapToLong(Long::longValue).sum();
    }
}
