package io.mien.ingest.feed;

import io.mien.ingest.sources.LeftOutReason;
import java.util.Map;

/**
 * What feeds have done with the pictures of their sources, over all sessions.
 *
 * @param published as camera frames
 * @param leftOut by reason, each reason is there; counted when a session ends
 * @param timesRepaired pictures whose time was put right; counted when a session ends
 */
public record PictureTotals(long published, Map<LeftOutReason, Long> leftOut, long timesRepaired) {

    public PictureTotals {
        leftOut = Map.copyOf(leftOut);
    }
}
