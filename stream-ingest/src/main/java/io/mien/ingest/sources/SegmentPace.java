package io.mien.ingest.sources;

import java.util.OptionalLong;

/**
 * When pictures that arrive a segment at a time are to be passed on: in the rhythm of their stamps, so that they are
 * neither dropped in a heap nor missed until the next segment. A pure rule; all times in microseconds. Not safe for use by
 * many threads.
 */
final class SegmentPace {
    /** Stamps that ask for a longer pause have jumped. */
    private static final long LONGEST_PAUSE_MICROS = 2_000_000;
    /** After one that is later than this the rhythm begins anew: the next segment is as late, and so is in time then. */
    private static final long MOST_BEHIND_MICROS = 500_000;

    private OptionalLong place = OptionalLong.empty();
    private long lastStamp;

    /** How long to wait with a picture. */
    long pause(OptionalLong stamp, long now) {
        if (stamp.isEmpty()) {
            return 0;
        }
        long at = stamp.getAsLong();
        boolean begins = place.isEmpty() || Math.abs(at - lastStamp) > LONGEST_PAUSE_MICROS;
        lastStamp = at;
        long late = begins ? 0 : now - at - place.getAsLong();
        if (begins || late > MOST_BEHIND_MICROS) {
            place = OptionalLong.of(now - at);
            return 0;
        }
        return Math.max(0, -late);
    }

    /** By how much a picture, the last one that was asked about, is behind the rhythm. */
    long late(OptionalLong stamp, long now) {
        return stamp.isEmpty() || place.isEmpty() ? 0 : Math.max(0, now - stamp.getAsLong() - place.getAsLong());
    }
}
