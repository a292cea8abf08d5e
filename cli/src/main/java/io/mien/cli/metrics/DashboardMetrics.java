package io.mien.cli.metrics;

import io.mien.dashboard.DashboardSummary;
import io.mien.dashboard.KafkaConnection;
import io.mien.dashboard.webhooks.WebhookCounts;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The metrics of a dashboard. It sees every reading, so its numbers tell how the whole system does. */
public final class DashboardMetrics {
    private static final double MILLIS = 1e3;

    private DashboardMetrics() {}

    /** Adds them. */
    public static void add(Meters meters, Supplier<DashboardSummary> summary) {
        meters.counter(
                "mien.dashboard.readings",
                "Readings seen since the start, each id once",
                () -> summary.get().readings());
        meters.counter(
                "mien.dashboard.dead.letters",
                "Dead letters of all topics seen since the start",
                () -> summary.get().deadLetters());
        meters.counter(
                "mien.dashboard.unreadable.records",
                "Records of expressions that are no readings",
                () -> summary.get().unreadable());
        meters.gauge(
                "mien.dashboard.streams",
                "Streams that are shown",
                () -> summary.get().streams().size());
        meters.gauge(
                "mien.dashboard.subjects.live",
                "Subjects whose readings come now",
                () -> summary.get().subjects().stream()
                        .filter(DashboardSummary.Subject::live)
                        .count());
        for (String state : DashboardSummary.FEED_STATES) {
            meters.gauge(
                    "mien.dashboard.feeds",
                    "Live feeds in each state, of all processes that tell of theirs",
                    () -> summary.get().feeds().stream()
                            .filter(feed -> feed.state().equals(state))
                            .count(),
                    "state",
                    state);
        }
        meters.gauge(
                "mien.dashboard.reading.latency.seconds",
                "Median time from a window's end to its reading over the last readings of live streams; NaN without any",
                () -> latency(summary.get()));
        addAlerts(meters, () -> summary.get().alerts());
        meters.state(
                "mien.dashboard.kafka",
                "State of the connection to Kafka: 1 for the present one",
                KafkaConnection.class,
                () -> summary.get().connection());
    }

    private static void addAlerts(Meters meters, Supplier<DashboardSummary.Alerts> alerts) {
        meters.gauge(
                "mien.dashboard.alerts.active",
                "Alerts that go on",
                () -> alerts.get().active());
        meters.counter(
                "mien.dashboard.alerts",
                "Alerts that have begun since the start",
                () -> alerts.get().begun());
        meters.gauge(
                "mien.dashboard.webhook.messages.waiting",
                "Messages to webhooks that are to be sent, or sent again",
                () -> sum(alerts.get(), WebhookCounts::waiting));
        meters.counter(
                "mien.dashboard.webhook.attempts.failed",
                "Attempts to send a message to a webhook that are tried again",
                () -> sum(alerts.get(), WebhookCounts::failedAttempts));
        Map<String, ToLongFunction<WebhookCounts>> outcomes = Map.of(
                "delivered", WebhookCounts::delivered,
                "refused", WebhookCounts::refused,
                "expired", WebhookCounts::expired,
                "overflowed", WebhookCounts::overflowed);
        outcomes.forEach((outcome, count) -> meters.counter(
                "mien.dashboard.webhook.messages",
                "Messages to webhooks by what became of them",
                () -> sum(alerts.get(), count),
                "outcome",
                outcome));
    }

    private static long sum(DashboardSummary.Alerts alerts, ToLongFunction<WebhookCounts> count) {
        return alerts.webhooks().stream().mapToLong(count).sum();
    }

    /** The dashboard is ready as long as it answers: without Kafka the page still has something to say. */
    public static Health health(DashboardSummary summary) {
        return Health.ready(summary.connection().name());
    }

    private static double latency(DashboardSummary summary) {
        Long millis = summary.latencyMillis();
        return millis == null ? Double.NaN : millis / MILLIS;
    }
}
