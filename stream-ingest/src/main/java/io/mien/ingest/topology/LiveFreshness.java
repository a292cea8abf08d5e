package io.mien.ingest.topology;

import io.mien.freshness.FreshnessStatus;
import io.mien.freshness.ThinningProgress;
import io.mien.freshness.ThinningRule;
import io.mien.freshness.WorkShare;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is made of live cameras within a bound of age: while faces cannot be looked for in all of their pictures, pictures
 * are passed over before they are decoded, evenly over the streams. Recordings are never thinned: their pictures' times are not
 * of a live clock.
 *
 * <p>A stream keeps the pictures of which the job's windows make most: at most one a cell, and with less than half of the
 * cells whole windows in turns ({@link ThinningRule}). The grid is that of the job's usual windows.
 *
 * <p>Ages are by the broker's clock, from when a frame was appended to {@code camera-frames}. Threads: any.
 */
public final class LiveFreshness {
    private static final Logger log = LoggerFactory.getLogger(LiveFreshness.class);
    private static final ThinningRule RULE = new ThinningRule(16, 4, 8);
    private static final long CELL_MICROS = 125_000;
    /** Ids come from strangers. What was known of the others is little: they begin anew. */
    private static final int MOST_STREAMS = 10_000;

    private final WorkShare work;
    private final InstantSource clock;
    private final Map<String, ThinningProgress> streams = new HashMap<>();

    /** @param bound of a frame's age when it is looked at */
    public LiveFreshness(Duration bound) {
        this(bound, InstantSource.system());
    }

    LiveFreshness(Duration bound, InstantSource clock) {
        this.work = new WorkShare(bound, log);
        this.clock = clock;
    }

    /**
     * Decides on a frame that is to be looked at next.
     *
     * @param appendedAt milliseconds since the epoch
     * @return why it is passed over; empty if it is to be looked at, which then is to be told with {@link #lookedAt}
     */
    synchronized Optional<PassedOverReason> refusal(CameraFrame frame, long appendedAt) {
        if (frame.getCaptureClock() != CaptureClock.CAMERA && frame.getCaptureClock() != CaptureClock.ARRIVAL) {
            return Optional.empty();
        }
        long now = clock.millis();
        long cell = Math.floorDiv(ChronoUnit.MICROS.between(Instant.EPOCH, frame.getCapturedAt()), CELL_MICROS);
        ThinningProgress before = streams.get(frame.getStreamId());
        double share = work.offer(Math.max(0, now - appendedAt), 0, now);
        if (before != null && before.cell() == cell && share < 1) {
            // Of a camera that gives several pictures a cell the job would take one.
            return passOver(share, now);
        }
        ThinningRule.Step step = RULE.step(frame.getStreamId().hashCode(), before, cell, share);
        if (streams.size() >= MOST_STREAMS && before == null) {
            streams.clear();
        }
        streams.put(frame.getStreamId(), step.next());
        return step.admitted() ? Optional.empty() : passOver(share, now);
    }

    private Optional<PassedOverReason> passOver(double share, long now) {
        work.passOver(now, 0);
        return Optional.of(share == 0 ? PassedOverReason.STALE : PassedOverReason.THINNED);
    }

    /** A live camera's frame was looked at. */
    synchronized void lookedAt() {
        work.workOff();
    }

    /** What it is now. */
    public synchronized FreshnessStatus status() {
        return work.status(clock.millis(), 0);
    }
}
