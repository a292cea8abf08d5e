package io.mien.infer.accounting;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.ReadingStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Names everything that is counted. Checkpoints keep these names and dashboards those of the metrics: do not rename
 * them.
 */
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

    /** The metric of a count; what stands behind the full stop becomes a label where the reporter has them. */
    static Counter metric(MetricGroup group, String name) {
        if (name.startsWith(DEAD_LETTERED)) {
            return group.addGroup("reason", name.substring(DEAD_LETTERED.length()))
                    .counter("dead_letters");
        }
        if (name.startsWith(NOT_SAMPLED)) {
            return group.addGroup("reason", name.substring(NOT_SAMPLED.length()))
                    .counter("frames_not_sampled");
        }
        if (name.startsWith(READINGS)) {
            return group.addGroup("status", name.substring(READINGS.length())).counter("readings");
        }
        return group.counter(
                switch (name) {
                    case READ -> "face_frames_read";
                    case TRACK_ENDED -> "tracks_ended";
                    case ENCODED -> "frames_encoded";
                    default -> throw new IllegalArgumentException("count: " + name + " (expected: one of this class)");
                });
    }

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
