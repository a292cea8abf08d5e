package io.mien.ingest.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which records of one feed its reader has not committed yet. All of them lie in one partition, since all have
 * one key. Safe for use by many threads.
 */
final class UnreadFrames implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UnreadFrames.class);
    private static final Duration POLL = Duration.ofMillis(50);
    /** Longer than a reader takes to start on a slow machine. */
    private static final Duration REMINDER = Duration.ofSeconds(30);

    private static final Duration ASK_EVERY = Duration.ofMillis(200);
    private static final long ANSWER_SECONDS = 5;

    private final Admin admin;
    private final String group;
    private final Deque<Long> offsets = new ArrayDeque<>();
    /** When those were sent that the broker has not acknowledged; it does so in their order. */
    private final Deque<Long> inFlight = new ArrayDeque<>();

    private final LongSupplier nanoTime;
    private long askedAt;
    private @Nullable TopicPartition partition;

    UnreadFrames(Map<String, String> kafka, String group) {
        this(kafka, group, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime()} */
    UnreadFrames(Map<String, String> kafka, String group, LongSupplier nanoTime) {
        this.admin = Admin.create(new HashMap<>(kafka));
        this.group = group;
        this.nanoTime = nanoTime;
        this.askedAt = System.nanoTime() - ASK_EVERY.toNanos();
    }

    synchronized void sent() {
        inFlight.addLast(nanoTime.getAsLong());
    }

    /** The one that was sent last. */
    synchronized void notSent() {
        inFlight.removeLast();
    }

    synchronized void written(TopicPartition where, long offset) {
        inFlight.removeFirst();
        if (partition != null && !where.equals(partition)) {
            // The topic was given more partitions: offsets of the old one say nothing about the new one.
            offsets.clear();
        }
        partition = where;
        offsets.addLast(offset);
    }

    private synchronized long count() {
        return inFlight.size() + (long) offsets.size();
    }

    synchronized long inFlight() {
        return inFlight.size();
    }

    /** Whether a frame has been on its way to the broker for longer than that. */
    synchronized boolean isHeldUpFor(Duration time) {
        return !inFlight.isEmpty() && nanoTime.getAsLong() - inFlight.getFirst() > time.toNanos();
    }

    /**
     * Waits until at most so many are unread. It warns if the reader gets nowhere for a while, not if it is only slow.
     *
     * @return false if the feed is to stop first
     */
    boolean awaitAtMost(long most, Stopping stopping, String streamId) {
        long remindAt = System.nanoTime() + REMINDER.toNanos();
        long fewest = Long.MAX_VALUE;
        while (count() > most) {
            forgetRead();
            long unread = count();
            if (unread <= most) {
                return true;
            }
            if (unread < fewest) {
                fewest = unread;
                remindAt = System.nanoTime() + REMINDER.toNanos();
            }
            if (stopping.within(POLL)) {
                return false;
            }
            if (System.nanoTime() - remindAt > 0) {
                log.warn(
                        "feed waits for its reader to go on: {} frames unread group={} stream={}",
                        unread,
                        group,
                        streamId);
                remindAt = System.nanoTime() + REMINDER.toNanos();
            }
        }
        return true;
    }

    /** Whether at most so many are unread; asks Kafka a few times a second only, and does not wait for frames. */
    boolean isAtMost(long most) {
        if (count() <= most) {
            return true;
        }
        long now = System.nanoTime();
        if (now - askedAt > ASK_EVERY.toNanos()) {
            forgetRead();
            askedAt = System.nanoTime();
        }
        return count() <= most;
    }

    /** Asks Kafka how far the group has come; no answer is no news. */
    private void forgetRead() {
        TopicPartition where;
        synchronized (this) {
            where = partition;
        }
        if (where == null) {
            return;
        }
        try {
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .get(where);
            if (committed != null) {
                forgetBefore(committed.offset());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("no committed offsets: {} group={}", e.getMessage(), group);
        }
    }

    private synchronized void forgetBefore(long offset) {
        while (!offsets.isEmpty() && offsets.getFirst() < offset) {
            offsets.removeFirst();
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
