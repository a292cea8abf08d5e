package io.mien.cli.feeds;

import io.mien.ingest.feed.FeedProgress;
import io.mien.ingest.feed.FeedPublisher;
import io.mien.ingest.feed.FeedStateReport;
import io.mien.ingest.feed.FeedSummary;
import io.mien.ingest.feed.PictureTotals;
import io.mien.ingest.sources.FeedLoss;
import io.mien.ingest.sources.FeedStatus;
import io.mien.ingest.sources.LeftOutReason;
import io.mien.ingest.sources.LiveFeed;
import io.mien.ingest.topology.StreamCounts;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Feeds that are being published, each on a thread of its own. Safe for use by many threads. */
public final class Feeds implements AutoCloseable {

    /** One of them. */
    private static final class Feed {
        private final FeedPlan plan;
        private final FeedPublisher publisher;
        private final boolean needed;
        private final Thread thread;
        private final AtomicReference<@Nullable FeedSummary> summary = new AtomicReference<>();
        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        private final AtomicReference<String> streamId;
        private volatile Instant failedAt = Instant.EPOCH;

        /**
         * @param needed whether its failure is that of all
         * @param streamId the name that it is published under, which may turn out to be another than planned
         */
        Feed(FeedPlan plan, FeedPublisher publisher, boolean needed, AtomicReference<String> streamId) {
            this.plan = plan;
            this.needed = needed;
            this.streamId = streamId;
            this.publisher = publisher;
            this.thread = new Thread(this::run, "feed-" + plan.streamId());
        }

        private void run() {
            try {
                FeedSummary result = publisher.run();
                if (!result.complete() || publisher.awaitRead()) {
                    summary.set(result);
                }
            } catch (IOException | RuntimeException e) {
                failedAt = Instant.now();
                failure.set(e);
            }
        }

        /** What the live feed is doing; if it has failed for good, that and why. */
        FeedStatus status(LiveFeed live) {
            Exception known = failure.get();
            return known == null
                    ? live.status()
                    : live.status().become(FeedStatus.State.ENDED, failedAt, String.valueOf(known.getMessage()));
        }
    }

    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(3);

    private final Map<String, String> kafka;
    private final SchemaRegistrySettings schemas;
    private final List<Feed> feeds = new CopyOnWriteArrayList<>();
    /** Feeds that were removed while the others went on; what they did still counts. */
    private final List<Feed> removed = new CopyOnWriteArrayList<>();

    private final Map<String, FeedProgress> progress = new ConcurrentSkipListMap<>();
    private final FeedStateReport report;

    private Feeds(Map<String, String> kafka, SchemaRegistrySettings schemas) {
        this.kafka = kafka;
        this.schemas = schemas;
        this.report = FeedStateReport.start(kafka, schemas, this::told);
    }

    /** Starts them all, or none. */
    public static Feeds start(List<FeedPlan> plans, Map<String, String> kafka, SchemaRegistrySettings schemas) {
        Feeds started = new Feeds(kafka, schemas);
        try {
            plans.forEach(plan -> started.feeds.add(started.prepare(plan, true)));
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        started.feeds.forEach(feed -> feed.thread.start());
        return started;
    }

    private Feed prepare(FeedPlan plan, boolean needed) {
        AtomicReference<String> streamId = new AtomicReference<>(plan.streamId());
        FeedPublisher publisher = FeedPublisher.open(plan.settings(kafka, schemas), plan.opener(), state -> {
            streamId.set(state.streamId());
            if (!plan.loop()) {
                progress.put(plan.streamId(), state);
            }
        });
        return new Feed(plan, publisher, needed, streamId);
    }

    /** Starts one more, whose failure is told by {@link #failures()} and is not that of all. */
    void add(FeedPlan plan) {
        Feed feed = prepare(plan, false);
        feeds.add(feed);
        feed.thread.start();
    }

    /** Ends one; nothing if there is none of that name. */
    void remove(String streamId) {
        List<Feed> found = feeds.stream()
                .filter(feed -> feed.plan.streamId().equals(streamId))
                .toList();
        feeds.removeAll(found);
        removed.addAll(found);
        for (Feed feed : found) {
            feed.publisher.close();
            join(feed);
            progress.remove(streamId);
        }
    }

    /** Why feeds that the others do not need have failed, by their streams. */
    Map<String, String> failures() {
        Map<String, String> failures = new TreeMap<>();
        for (Feed feed : feeds) {
            Exception failure = feed.failure.get();
            if (failure != null && !feed.needed) {
                failures.put(feed.plan.streamId(), String.valueOf(failure.getMessage()));
            }
        }
        return failures;
    }

    /** What each live feed is doing, by the name of its stream. */
    public Map<String, FeedStatus> statuses() {
        Map<String, FeedStatus> statuses = new TreeMap<>();
        for (Feed feed : feeds) {
            LiveFeed live = feed.plan.live();
            if (live != null) {
                statuses.put(feed.plan.streamId(), feed.status(live));
            }
        }
        return statuses;
    }

    /** The same for those who watch elsewhere, by the names that the streams are published under. */
    private Map<String, FeedStatus> told() {
        Map<String, FeedStatus> statuses = new TreeMap<>();
        for (Feed feed : feeds) {
            LiveFeed live = feed.plan.live();
            if (live != null) {
                statuses.put(feed.streamId.get(), feed.status(live));
            }
        }
        return statuses;
    }

    /** The same for programs. */
    public FeedReport report() {
        List<FeedReport.Feed> reports = new ArrayList<>();
        for (Feed feed : feeds) {
            LiveFeed live = feed.plan.live();
            if (live != null) {
                reports.add(
                        FeedReport.Feed.of(feed.plan.streamId(), live.address().shown(), feed.status(live)));
            }
        }
        return new FeedReport(reports);
    }

    /** How many live feeds are in each state. */
    public Map<FeedStatus.State, Long> liveStates() {
        Map<FeedStatus.State, Long> states = new EnumMap<>(FeedStatus.State.class);
        statuses().values().forEach(status -> states.merge(status.state(), 1L, Long::sum));
        return states;
    }

    /** Losses of all live feeds so far, those that were removed among them. */
    public Map<FeedLoss.Reason, Long> losses() {
        Map<FeedLoss.Reason, Long> losses = new EnumMap<>(FeedLoss.Reason.class);
        for (Feed feed : all()) {
            LiveFeed live = feed.plan.live();
            if (live != null) {
                live.status().losses().forEach((reason, number) -> losses.merge(reason, number, Long::sum));
            }
        }
        return losses;
    }

    /** Connections of all live feeds that gave pictures, those that were removed among them. */
    public long connections() {
        long connections = 0;
        for (Feed feed : all()) {
            LiveFeed live = feed.plan.live();
            connections += live == null ? 0 : live.status().connections();
        }
        return connections;
    }

    /** Ends all of them and waits for it, a few seconds at most, so that it can be said where their pictures went. */
    public void stop() {
        close();
        feeds.forEach(Feeds::join);
    }

    private static void join(Feed feed) {
        try {
            feed.thread.join(LONGEST_FAREWELL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether every feed was published to its end and read by the topology, or has failed. */
    public boolean haveEnded() {
        return feeds.stream().noneMatch(feed -> feed.thread.isAlive());
    }

    /**
     * Throws what stopped a feed, if one was.
     *
     * @throws IOException if a source failed
     */
    public void requireNoFailure() throws IOException {
        for (Feed feed : feeds) {
            Exception failure = feed.needed ? feed.failure.get() : null;
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
        }
    }

    /** One sentence for each source that was read although something was wrong with it. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Feed feed : feeds) {
            FeedSummary summary = feed.summary.get();
            if (summary != null) {
                summary.warnings().forEach(warning -> warnings.add(summary.streamId() + ": " + warning));
            }
        }
        return warnings;
    }

    /** Says where the pictures of each input went that was read to its end. */
    public List<InputAccount> accounts(Function<String, StreamCounts> counts) {
        List<InputAccount> accounts = new ArrayList<>();
        for (Feed feed : all()) {
            FeedSummary summary = feed.summary.get();
            if (summary != null && (!feed.plan.loop() || feed.plan.live() != null)) {
                accounts.add(InputAccount.of(summary, counts.apply(summary.streamId()), feed.plan.notes()));
            }
        }
        return accounts;
    }

    private List<Feed> all() {
        List<Feed> all = new ArrayList<>(removed);
        all.addAll(feeds);
        return all;
    }

    /** Adds up what all of them have done so far. */
    public PictureTotals totals() {
        long published = 0;
        long timesRepaired = 0;
        Map<LeftOutReason, Long> leftOut = new EnumMap<>(LeftOutReason.class);
        for (Feed feed : all()) {
            PictureTotals totals = feed.publisher.totals();
            published += totals.published();
            timesRepaired += totals.timesRepaired();
            totals.leftOut().forEach((reason, pictures) -> leftOut.merge(reason, pictures, Long::sum));
        }
        return new PictureTotals(published, leftOut, timesRepaired);
    }

    /** Says how far each feed that has an end has come, as {@code talk 45 %}. */
    public String progress() {
        return progress.values().stream()
                .filter(state -> state.framesTotal().orElse(0) > 0)
                .map(state -> String.format(
                        Locale.ROOT,
                        "%s %d %%",
                        state.streamId(),
                        Math.min(100, 100 * state.frames() / state.framesTotal().getAsLong())))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        feeds.forEach(feed -> feed.publisher.close());
        report.close();
    }
}
