package io.mien.bench;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The readings of one stream, window after window: how many, of whom, and what is missing between them. Used by one thread. */
final class FeedReadings {
    private final Map<String, Instant> ends = new HashMap<>();
    private final Map<ReadingStatus, Long> statuses = new EnumMap<>(ReadingStatus.class);
    private long readings;
    private long holes;
    private long thinned;
    private long padded;
    private long untold;
    private Duration oldest = Duration.ZERO;

    /** Takes the next reading; those of one subject come in the order of their windows. */
    void add(ExpressionReading reading) {
        readings++;
        statuses.merge(reading.getStatus(), 1L, Long::sum);
        if (reading.getSkippedCells() != null) {
            thinned++;
        }
        if (reading.getFrames().getPaddedCount() > 0) {
            padded++;
            untold += reading.getSkippedCells() == null ? 1 : 0;
        }
        Instant before = ends.put(reading.getSubjectId(), reading.getWindowEnd());
        if (before != null) {
            long steps = Duration.between(before, reading.getWindowEnd()).toNanos()
                    / (1_000 * reading.getWindowing().getSlideMicros());
            holes += Math.max(0, steps - 1);
        }
        Duration age = Duration.between(reading.getWindowEnd(), reading.getProducedAt());
        if (age.compareTo(oldest) > 0) {
            oldest = age;
        }
    }

    long readings() {
        return readings;
    }

    /** Those whose faces were followed without an end have one. */
    int subjects() {
        return ends.size();
    }

    /** Windows that are missing between those of a subject, or lack frames and do not say why: a face is always there. */
    long flaws() {
        return holes + untold;
    }

    /** Windows that say which of their cells were passed over, since the machine had too much to do. */
    long thinned() {
        return thinned;
    }

    String line(String name) {
        return String.format(
                Locale.ROOT,
                "%s,%d,%d,%d,%d,%d,%d,%s",
                name,
                readings,
                subjects(),
                holes,
                padded,
                thinned,
                oldest.toMillis(),
                statuses.toString().replace(", ", " "));
    }

    static String header() {
        return "feed,readings,subjects,missing_windows,padded_windows,thinned_windows,oldest_ms,statuses";
    }
}
