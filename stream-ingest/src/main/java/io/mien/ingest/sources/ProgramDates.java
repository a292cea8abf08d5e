package io.mien.ingest.sources;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dates of HLS (EXT-X-PROGRAM-DATE-TIME): the playlist says when a segment's first picture was taken, the segment itself
 * which stamp that picture has. FFmpeg's reader of HLS tells neither, so both are looked up beside it: at the first picture,
 * after a jump of the stamps, and where the playlist says that the clock changes or its dates leave the stamps by more than
 * half a picture. In between the pictures' own stamps count on, and the playlist is read once a segment.
 *
 * <p>Waiting loses nothing here: what is not read yet waits at the server.
 */
final class ProgramDates implements CameraClock {
    private static final Logger log = LoggerFactory.getLogger(ProgramDates.class);
    /** Pictures of one clock are not further apart. */
    private static final long LARGEST_STEP_MICROS = 1_000_000;
    /** Half a picture of a usual camera: dates that are off by less are those of the stamps. */
    private static final long TOLERATED_MICROS = 20_000;
    /** Stamps and lengths are rounded. */
    private static final long NEARLY_MICROS = 2_000;
    /** Of clocks within one playlist. */
    private static final int MOST_LOOKED_AT = 3;

    private static final long TRY_AGAIN_NANOS = Duration.ofSeconds(10).toNanos();

    private final HlsSegments segments;
    private final String where;
    private final long wrap;
    private @Nullable Anchor anchor;
    /** Of a segment that is known and whose first picture has not come yet. */
    private @Nullable Anchor next;
    /** Up to here, from the anchor's stamp on, the playlist has been read. */
    private long known;
    /** Of the segment that ends there. */
    private long sequence;

    private OptionalLong lastStamp = OptionalLong.empty();
    private boolean undated;
    private boolean told;
    private long failedAt = System.nanoTime() - TRY_AGAIN_NANOS;

    /**
     * A picture whose date is known.
     *
     * @param stamp microseconds
     * @param date microseconds since 1970
     */
    private record Anchor(long stamp, long date) {}

    /**
     * @param where it is, without secrets
     * @param wrap when stamps begin again, microseconds; 0 if they do not
     */
    ProgramDates(HlsSegments segments, String where, long wrap) {
        this.segments = segments;
        this.where = where;
        this.wrap = wrap;
    }

    @Override
    public void look(AVPacket packet, OptionalLong stamp) {
        // FFmpeg's packets of HLS carry no date.
    }

    @Override
    public OptionalLong taken(OptionalLong stamp) {
        if (undated || stamp.isEmpty()) {
            return OptionalLong.empty();
        }
        long at = stamp.getAsLong();
        boolean jumped = lastStamp.isPresent() && Math.abs(apart(at, lastStamp.getAsLong())) > LARGEST_STEP_MICROS;
        lastStamp = stamp;
        try {
            if (next != null && isNear(at, next)) {
                anchor = next;
                next = null;
            } else if (anchor == null || jumped) {
                anchor = null;
                next = null;
                find(at);
            } else if (apart(at, anchor.stamp()) >= known - NEARLY_MICROS) {
                readOn(at, anchor);
            }
        } catch (IOException e) {
            failed(e);
        }
        Anchor found = anchor;
        return found == null ? OptionalLong.empty() : OptionalLong.of(found.date() + apart(at, found.stamp()));
    }

    /** Whether a picture is that of an anchor, or comes soon after it. */
    private boolean isNear(long stamp, Anchor other) {
        long after = apart(stamp, other.stamp());
        return after >= -NEARLY_MICROS && after <= LARGEST_STEP_MICROS;
    }

    private void failed(IOException e) {
        failedAt = System.nanoTime();
        if (!told) {
            told = true;
            log.warn("dates of the playlist cannot be looked up: {} address={}", e.getMessage(), where);
        }
        // The stamps run on; it is asked again in a while.
        known += LARGEST_STEP_MICROS;
    }

    /** Finds the clock that a picture is of, among those of the playlist, the newest first. */
    private void find(long stamp) throws IOException {
        if (System.nanoTime() - failedAt < TRY_AGAIN_NANOS) {
            return;
        }
        List<HlsPlaylist.Segment> all = segments.playlist().segments();
        if (all.stream().allMatch(segment -> segment.date().isEmpty())) {
            undated = !all.isEmpty();
            return;
        }
        int end = all.size();
        for (int clocks = 0; clocks < MOST_LOOKED_AT && end > 0; clocks++) {
            int begin = end - 1;
            while (begin > 0 && !all.get(begin).broken()) {
                begin--;
            }
            if (holds(stamp, all.subList(begin, end))) {
                return;
            }
            end = begin;
        }
        failedAt = System.nanoTime();
    }

    /** Whether a picture is of these segments, which have one clock; then its date is known. */
    private boolean holds(long stamp, List<HlsPlaylist.Segment> ofOneClock) throws IOException {
        HlsPlaylist.Segment newest = ofOneClock.get(ofOneClock.size() - 1);
        OptionalLong first = newest.date().isPresent() ? segments.firstStamp(newest) : OptionalLong.empty();
        if (first.isEmpty()) {
            return false;
        }
        long after = apart(stamp, first.getAsLong());
        // One more than are there: the oldest may have left the list meanwhile.
        long before = micros(newest.duration())
                + ofOneClock.stream()
                        .mapToLong(other -> micros(other.duration()))
                        .sum();
        if (after < -before || after > micros(newest.duration()) + LARGEST_STEP_MICROS) {
            return false;
        }
        anchor = new Anchor(first.getAsLong(), micros(newest.date().get()));
        known = micros(newest.duration());
        sequence = newest.sequence();
        return true;
    }

    /** Looks at the segments that have come since, up to the one that a picture is of. */
    private void readOn(long stamp, Anchor from) throws IOException {
        for (HlsPlaylist.Segment segment : segments.playlist().segments()) {
            if (segment.sequence() == sequence + 1
                    && next == null
                    && apart(stamp, from.stamp()) >= known - NEARLY_MICROS) {
                take(segment, stamp, from);
            }
        }
        if (from.equals(anchor) && apart(stamp, from.stamp()) >= known - NEARLY_MICROS) {
            // Not there yet, or gone already.
            known = apart(stamp, from.stamp()) + LARGEST_STEP_MICROS;
        }
    }

    private void take(HlsPlaylist.Segment segment, long stamp, Anchor from) throws IOException {
        boolean asReckoned = !segment.broken()
                && segment.date()
                        .map(date -> Math.abs(micros(date) - from.date() - known) <= TOLERATED_MICROS)
                        .orElse(true);
        OptionalLong first =
                asReckoned || segment.date().isEmpty() ? OptionalLong.empty() : segments.firstStamp(segment);
        sequence = segment.sequence();
        if (first.isEmpty()) {
            known += micros(segment.duration());
            return;
        }
        Anchor found = new Anchor(first.getAsLong(), micros(segment.date().get()));
        if (isNear(stamp, found)) {
            anchor = found;
        } else {
            next = found;
        }
        known = micros(segment.duration());
    }

    /** Over the place where stamps begin again. */
    private long apart(long stamp, long other) {
        long difference = stamp - other;
        return wrap == 0 ? difference : Math.floorMod(difference + wrap / 2, wrap) - wrap / 2;
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
