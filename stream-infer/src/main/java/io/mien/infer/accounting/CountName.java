package io.mien.infer.accounting;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.ReadingStatus;

/** What is counted, by the names of the metrics. They are kept in checkpoints: do not rename them. */
public final class CountName {
    /** Records read from the input. */
    public static final String READ = "read";
    /** Markers of a track's end. */
    public static final String TRACK_ENDED = "track-ended";
    /** Frames that have an embedding. */
    public static final String ENCODED = "encoded";

    static final String DEAD_LETTERED = "dead-lettered.";
    static final String NOT_SAMPLED = "not-sampled.";
    static final String READINGS = "readings.";

    private CountName() {}

    /** Records set aside. */
    public static String deadLettered(DeadLetterReason reason) {
        return DEAD_LETTERED + reason.name();
    }

    /** Good frames that were not encoded. */
    public static String notSampled(NotSampledReason reason) {
        return NOT_SAMPLED + reason.name();
    }

    /** Readings made. */
    public static String readings(ReadingStatus status) {
        return READINGS + status.name();
    }
}
