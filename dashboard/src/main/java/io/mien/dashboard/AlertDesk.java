package io.mien.dashboard;

import io.mien.dashboard.alerts.Alert;
import io.mien.dashboard.alerts.AlertEvent;
import io.mien.dashboard.alerts.Alerts;
import io.mien.dashboard.alerts.FeedSign;
import io.mien.dashboard.webhooks.Webhook;
import io.mien.schemas.avro.ExpressionReading;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Looks after readings and feeds, and tells webhooks and pages. Used by one thread at a time; the webhooks have threads
 * of their own.
 */
final class AlertDesk implements AutoCloseable {
    private static final int MOST_SHOWN = 100;

    private final List<Webhook> webhooks;
    private final Alerts alerts;
    private long changes;

    /** Its webhooks begin at once. */
    AlertDesk(AlertSettings settings, InstantSource clock) {
        this.webhooks = settings.webhooks().stream()
                .map(webhook -> Webhook.start(webhook, clock, new SecureRandom()))
                .toList();
        this.alerts = new Alerts(settings.rules(), this::tell);
    }

    private void tell(AlertEvent event) {
        webhooks.forEach(webhook -> webhook.send(event));
    }

    /** @param heardAt when the topic got it */
    void take(ExpressionReading reading, Instant heardAt) {
        alerts.take(reading, heardAt);
    }

    void tick(Instant now, List<StateView.Feed> feeds) {
        alerts.tick(now, feeds.stream().map(AlertDesk::sign).toList());
    }

    private static FeedSign sign(StateView.Feed feed) {
        FeedSign.Standing standing = switch (feed.state()) {
            case UNKNOWN, CONNECTING, LIVE -> FeedSign.Standing.UP;
            case SILENT, RECONNECTING, UNHEARD -> FeedSign.Standing.DOWN;
            case ENDED -> FeedSign.Standing.ENDED;
        };
        return new FeedSign(feed.stream(), standing, Instant.ofEpochMilli(feed.since()), feed.sentence());
    }

    /** Whether there is another view than when it was asked last. */
    boolean haveChanged() {
        boolean changed = changes != alerts.changes();
        changes = alerts.changes();
        return changed;
    }

    /** @param whole with the alerts themselves */
    StateView.Alerts view(boolean whole) {
        List<Alert> active = alerts.active();
        return new StateView.Alerts(
                alerts.rules(),
                active.size(),
                whole ? active.stream().limit(MOST_SHOWN).map(AlertDesk::view).toList() : null,
                whole ? alerts.ended().stream().map(AlertDesk::view).toList() : null,
                webhooks.stream().map(Webhook::counts).toList());
    }

    private static StateView.Alert view(Alert alert) {
        return new StateView.Alert(
                alert.id(),
                alert.rule(),
                alert.kind().name(),
                alert.label(),
                alert.streams(),
                alert.subjects().stream()
                        .map(subject -> new StateView.AlertSubject(subject.stream(), subject.subject()))
                        .toList(),
                alert.began().toEpochMilli(),
                alert.at().toEpochMilli(),
                alert.ended() == null ? null : alert.ended().toEpochMilli(),
                alert.sentence(),
                alert.readings(),
                alert.readingCount());
    }

    DashboardSummary.Alerts summary() {
        return new DashboardSummary.Alerts(
                alerts.active().size(),
                alerts.begun(),
                webhooks.stream().map(Webhook::counts).toList());
    }

    @Override
    public void close() {
        webhooks.forEach(Webhook::close);
    }
}
