package io.mien.cli.feeds;

import io.mien.ingest.feed.FeedSummary;
import io.mien.ingest.feed.PictureTotals;
import io.mien.ingest.sources.FeedLoss;
import io.mien.ingest.topology.StreamCounts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What feeds have done: all that is kept of one that was removed.
 *
 * @param pictures of all of them
 * @param losses of those that are live
 * @param connections of those that are live, which gave pictures
 * @param inputs that are to be accounted for one by one
 */
record FeedWork(PictureTotals pictures, Map<FeedLoss.Reason, Long> losses, long connections, List<Input> inputs) {
    static final FeedWork NOTHING = new FeedWork(PictureTotals.NOTHING, Map.of(), 0, List.of());

    /**
     * An input that has ended.
     *
     * @param summary of its feed
     * @param notes of its plan
     */
    record Input(FeedSummary summary, List<String> notes) {
        Input {
            notes = List.copyOf(notes);
        }

        InputAccount account(Function<String, StreamCounts> counts) {
            return InputAccount.of(summary, counts.apply(summary.streamId()), notes);
        }
    }

    FeedWork {
        losses = Map.copyOf(losses);
        inputs = List.copyOf(inputs);
    }

    /** Both together; this one's inputs come first. */
    FeedWork plus(FeedWork other) {
        Map<FeedLoss.Reason, Long> both = new EnumMap<>(FeedLoss.Reason.class);
        both.putAll(losses);
        other.losses.forEach((reason, number) -> both.merge(reason, number, Long::sum));
        List<Input> all = new ArrayList<>(inputs);
        all.addAll(other.inputs);
        return new FeedWork(pictures.plus(other.pictures), both, connections + other.connections, all);
    }
}
