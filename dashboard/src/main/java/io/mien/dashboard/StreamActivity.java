package io.mien.dashboard;

import io.mien.schemas.avro.ExpressionReading;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What one stream has been doing lately, and its row in the overview. Not safe for use by many threads. */
final class StreamActivity {
    private static final int LONGEST_NAME = 300;

    private final long id;
    private final String stream;
    private final FrameRate frameRate = new FrameRate();
    private final RecentLatencies latencies = new RecentLatencies();
    private final StreamStrip strip;
    private Instant lastReadingAt = Instant.EPOCH;
    private OverviewView.@Nullable Row row;
    private long rowRevision;

    StreamActivity(long id, String stream, LabelNames names) {
        this.id = id;
        this.stream = Texts.shortened(stream, LONGEST_NAME);
        this.strip = new StreamStrip(names);
    }

    long id() {
        return id;
    }

    void add(ExpressionReading reading, Instant at, long revision) {
        frameRate.mark(reading.getFrames().getLastSequence(), at);
        SubjectHistory.liveLatencyMillis(reading).ifPresent(millis -> latencies.add(millis, at));
        strip.add(reading, at, revision);
        if (at.isAfter(lastReadingAt)) {
            lastReadingAt = at;
        }
    }

    void addDeadLetter(Instant at, long revision) {
        strip.addDeadLetter(at, revision);
    }

    Instant lastReadingAt() {
        return lastReadingAt;
    }

    double framesPerSecond(Instant now) {
        return Math.round(frameRate.perSecond(now) * 10) / 10.0;
    }

    /**
     * Looks what the row is now.
     *
     * @param revision that it gets if it is another one than before
     * @return whether it is
     */
    boolean refresh(Instant now, StateView.@Nullable Feed feed, int faces, long revision) {
        if (feed != null && feed.state().isTrouble()) {
            strip.noteFeedDown(now, revision);
        }
        OptionalLong latency = latencies.median(now);
        StreamStrip.Minute minute = strip.lastMinute(now);
        OverviewView.Row next = new OverviewView.Row(
                id,
                stream,
                feed == null ? null : feed.group(),
                feed,
                framesPerSecond(now),
                faces,
                lastReadingAt.toEpochMilli(),
                latency.isPresent() ? latency.getAsLong() : null,
                minute.readings(),
                minute.abstained(),
                minute.overloaded(),
                minute.label(),
                minute.share(),
                strip.deadLetters(now),
                List.of());
        boolean changed = !next.equals(row);
        if (changed) {
            row = next;
            rowRevision = revision;
        }
        return changed || strip.changedAfter(revision - 1);
    }

    /** Null if nothing has changed after a revision, or before it was refreshed once. */
    OverviewView.@Nullable Row row(Instant now, long since) {
        OverviewView.Row known = row;
        return known != null && (rowRevision > since || strip.changedAfter(since))
                ? known.withStrip(strip.slots(now, since))
                : null;
    }
}
