package io.mien.dashboard.alerts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it stands at one moment.
 *
 * @param id the same whoever finds it: a digest of rule, place and beginning
 * @param rule the name of its rule
 * @param kind what sort of rule that is
 * @param label that it is about; null if it is about none
 * @param streams that it is about, at most {@value Evidence#MOST}
 * @param subjects that took part, at most {@value Evidence#MOST}; empty if it is about streams as a whole
 * @param began since when its condition holds, in the readings' own time
 * @param at when it was told of last
 * @param ended since when its condition does not hold any more; null while it goes on
 * @param sentence what it is, for people
 * @param readings ids of the newest readings that it was found by, oldest first, at most {@value Evidence#MOST}
 * @param readingCount how many there were in all
 */
public record Alert(
        String id,
        String rule,
        Kind kind,
        @Nullable String label,
        List<String> streams,
        List<Subject> subjects,
        Instant began,
        Instant at,
        @Nullable Instant ended,
        String sentence,
        List<String> readings,
        long readingCount) {
    /** Sorts of rules. */
    public enum Kind {
        LABEL,
        ABSTENTIONS,
        FEED_DOWN,
        NO_READINGS
    }

    /** A face in a stream. */
    public record Subject(String stream, String subject) {}

    public Alert {
        streams = List.copyOf(streams);
        subjects = List.copyOf(subjects);
        readings = List.copyOf(readings);
    }
}
