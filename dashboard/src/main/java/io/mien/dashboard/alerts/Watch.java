package io.mien.dashboard.alerts;

import io.mien.schemas.avro.ExpressionReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Looks after one rule. Not safe for use by many threads. */
interface Watch {
    /** A subject, or a stream, that nothing comes of for so long is no longer there. By the dashboard's clock. */
    Duration GONE = Duration.ofSeconds(30);

    /** Places, such as subjects, that one rule looks after at once; those silent for longest are let go first. */
    int MOST_PLACES = 4_096;

    /** @param heardAt when the topic got it, by the dashboard's clock */
    void take(ExpressionReading reading, Instant heardAt);

    /**
     * Time has passed.
     *
     * @param now by the dashboard's clock
     * @param feeds all that are known
     */
    void tick(Instant now, List<FeedSign> feeds);
}
