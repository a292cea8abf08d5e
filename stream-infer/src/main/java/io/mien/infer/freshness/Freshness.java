package io.mien.infer.freshness;

import io.mien.infer.element.SourceRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how far a process is behind, and which share of the cells it can encode. All its slots share one model, so they share
 * this too: no subject is better off for the slot that it belongs to.
 *
 * <p>Ages are by the broker's clock, from when a frame was appended to its topic. A camera's clock may be hours wrong, and
 * a replay's frames years old. Where a topic keeps its writers' own times, a frame's age begins when this process has it.
 *
 * <p>Threads: any.
 */
public final class Freshness implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Freshness.class);
    private static final long NEVER = Long.MIN_VALUE;
    private static final long TICK_MILLIS = 250;
    /** Of what was offered and encoded; longer than batches take, shorter than a load needs to change. */
    private static final double MEMORY_SECONDS = 2;
    /** A gap in what comes in says nothing of the time in it. */
    private static final double LONGEST_TICK_SECONDS = 5;

    private static final long CALM_MILLIS = 5_000;
    private static final double MILLIS = 1_000;

    private final Duration bound;
    private final long boundMillis;
    private final ShareRule rule;
    private final InstantSource clock;
    private final List<FramesUnderWay> underWay = new ArrayList<>();

    private double share = 1;
    private double offered;
    private double encoded;
    private long tickedAt = NEVER;
    private long lagSum;
    private long lags;
    private long newestLag;
    private long seenAt = NEVER;
    private long overloadedSince = NEVER;
    private long passedOverAt = NEVER;
    private long passedOver;
    private long overloads;
    private boolean warnedOfTimes;

    /** @param bound of a frame's age when it is encoded */
    public Freshness(Duration bound) {
        this(bound, InstantSource.system());
    }

    Freshness(Duration bound, InstantSource clock) {
        this.bound = bound;
        this.boundMillis = bound.toMillis();
        this.rule = new ShareRule(bound);
        this.clock = clock;
    }

    /** Adds a place where frames wait for the model; the caller closes it. */
    public synchronized FramesUnderWay addWaiting() {
        FramesUnderWay added = new FramesUnderWay(this);
        underWay.add(added);
        return added;
    }

    /**
     * Takes note of a cell that could be encoded.
     *
     * @param newest the record that closes it
     * @param now milliseconds since the epoch
     * @return the share of cells that can be; 0 if the job is behind by more than the bound
     */
    synchronized double offer(SourceRecord newest, long now) {
        long lag = lag(newest, now);
        long waiting = waiting(now);
        tick(now, waiting);
        seenAt = now;
        newestLag = lag;
        if (lag > boundMillis || waiting > boundMillis) {
            return 0;
        }
        lagSum += lag;
        lags++;
        offered++;
        return share;
    }

    /** Takes note that a cell was passed over. */
    synchronized void passOver(long now) {
        if (overloadedSince == NEVER) {
            overloadedSince = now;
            overloads++;
            log.warn(
                    "overload: {} (bound: {} s); cells are passed over, and readings say so",
                    status(now).describe(),
                    seconds(boundMillis));
        }
        passedOverAt = now;
        passedOver++;
    }

    /** What it is now. */
    public synchronized FreshnessStatus status() {
        long now = clock.millis();
        endOverload(now);
        return status(now);
    }

    private FreshnessStatus status(long now) {
        long lag = seenAt == NEVER || now - seenAt > CALM_MILLIS ? 0 : newestLag;
        return new FreshnessStatus(
                bound, Duration.ofMillis(Math.max(lag, oldest(now))), share, overloadedSince != NEVER, overloads);
    }

    private long lag(SourceRecord newest, long now) {
        if (newest.appendedAt() != SourceRecord.UNKNOWN) {
            return Math.max(0, now - newest.appendedAt());
        }
        if (!warnedOfTimes) {
            warnedOfTimes = true;
            log.warn(
                    "topic {} keeps its writers' times (expected: message.timestamp.type=LogAppendTime): how long frames lie in"
                            + " it is not seen, so the freshness bound begins when they are read",
                    newest.topic());
        }
        return 0;
    }

    /** The age of the oldest frame that the model has not done with; 0 if there is none. */
    private long oldest(long now) {
        long oldest = now;
        for (FramesUnderWay each : underWay) {
            oldest = Math.min(oldest, each.oldest());
        }
        return now - oldest;
    }

    /**
     * How old a frame that is added now will be when the model has done with it; 0 if none waits. While their number grows, that
     * is more than the age of the oldest, which had fewer before it: in a sudden overload the age would be twice the bound before
     * the oldest one showed it. How many there are, and how fast the model is, tells it at once, but is guesswork while little
     * was encoded; so it counts only up to twice of what is seen.
     */
    private long waiting(long now) {
        long seen = oldest(now);
        long count = underWay.stream().mapToLong(FramesUnderWay::count).sum();
        double expected = count * MILLIS * MEMORY_SECONDS / Math.max(1, encoded);
        return Math.max(seen, Math.min(2 * seen, (long) expected));
    }

    private void tick(long now, long waiting) {
        if (tickedAt == NEVER) {
            tickedAt = now;
            return;
        }
        if (now - tickedAt < TICK_MILLIS) {
            return;
        }
        double seconds = Math.min(LONGEST_TICK_SECONDS, (now - tickedAt) / MILLIS);
        // Frames past the bound are not counted: they cost nothing, so to encode fewer of the others would not help
        // them.
        if (lags > 0) {
            share = rule.next(share, Math.max(lagSum / lags, waiting), encoded / offered, seconds);
        }
        double kept = Math.exp(-seconds / MEMORY_SECONDS);
        offered *= kept;
        encoded *= kept;
        lagSum = 0;
        lags = 0;
        tickedAt = now;
        endOverload(now);
    }

    private void endOverload(long now) {
        if (overloadedSince != NEVER && now - passedOverAt > CALM_MILLIS) {
            log.info(
                    "overload ended: it lasted {} s, in which {} cells were passed over",
                    seconds(passedOverAt - overloadedSince),
                    passedOver);
            overloadedSince = NEVER;
            passedOver = 0;
        }
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / MILLIS);
    }

    /** When a frame's age began. */
    long begin(SourceRecord record) {
        return record.appendedAt() == SourceRecord.UNKNOWN ? clock.millis() : record.appendedAt();
    }

    /** The model has done with a frame. */
    void done() {
        encoded++;
    }

    synchronized void remove(FramesUnderWay waiting) {
        underWay.remove(waiting);
    }

    @Override
    public void close() {
        // Nothing but memory.
    }
}
