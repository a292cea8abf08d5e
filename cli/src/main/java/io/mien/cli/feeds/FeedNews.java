package io.mien.cli.feeds;

import io.mien.ingest.sources.FeedStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Says what has changed about live feeds since it was asked last. Not safe for use by many threads. */
public final class FeedNews {
    private final Map<String, String> told = new HashMap<>();

    /** A line for each feed whose state, or the reason for it, is another than before. */
    public List<String> lines(Map<String, FeedStatus> feeds) {
        List<String> lines = new ArrayList<>();
        feeds.forEach((stream, status) -> {
            String now = status.state() + status.sentence();
            if (!Objects.equals(told.put(stream, now), now)) {
                lines.add(stream + ": " + status.state()
                        + (status.sentence().isEmpty() ? "" : ": " + status.sentence())
                        + (status.state() == FeedStatus.State.RECONNECTING ? "; trying again" : ""));
            }
        });
        told.keySet().retainAll(feeds.keySet());
        return lines;
    }

    /** How many are well, as {@code 3 of 4 feeds live}; empty if there are none. */
    public static String summary(Map<String, FeedStatus> feeds) {
        if (feeds.isEmpty()) {
            return "";
        }
        long live = feeds.values().stream()
                .filter(status -> status.state() == FeedStatus.State.LIVE)
                .count();
        return live + " of " + feeds.size() + (feeds.size() == 1 ? " feed live" : " feeds live");
    }
}
