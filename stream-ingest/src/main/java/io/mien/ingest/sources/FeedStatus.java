package io.mien.ingest.sources;

import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a live feed is doing.
 *
 * @param state now
 * @param since when
 * @param sentence why, for people; without secrets
 * @param losses so far, by reason; a reason without any is left out
 * @param connections that gave pictures, so far
 * @param clock which clock the newest picture's time is of; null: no picture yet, or a recording's time
 * @param group that it is sorted under; null: under none
 */
public record FeedStatus(
        State state,
        Instant since,
        String sentence,
        Map<FeedLoss.Reason, Long> losses,
        long connections,
        @Nullable CaptureClock clock,
        @Nullable String group) {

    /** The states of a feed. */
    public enum State {
        /** It is being opened for the first time. */
        CONNECTING,
        /** Pictures come. */
        LIVE,
        /** Connected, and pictures have stopped coming; it is not given up yet. */
        SILENT,
        /** It was lost, or could not be opened, and is tried again for ever. */
        RECONNECTING,
        /** It is over, and is not opened again. */
        ENDED
    }

    public FeedStatus {
        losses = Map.copyOf(losses);
    }

    /** The same feed, in another state, or in the same for another reason. */
    public FeedStatus become(State other, Instant from, String why) {
        return new FeedStatus(other, from, why, losses, connections, clock, group);
    }

    /** The same in one line, as {@code RECONNECTING for 12 s: nothing listens at 10.0.0.7:554}. */
    public String line(Instant now) {
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        return state + " for " + seconds + " s" + (sentence.isEmpty() ? "" : ": " + sentence);
    }
}
