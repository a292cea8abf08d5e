package io.mien.ingest.feed;

import io.mien.ingest.sources.FeedStatus;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on {@code feed-states} what the live feeds of this process are doing: when a feed's state or the reason for it
 * changes, and every ten seconds, so that a process that is gone can be told from feeds that are well. It is on a thread of
 * its own and holds up nobody: where the topic is missing, forbidden, or no broker answers, it says so once and tries again
 * every half minute.
 */
public final class FeedStateReport implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FeedStateReport.class);

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(3);

    private final Map<String, String> kafka;
    private final SchemaRegistrySettings schemas;
    private final Supplier<Map<String, FeedStatus>> feeds;
    private final Duration interval;
    private final Duration tryAgain;
    private final String instance = UUID.randomUUID().toString();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "feed-states");
    private final Map<String, Told> told = new TreeMap<>();
    private @Nullable FeedStateProducer producer;
    private @Nullable String problem;
    private long triedAt;

    /**
     * What was written last about a feed.
     *
     * @param at when, by {@link System#nanoTime()}
     * @param certain whether nothing is known that may have kept it from arriving
     */
    private record Told(FeedStatus status, long at, boolean certain) {
        boolean isNews(FeedStatus now) {
            return !certain
                    || status.state() != now.state()
                    || status.clock() != now.clock()
                    || !status.sentence().equals(now.sentence());
        }
    }

    private FeedStateReport(
            Map<String, String> kafka,
            SchemaRegistrySettings schemas,
            Supplier<Map<String, FeedStatus>> feeds,
            Duration interval,
            Duration tryAgain) {
        this.kafka = Map.copyOf(kafka);
        this.schemas = schemas;
        this.feeds = feeds;
        this.interval = interval;
        this.tryAgain = tryAgain;
    }

    /**
     * Begins. Nothing is opened before there is a live feed.
     *
     * @param kafka client settings
     * @param feeds what each live feed is doing now, by its stream; a feed that is in it no more was removed
     */
    public static FeedStateReport start(
            Map<String, String> kafka, SchemaRegistrySettings schemas, Supplier<Map<String, FeedStatus>> feeds) {
        return start(kafka, schemas, feeds, INTERVAL, TRY_AGAIN);
    }

    /**
     * The same at another pace.
     *
     * @param interval a feed's next record follows within it; more than a second
     * @param tryAgain after a failure
     */
    static FeedStateReport start(
            Map<String, String> kafka,
            SchemaRegistrySettings schemas,
            Supplier<Map<String, FeedStatus>> feeds,
            Duration interval,
            Duration tryAgain) {
        FeedStateReport report = new FeedStateReport(kafka, schemas, feeds, interval, tryAgain);
        // One that waits for a broker must keep no process.
        report.thread.setDaemon(true);
        report.thread.start();
        return report;
    }

    private void run() {
        try {
            while (!closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look(feeds.get());
            }
            if (producer != null) {
                look(farewell());
            }
        } catch (InterruptedException e) {
            log.debug("interrupted", e);
        } finally {
            closeProducer();
        }
    }

    private Map<String, FeedStatus> farewell() {
        Map<String, FeedStatus> last = new HashMap<>(feeds.get());
        last.replaceAll((stream, status) ->
                status.state() == FeedStatus.State.ENDED ? status : ended(status, "its process was stopped"));
        return last;
    }

    private static FeedStatus ended(FeedStatus status, String sentence) {
        return status.become(FeedStatus.State.ENDED, Instant.now(), sentence);
    }

    private void look(Map<String, FeedStatus> now) {
        if (now.isEmpty() && told.isEmpty()) {
            return;
        }
        if (problem != null && System.nanoTime() - triedAt < tryAgain.toNanos()) {
            return;
        }
        try {
            tell(now);
            if (problem != null) {
                log.info("states of feeds are written again topic={}", Topic.FEED_STATES.topicName());
                problem = null;
            }
        } catch (RuntimeException e) {
            // Whatever it is, feeds go on.
            unable(String.valueOf(e.getMessage()));
        }
    }

    private void tell(Map<String, FeedStatus> now) {
        FeedStateProducer open = producer;
        if (open == null) {
            open = new FeedStateProducer(kafka, schemas);
            producer = open;
        }
        for (Map.Entry<String, FeedStatus> feed : now.entrySet()) {
            Told before = told.get(feed.getKey());
            if (before == null || before.isNews(feed.getValue()) || isDue(before)) {
                tell(open, feed.getKey(), feed.getValue());
            }
        }
        for (Map.Entry<String, Told> gone : new TreeMap<>(told).entrySet()) {
            if (!now.containsKey(gone.getKey())) {
                if (gone.getValue().status().state() != FeedStatus.State.ENDED) {
                    tell(open, gone.getKey(), ended(gone.getValue().status(), "it was removed"));
                }
                told.remove(gone.getKey());
            }
        }
    }

    /** Of what has ended nobody expects to hear again. */
    private boolean isDue(Told before) {
        return before.status().state() != FeedStatus.State.ENDED
                && System.nanoTime() - before.at() > interval.minus(LOOK_EVERY).toNanos();
    }

    private void tell(FeedStateProducer open, String streamId, FeedStatus status) {
        open.send(streamId, status, instance, interval);
        told.put(streamId, new Told(status, System.nanoTime(), true));
    }

    private void unable(String why) {
        triedAt = System.nanoTime();
        told.replaceAll((stream, before) -> new Told(before.status(), before.at(), false));
        closeProducer();
        if (!Objects.equals(problem, why)) {
            log.warn(
                    "states of feeds are not told to others, all else goes on: {} topic={}",
                    why,
                    Topic.FEED_STATES.topicName());
        }
        problem = why;
    }

    private void closeProducer() {
        FeedStateProducer open = producer;
        producer = null;
        if (open != null) {
            open.close();
        }
    }

    /** Says of all feeds that they have ended, if that takes no longer than a moment; a second time does nothing. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LONGEST_FAREWELL.toMillis());
            // Still there: it waits for a cluster or a registry.
            thread.interrupt();
            thread.join(LONGEST_FAREWELL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
