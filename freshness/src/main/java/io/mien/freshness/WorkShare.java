package io.mien.freshness;

import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;

/**
 * Knows how far a process is behind, and which share of the cells that are offered to it it can work off. All threads of a
 * process share one, so that no stream is better off for the thread that it belongs to. Times are milliseconds since the epoch.
 *
 * <p>Not safe for use by many threads at a time: its owner guards it.
 */
public final class WorkShare {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long TICK_MILLIS = 250;
    /** Of what was offered and worked off; longer than batches take, shorter than a load needs to change. */
    private static final double MEMORY_SECONDS = 2;
    /** A gap in what comes in says nothing of the time in it. */
    private static final double LONGEST_TICK_SECONDS = 5;

    private static final long CALM_MILLIS = 5_000;
    private static final double MILLIS = 1_000;

    private final Duration bound;
    private final long boundMillis;
    private final ShareRule rule;
    private final Logger log;

    private double share = 1;
    private double offered;
    private double workedOff;
    private long tickedAt = NEVER;
    private long lagSum;
    private long lags;
    private long newestLag;
    private long seenAt = NEVER;
    private long overloadedSince = NEVER;
    private long passedOverAt = NEVER;
    private long passedOver;
    private long overloads;

    /**
     * @param bound of a frame's age when it is worked off
     * @param log takes a line when an overload begins, and one when it has ended
     */
    public WorkShare(Duration bound, Logger log) {
        this.bound = bound;
        this.boundMillis = bound.toMillis();
        this.rule = new ShareRule(bound);
        this.log = log;
    }

    /**
     * Takes note of a cell that could be worked off.
     *
     * @param lag of its newest frame, milliseconds
     * @param waiting how old a frame will be that is added now to those that wait, milliseconds; 0 if none waits
     * @return the share of cells that can be worked off; 0 if the process is behind by more than the bound
     */
    public double offer(long lag, long waiting, long now) {
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

    /** Takes note that a frame was worked off. */
    public void workOff() {
        workedOff++;
    }

    /** Milliseconds that so many frames take, by what was worked off of late; guesswork while that is little. */
    public long millisFor(long frames) {
        return (long) (frames * MILLIS * MEMORY_SECONDS / Math.max(1, workedOff));
    }

    /**
     * Takes note that a cell was passed over.
     *
     * @param oldest age of the oldest frame that waits, milliseconds
     */
    public void passOver(long now, long oldest) {
        if (overloadedSince == NEVER) {
            overloadedSince = now;
            overloads++;
            log.warn(
                    "overload: {} (bound: {} s); cells are passed over, and readings say so",
                    current(now, oldest).describe(),
                    seconds(boundMillis));
        }
        passedOverAt = now;
        passedOver++;
    }

    /**
     * What it is now.
     *
     * @param oldest age of the oldest frame that waits, milliseconds
     */
    public FreshnessStatus status(long now, long oldest) {
        endOverload(now);
        return current(now, oldest);
    }

    private FreshnessStatus current(long now, long oldest) {
        long lag = seenAt == NEVER || now - seenAt > CALM_MILLIS ? 0 : newestLag;
        return new FreshnessStatus(
                bound, Duration.ofMillis(Math.max(lag, oldest)), share, overloadedSince != NEVER, overloads);
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
        // Frames past the bound are not counted: they cost nothing, so to work off fewer of the others would not help
        // them.
        if (lags > 0) {
            share = rule.next(share, Math.max(lagSum / lags, waiting), workedOff / offered, seconds);
        }
        double kept = Math.exp(-seconds / MEMORY_SECONDS);
        offered *= kept;
        workedOff *= kept;
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
}
