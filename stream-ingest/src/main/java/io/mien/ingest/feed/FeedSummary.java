package io.mien.ingest.feed;

import java.util.List;

/**
 * The outcome of a feed.
 *
 * @param streamId of the feed
 * @param sessions readings of the source that were begun
 * @param frames published and acknowledged in all of them, without the markers at their ends
 * @param complete whether the source was read to its end; false if the feed was closed before
 * @param warnings one sentence each: a source that broke off, for example
 */
public record FeedSummary(String streamId, int sessions, long frames, boolean complete, List<String> warnings) {

    public FeedSummary {
        warnings = List.copyOf(warnings);
    }
}
