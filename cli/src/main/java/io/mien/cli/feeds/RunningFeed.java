package io.mien.cli.feeds;

import io.mien.ingest.feed.FeedProgress;
import io.mien.ingest.feed.FeedPublisher;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.FeedSummary;
import io.mien.ingest.feed.PictureTotals;
import io.mien.ingest.sources.FeedStatus;
import io.mien.ingest.sources.LiveFeed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A feed that is being published, on a thread of its own. Safe for use by many threads. */
final class RunningFeed implements AutoCloseable {
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(3);

    private final FeedPlan plan;
    private final boolean needed;
    private final FeedSettings settings;
    private final FeedProgress.Listener listener;
    private final Thread thread;
    private final AtomicReference<@Nullable FeedSummary> summary = new AtomicReference<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile Instant failedAt = Instant.EPOCH;
    private volatile String publishedName;
    /** Null until it is connected. */
    private @Nullable FeedPublisher publisher;

    private boolean closed;

    /**
     * Does nothing yet.
     *
     * @param needed whether its failure is that of all
     * @param listener is told how far it has come
     */
    RunningFeed(FeedPlan plan, FeedSettings settings, boolean needed, FeedProgress.Listener listener) {
        this.plan = plan;
        this.settings = settings;
        this.needed = needed;
        this.listener = listener;
        this.publishedName = plan.streamId();
        this.thread = new Thread(this::run, "feed-" + plan.streamId());
    }

    /** Connects to Kafka, where a failure is to be the caller's; else its own thread does, and a failure is the feed's. */
    void connect() {
        FeedPublisher opened = FeedPublisher.open(settings, plan.opener(), this::tell);
        synchronized (this) {
            if (!closed) {
                publisher = opened;
                return;
            }
        }
        // It was interrupted if it was removed meanwhile: Kafka's client could not end in order then.
        boolean unused = Thread.interrupted();
        opened.close();
    }

    private void tell(FeedProgress progress) {
        publishedName = progress.streamId();
        listener.onProgress(progress);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            if (publisher() == null) {
                connect();
            }
            FeedPublisher connected = publisher();
            if (connected != null) {
                publish(connected);
            }
        } catch (IOException | RuntimeException e) {
            failedAt = Instant.now();
            failure.set(e);
        }
    }

    private void publish(FeedPublisher connected) throws IOException {
        FeedSummary result = connected.run();
        if (!result.complete() || connected.awaitRead()) {
            summary.set(result);
        }
    }

    private synchronized @Nullable FeedPublisher publisher() {
        return publisher;
    }

    FeedPlan plan() {
        return plan;
    }

    /** The name that its stream is published under, which may turn out to be another than planned. */
    String publishedName() {
        return publishedName;
    }

    boolean needed() {
        return needed;
    }

    /** What has stopped it; null if nothing has. */
    @Nullable
    Exception failure() {
        return failure.get();
    }

    /** What came of it; null if it has not ended yet, or failed. */
    @Nullable
    FeedSummary summary() {
        return summary.get();
    }

    /** What the live feed is doing; if it has failed for good, that and why. */
    FeedStatus status(LiveFeed live) {
        Exception known = failure.get();
        return known == null
                ? live.status()
                : live.status().become(FeedStatus.State.ENDED, failedAt, String.valueOf(known.getMessage()));
    }

    /** What it has done so far. */
    FeedWork work() {
        FeedPublisher connected = publisher();
        PictureTotals pictures = connected == null ? PictureTotals.NOTHING : connected.totals();
        FeedSummary result = summary.get();
        LiveFeed live = plan.live();
        List<FeedWork.Input> inputs = result != null && (!plan.loop() || live != null)
                ? List.of(new FeedWork.Input(result, plan.notes()))
                : List.of();
        FeedStatus status = live == null ? null : live.status();
        return status == null
                ? new FeedWork(pictures, Map.of(), 0, inputs)
                : new FeedWork(pictures, status.losses(), status.connections(), inputs);
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Waits for its end, a few seconds at most. */
    void join() {
        try {
            thread.join(LONGEST_FAREWELL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it promptly. */
    @Override
    public void close() {
        FeedPublisher connected;
        synchronized (this) {
            closed = true;
            connected = publisher;
            if (connected == null) {
                // A cluster that is away would be waited for longer than anybody waits for a farewell.
                thread.interrupt();
            }
        }
        if (connected != null) {
            connected.close();
        }
    }
}
