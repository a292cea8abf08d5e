package io.mien.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mien.dashboard.webhooks.WebhookCounts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state as pages get it in JSON; times are milliseconds since 1970, by the dashboard's clock. It holds all of the
 * state, or what has changed since a revision. In the second case {@code subjects} has only subjects with something
 * new, with their new points only, while {@code present} names all subjects.
 *
 * @param revision of the state; ask for what changed since then the next time
 * @param now when this view was made, for a page whose clock is another
 * @param kafka the connection
 * @param historyLength points a subject has at most
 * @param readings seen, each id once
 * @param repeated readings seen again, which delivery at least once allows
 * @param unreadable records of the readings' topic that are no readings
 * @param latencyMillis from the end of a window to its reading, median of the last ten seconds; null if nothing is live
 * @param models those that made the newest readings of the subjects present
 * @param feeds live ones, what is wrong first; empty where nobody tells of any
 * @param deployments what became of the model that was last put into each job
 * @param alerts what the rules have found
 * @param present the ids of all subjects
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StateView(
        long revision,
        long now,
        int historyLength,
        Kafka kafka,
        long readings,
        double readingsPerSecond,
        long repeated,
        long unreadable,
        @Nullable Long latencyMillis,
        List<Stream> streams,
        List<Feed> feeds,
        List<Model> models,
        List<Deployment> deployments,
        DeadLetters deadLetters,
        Alerts alerts,
        List<Long> present,
        List<Subject> subjects) {

    /** @param problem what is wrong, in words */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Kafka(KafkaConnection state, @Nullable String problem) {}

    record Stream(String stream, double framesPerSecond) {}

    /** What a live feed is doing, as far as is known. */
    enum FeedStanding {
        UNKNOWN,
        CONNECTING,
        LIVE,
        SILENT,
        RECONNECTING,
        ENDED,
        /** The process that reads it has said nothing for a while. */
        UNHEARD;

        /** Whether it should give pictures, and does not. */
        boolean isTrouble() {
            return this == SILENT || this == RECONNECTING || this == UNHEARD;
        }
    }

    /**
     * A live feed.
     *
     * @param since when it came into its state; of one that is unheard of, when it was heard of last
     * @param sentence why; empty if there is nothing to say
     * @param losses ends of sessions and failed attempts, by reason
     * @param connections that gave pictures
     * @param clock which clock the newest picture's time is of; left out if there was none
     * @param group that whoever runs it sorts it under; left out if under none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Feed(
            String stream,
            FeedStanding state,
            long since,
            String sentence,
            Map<String, Long> losses,
            long connections,
            @Nullable String clock,
            @Nullable String group) {}

    /** The model, runtime and purpose that readings state. */
    record Model(
            String name,
            String version,
            String digest,
            String preprocessingDigest,
            boolean untrained,
            String labelSet,
            int labels,
            String tensorflow,
            String device,
            String precision,
            String batchShape,
            String purpose) {}

    /**
     * What became of a model that was put into a job.
     *
     * @param publishing whose readings are published
     * @param candidate the one that is to follow
     * @param takesOverAt when it does
     * @param windows that both have read; left out if they did not
     * @param sameLabel of these
     * @param reason why it came to nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Deployment(
            String group,
            String phase,
            long at,
            ModelName publishing,
            @Nullable ModelName candidate,
            @Nullable ModelName former,
            @Nullable Long takesOverAt,
            @Nullable Long windows,
            @Nullable Long sameLabel,
            @Nullable Double meanDifference,
            @Nullable Double worstDifference,
            @Nullable String reason) {}

    record ModelName(String name, String version, String digest) {}

    /** @param newest the newest first; left out if none came since the revision asked for */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeadLetters(
            long total, List<Count> counts, @Nullable List<DeadLetter> newest) {
        record Count(String topic, String reason, long count) {}
    }

    /**
     * What the rules have found.
     *
     * @param rules how many there are
     * @param activeCount alerts that go on
     * @param active the oldest first, some of them; left out if nothing has changed since the revision asked for
     * @param ended the newest first, the last ones; left out like the others
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Alerts(
            int rules,
            int activeCount,
            @Nullable List<Alert> active,
            @Nullable List<Alert> ended,
            List<WebhookCounts> webhooks) {}

    /**
     * An alert. Its times are those of the readings, of a feed those of the dashboard's clock.
     *
     * @param ended left out while it goes on
     * @param readings ids of the newest readings that it was found by
     * @param readingCount how many there were in all
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Alert(
            String id,
            String rule,
            String kind,
            @Nullable String label,
            List<String> streams,
            List<AlertSubject> subjects,
            long began,
            long at,
            @Nullable Long ended,
            String sentence,
            List<String> readings,
            long readingCount) {}

    record AlertSubject(String stream, String subject) {}

    /**
     * One subject.
     *
     * @param id of this entry; not the subject's own, which is unique only within its stream
     * @param topProbability 0 if abstained
     * @param arrivedAt when its newest reading came
     * @param silentAfterMillis without a reading for longer than this, it is silent
     * @param leftAfterMillis without a reading for longer than this, it has most likely left
     * @param model place in {@link StateView#models}
     * @param latencyMillis of its newest reading; left out for a recording
     * @param reading the id of its newest reading
     * @param points by time, oldest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Subject(
            long id,
            String stream,
            String subject,
            List<String> labels,
            String status,
            @Nullable String reason,
            @Nullable String topLabel,
            double topProbability,
            long arrivedAt,
            long silentAfterMillis,
            long leftAfterMillis,
            Frames frames,
            int model,
            @Nullable Long latencyMillis,
            String reading,
            List<Point> points) {}

    /** The frames of the newest reading. */
    record Frames(long first, long last, int used, int padded) {}

    /**
     * One reading in a subject's history.
     *
     * @param at the end of its window, by the stream's clock
     * @param p probabilities in the labels' order; left out if abstained
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Point(long at, String status, @Nullable List<Double> p) {}
}
