package io.mien.cli.feeds;

import io.mien.ingest.feed.FeedProgress;
import io.mien.ingest.feed.FeedStateReport;
import io.mien.ingest.feed.FeedSummary;
import io.mien.ingest.feed.PictureTotals;
import io.mien.ingest.sources.FeedLoss;
import io.mien.ingest.sources.FeedStatus;
import io.mien.ingest.sources.LiveFeed;
import io.mien.ingest.topology.StreamCounts;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Feeds that are being published, each on a thread of its own. Safe for use by many threads. */
public final class Feeds implements AutoCloseable {

    private final Map<String, String> kafka;
    private final SchemaRegistrySettings schemas;
    private final List<RunningFeed> feeds = new CopyOnWriteArrayList<>();
    /** Held while a feed goes from one place to another, so that what it did is counted at every moment, and once. */
    private final Object moving = new Object();
    /** Were removed, and have not ended yet: a source may hang. */
    private final List<RunningFeed> leaving = new ArrayList<>();
    /** Of feeds that were removed while the others went on: it still counts, and they are not kept for it. */
    private FeedWork gone = FeedWork.NOTHING;

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
            plans.forEach(plan -> started.feeds.add(started.connected(plan, true)));
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        started.feeds.forEach(RunningFeed::start);
        return started;
    }

    private RunningFeed connected(FeedPlan plan, boolean needed) {
        RunningFeed feed = feed(plan, needed);
        feed.connect();
        return feed;
    }

    private RunningFeed feed(FeedPlan plan, boolean needed) {
        return new RunningFeed(plan, plan.settings(kafka, schemas), needed, state -> {
            if (!plan.loop()) {
                progress.put(plan.streamId(), state);
            }
        });
    }

    /** Starts one more, which fails here if it cannot be connected; later failures are as those of {@link #add}. */
    void addConnected(FeedPlan plan) {
        begin(connected(plan, false));
    }

    /**
     * Starts one more, whose failure is told by {@link #failures()} and is not that of all. It is connected on its own
     * thread, so that a cluster that does not answer holds up nobody else.
     */
    void add(FeedPlan plan) {
        begin(feed(plan, false));
    }

    private void begin(RunningFeed feed) {
        feeds.add(feed);
        feed.start();
    }

    /** Ends one; nothing if there is none of that name. */
    void remove(String streamId) {
        List<RunningFeed> found = feeds.stream()
                .filter(feed -> feed.plan().streamId().equals(streamId))
                .toList();
        synchronized (moving) {
            feeds.removeAll(found);
            leaving.addAll(found);
        }
        for (RunningFeed feed : found) {
            feed.close();
            feed.join();
            progress.remove(streamId);
        }
        synchronized (moving) {
            letGo();
        }
    }

    /** Keeps of those that have ended only what they did; the caller holds the lock. */
    private void letGo() {
        for (RunningFeed feed : List.copyOf(leaving)) {
            if (!feed.isAlive()) {
                gone = gone.plus(feed.work());
                leaving.remove(feed);
            }
        }
    }

    /** What all have done so far, those that were removed among them and first. */
    private FeedWork work() {
        synchronized (moving) {
            letGo();
            FeedWork work = gone;
            for (RunningFeed feed : leaving) {
                work = work.plus(feed.work());
            }
            for (RunningFeed feed : feeds) {
                work = work.plus(feed.work());
            }
            return work;
        }
    }

    /** Why feeds that the others do not need have failed, by their streams. */
    Map<String, String> failures() {
        Map<String, String> failures = new TreeMap<>();
        for (RunningFeed feed : feeds) {
            Exception failure = feed.failure();
            if (failure != null && !isOfAll(feed, failure)) {
                failures.put(feed.plan().streamId(), String.valueOf(failure.getMessage()));
            }
        }
        return failures;
    }

    /** What is forbidden to one is forbidden to all, for they write to one topic, and waiting does not help. */
    private static boolean isOfAll(RunningFeed feed, Exception failure) {
        return feed.needed() || failure instanceof ForbiddenException;
    }

    /** What each live feed is doing, by the name of its stream. */
    public Map<String, FeedStatus> statuses() {
        Map<String, FeedStatus> statuses = new TreeMap<>();
        for (RunningFeed feed : feeds) {
            LiveFeed live = feed.plan().live();
            if (live != null) {
                statuses.put(feed.plan().streamId(), feed.status(live));
            }
        }
        return statuses;
    }

    /** The same for those who watch elsewhere, by the names that the streams are published under. */
    private Map<String, FeedStatus> told() {
        Map<String, FeedStatus> statuses = new TreeMap<>();
        for (RunningFeed feed : feeds) {
            LiveFeed live = feed.plan().live();
            if (live != null) {
                statuses.put(feed.publishedName(), feed.status(live));
            }
        }
        return statuses;
    }

    /** The same for programs. */
    public FeedReport report() {
        List<FeedReport.Feed> reports = new ArrayList<>();
        for (RunningFeed feed : feeds) {
            LiveFeed live = feed.plan().live();
            if (live != null) {
                reports.add(FeedReport.Feed.of(
                        feed.plan().streamId(), live.address().shown(), feed.status(live)));
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
        return work().losses();
    }

    /** Connections of all live feeds that gave pictures, those that were removed among them. */
    public long connections() {
        return work().connections();
    }

    /** Ends all of them and waits for it, a few seconds at most, so that it can be said where their pictures went. */
    public void stop() {
        close();
        feeds.forEach(RunningFeed::join);
    }

    /** Whether every feed was published to its end and read by the topology, or has failed. */
    public boolean haveEnded() {
        return feeds.stream().noneMatch(RunningFeed::isAlive);
    }

    /**
     * Throws what stopped a feed, if one was.
     *
     * @throws IOException if a source failed
     */
    public void requireNoFailure() throws IOException {
        for (RunningFeed feed : feeds) {
            Exception failure = feed.failure();
            if (failure == null || !isOfAll(feed, failure)) {
                continue;
            }
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
        for (RunningFeed feed : feeds) {
            FeedSummary summary = feed.summary();
            if (summary != null) {
                summary.warnings().forEach(warning -> warnings.add(summary.streamId() + ": " + warning));
            }
        }
        return warnings;
    }

    /** Says where the pictures of each input went that was read to its end. */
    public List<InputAccount> accounts(Function<String, StreamCounts> counts) {
        return work().inputs().stream().map(input -> input.account(counts)).toList();
    }

    /** Adds up what all of them have done so far. */
    public PictureTotals totals() {
        return work().pictures();
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
        feeds.forEach(RunningFeed::close);
        report.close();
    }
}
