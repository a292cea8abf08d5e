package io.mien.dashboard;

import io.mien.dashboard.webhooks.WebhookCounts;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a dashboard at one moment, for callers that print it.
 *
 * @param connection to Kafka
 * @param problem what is wrong with the connection, in words, or null
 * @param readings seen since the start, each id once
 * @param readingsPerSecond over the last ten seconds
 * @param deadLetters seen since the start
 * @param unreadable records of the readings' topic that are no readings
 * @param latencyMillis median time from a window's end to its reading's arrival, lately and of live streams; null without any
 * @param streams with a subject that is shown
 * @param feeds live ones that somebody tells of
 * @param subjects that are shown, those that fell silent among them, by stream and subject
 * @param alerts what the rules have found
 */
public record DashboardSummary(
        KafkaConnection connection,
        @Nullable String problem,
        long readings,
        double readingsPerSecond,
        long deadLetters,
        long unreadable,
        @Nullable Long latencyMillis,
        List<Stream> streams,
        List<Feed> feeds,
        List<Subject> subjects,
        Alerts alerts) {
    /** What a feed can be doing, as {@link Feed#state()} says. */
    public static final List<String> FEED_STATES = Arrays.stream(StateView.FeedStanding.values())
            .map(StateView.FeedStanding::name)
            .toList();

    public DashboardSummary {
        streams = List.copyOf(streams);
        feeds = List.copyOf(feeds);
        subjects = List.copyOf(subjects);
    }

    /**
     * One feed.
     *
     * @param framesPerSecond by how far the sequence numbers of its frames went on, over the last ten seconds
     */
    public record Stream(String streamId, double framesPerSecond) {}

    /**
     * One live feed.
     *
     * @param state as docs/feeds.md has them, or {@code UNHEARD}: the process that reads it has fallen silent
     */
    public record Feed(String streamId, String state) {}

    /**
     * One subject's newest reading.
     *
     * @param status {@code OK}, {@code DEGRADED} or {@code ABSTAINED}
     * @param topLabel null if abstained
     * @param probability of the top label, 0 if abstained
     * @param live whether a reading came lately, for the pace of this subject's readings
     */
    public record Subject(
            String streamId,
            String subjectId,
            String status,
            @Nullable String topLabel,
            double probability,
            boolean live) {}

    /**
     * What the rules have found.
     *
     * @param active alerts that go on
     * @param begun since the start
     * @param webhooks what became of what was sent
     */
    public record Alerts(int active, long begun, List<WebhookCounts> webhooks) {
        public Alerts {
            webhooks = List.copyOf(webhooks);
        }
    }
}
