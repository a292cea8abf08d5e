package io.mien.ingest.feed;

import io.mien.ingest.sources.SourceAccount;
import java.time.Duration;
import java.util.List;

/**
 * The outcome of a feed.
 *
 * @param streamId of the feed
 * @param sessions readings of the source that were begun
 * @param frames published and acknowledged in all of them, without the markers at their ends
 * @param complete whether the source was read to its end; false if the feed was closed before
 * @param warnings one sentence each: a source that broke off, for example
 * @param length of the last session, from its first picture to its last
 * @param account what became of the source's pictures that were not published as they came
 */
public record FeedSummary(
        String streamId,
        int sessions,
        long frames,
        boolean complete,
        List<String> warnings,
        Duration length,
        SourceAccount account) {

    public FeedSummary {
        warnings = List.copyOf(warnings);
    }

    /** Of a source of which every picture was published as it came. */
    public FeedSummary(String streamId, int sessions, long frames, boolean complete, List<String> warnings) {
        this(streamId, sessions, frames, complete, warnings, Duration.ZERO, SourceAccount.NOTHING);
    }
}
