package io.mien.cli.feeds;

import io.mien.ingest.feed.FeedProgress;
import io.mien.ingest.feed.FeedPublisher;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.FeedSummary;
import io.mien.ingest.feed.PictureTotals;
import io.mien.ingest.sources.LeftOutReason;
import io.mien.ingest.topology.StreamCounts;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
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
        private final Thread thread;
        private final AtomicReference<@Nullable FeedSummary> summary = new AtomicReference<>();
        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

        Feed(FeedPlan plan, FeedPublisher publisher) {
            this.plan = plan;
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
                failure.set(e);
            }
        }
    }

    private final List<Feed> feeds = new ArrayList<>();
    private final Map<String, FeedProgress> progress = new ConcurrentSkipListMap<>();

    private Feeds() {}

    /** Starts them all, or none. */
    public static Feeds start(List<FeedPlan> plans, Map<String, String> kafka, SchemaRegistrySettings schemas) {
        Feeds started = new Feeds();
        try {
            for (FeedPlan plan : plans) {
                FeedSettings settings = FeedSettings.defaults(kafka, schemas, plan.pace())
                        .withStreamId(plan.streamId())
                        .withLoop(plan.loop())
                        .withStart(plan.start())
                        .withOnTakenName(plan.onTakenName());
                FeedPublisher publisher = FeedPublisher.open(settings, plan.opener(), state -> {
                    if (!plan.loop()) {
                        started.progress.put(plan.streamId(), state);
                    }
                });
                started.feeds.add(new Feed(plan, publisher));
            }
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        started.feeds.forEach(feed -> feed.thread.start());
        return started;
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
            Exception failure = feed.failure.get();
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
        }
    }

    /** One sentence for each source that had something wrong with it, yet was read. */
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

    /** Where the pictures of each input went that was read to its end. */
    public List<InputAccount> accounts(Function<String, StreamCounts> counts) {
        List<InputAccount> accounts = new ArrayList<>();
        for (Feed feed : feeds) {
            FeedSummary summary = feed.summary.get();
            if (summary != null && !feed.plan.loop()) {
                accounts.add(InputAccount.of(summary, counts.apply(summary.streamId()), feed.plan.notes()));
            }
        }
        return accounts;
    }

    /** What all of them have done so far. */
    public PictureTotals totals() {
        long published = 0;
        long timesRepaired = 0;
        Map<LeftOutReason, Long> leftOut = new EnumMap<>(LeftOutReason.class);
        for (Feed feed : feeds) {
            PictureTotals totals = feed.publisher.totals();
            published += totals.published();
            timesRepaired += totals.timesRepaired();
            totals.leftOut().forEach((reason, pictures) -> leftOut.merge(reason, pictures, Long::sum));
        }
        return new PictureTotals(published, leftOut, timesRepaired);
    }

    /** How far those are that have an end, as {@code talk 45 %}. */
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
    }
}
