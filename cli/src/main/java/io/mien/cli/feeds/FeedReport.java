package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandOutput;
import io.mien.ingest.sources.FeedLoss;
import io.mien.ingest.sources.FeedStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What live feeds are doing, for programs.
 *
 * @param feeds by the names of their streams
 */
public record FeedReport(List<Feed> feeds) {

    /**
     * One of them.
     *
     * @param stream its name
     * @param address without user, password and query
     * @param state as in docs/feeds.md
     * @param since when it has been in that state
     * @param sentence why; empty if there is nothing to say
     * @param connections that gave pictures
     * @param losses ends of sessions and failed attempts, by reason
     */
    public record Feed(
            String stream,
            String address,
            FeedStatus.State state,
            String since,
            String sentence,
            long connections,
            Map<FeedLoss.Reason, Long> losses) {

        static Feed of(String stream, String address, FeedStatus status) {
            Instant since = status.since().truncatedTo(ChronoUnit.MILLIS);
            return new Feed(
                    stream,
                    address,
                    status.state(),
                    since.toString(),
                    status.sentence(),
                    status.connections(),
                    new TreeMap<>(status.losses()));
        }
    }

    public FeedReport {
        feeds = List.copyOf(feeds);
    }

    /** As JSON. */
    public String json() {
        return CommandOutput.json(this);
    }
}
