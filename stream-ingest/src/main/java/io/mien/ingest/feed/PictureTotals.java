package io.mien.ingest.feed;

import io.mien.ingest.sources.LeftOutReason;
import java.util.HashMap;
import java.util.Map;

/**
 * What feeds have done with the pictures of their sources, over all sessions.
 *
 * @param published as camera frames
 * @param leftOut by reason, each reason is there; counted when a session ends
 * @param timesRepaired pictures whose time was put right; counted when a session ends
 */
public record PictureTotals(long published, Map<LeftOutReason, Long> leftOut, long timesRepaired) {
    /** Of no feed at all; no reason is there. */
    public static final PictureTotals NOTHING = new PictureTotals(0, Map.of(), 0);

    public PictureTotals {
        leftOut = Map.copyOf(leftOut);
    }

    /** Both together. */
    public PictureTotals plus(PictureTotals other) {
        Map<LeftOutReason, Long> both = new HashMap<>(leftOut);
        other.leftOut.forEach((reason, pictures) -> both.merge(reason, pictures, Long::sum));
        return new PictureTotals(published + other.published, both, timesRepaired + other.timesRepaired);
    }
}
