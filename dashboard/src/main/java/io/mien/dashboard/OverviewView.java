package io.mien.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an open page is told of all streams, in JSON; times are milliseconds since 1970, by the dashboard's clock. It holds
 * all of it, or what has changed since a revision: then {@code streams} has only rows with something new, and of their strips
 * the new slots only, while {@code present} names all rows.
 *
 * @param revision of the state; ask for what changed since then the next time
 * @param page which version of the page the server has: an open page of another one is to be loaded again
 * @param now when this was made, for a page whose clock is another
 * @param kafka the connection
 * @param readings seen, each id once
 * @param repeated readings seen again, which delivery at least once allows
 * @param unreadable records of the readings' topic that are no readings
 * @param latencyMillis from the end of a window to its reading, median of the last ten seconds; left out if nothing is live
 * @param faces that have not left
 * @param feeds how many live feeds are in each state
 * @param models those that made the newest readings
 * @param deployments what became of the model that was last put into each job
 * @param alerts what the rules have found
 * @param labels that slots name by number
 * @param present the ids of all rows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OverviewView(
        long revision,
        String page,
        long now,
        StateView.Kafka kafka,
        long readings,
        double readingsPerSecond,
        long repeated,
        long unreadable,
        @Nullable Long latencyMillis,
        int faces,
        Map<StateView.FeedStanding, Integer> feeds,
        List<StateView.Model> models,
        List<StateView.Deployment> deployments,
        StateView.DeadLetters deadLetters,
        StateView.Alerts alerts,
        List<String> labels,
        List<Long> present,
        List<Row> streams) {

    /**
     * One stream.
     *
     * @param id of this row, for as long as it is there
     * @param group that its feed is sorted under; left out if under none
     * @param feed left out if nobody tells of a live feed
     * @param faces that have not left
     * @param lastReadingAt when its newest reading came; 0 if none has
     * @param latencyMillis of its newest readings, their median; left out if nothing is live
     * @param readings in the last minute
     * @param abstained of these
     * @param overloaded of these, for which cells were passed over by a job that was behind
     * @param label that was the likeliest in the last minute; left out if no reading had one
     * @param share of that label, the mean of its probabilities
     * @param deadLetters in the last ten minutes
     * @param strip the last ten minutes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            long id,
            String stream,
            @Nullable String group,
            StateView.@Nullable Feed feed,
            double framesPerSecond,
            int faces,
            long lastReadingAt,
            @Nullable Long latencyMillis,
            int readings,
            int abstained,
            int overloaded,
            @Nullable String label,
            double share,
            int deadLetters,
            List<StreamStrip.Slot> strip) {

        Row withStrip(List<StreamStrip.Slot> slots) {
            return new Row(
                    id,
                    stream,
                    group,
                    feed,
                    framesPerSecond,
                    faces,
                    lastReadingAt,
                    latencyMillis,
                    readings,
                    abstained,
                    overloaded,
                    label,
                    share,
                    deadLetters,
                    slots);
        }
    }
}
