package io.mien.infer.freshness;

import io.mien.freshness.FreshnessStatus;
import io.mien.freshness.WorkShare;
import io.mien.infer.element.SourceRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

    private final WorkShare work;
    private final InstantSource clock;
    private final List<FramesUnderWay> underWay = new ArrayList<>();
    private boolean warnedOfTimes;

    /** @param bound of a frame's age when it is encoded */
    public Freshness(Duration bound) {
        this(bound, InstantSource.system());
    }

    Freshness(Duration bound, InstantSource clock) {
        this.work = new WorkShare(bound, log);
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
        return work.offer(lag(newest, now), waiting(now), now);
    }

    /** Takes note that a cell was passed over. */
    synchronized void passOver(long now) {
        work.passOver(now, oldest(now));
    }

    /** What it is now. */
    public synchronized FreshnessStatus status() {
        long now = clock.millis();
        return work.status(now, oldest(now));
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
        return Math.max(seen, Math.min(2 * seen, work.millisFor(count)));
    }

    /** When a frame's age began. */
    long begin(SourceRecord record) {
        return record.appendedAt() == SourceRecord.UNKNOWN ? clock.millis() : record.appendedAt();
    }

    /** The model has done with a frame. */
    void done() {
        work.workOff();
    }

    synchronized void remove(FramesUnderWay waiting) {
        underWay.remove(waiting);
    }

    @Override
    public void close() {
        // Nothing but memory.
    }
}
