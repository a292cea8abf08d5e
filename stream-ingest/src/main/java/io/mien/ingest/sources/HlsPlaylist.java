package io.mien.ingest.sources;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a playlist of HLS (RFC 8216) says of segments and of the dates of their first pictures; a pure reader of its text.
 *
 * @param variant of a master playlist: the first of its playlists, which share one timeline
 * @param segments in their order; none of a master playlist
 * @param target how long a segment is at most
 */
record HlsPlaylist(Optional<URI> variant, List<Segment> segments, Duration target) {
    private static final Duration USUAL_TARGET = Duration.ofSeconds(6);
    private static final int LONGEST_TARGET_SECONDS = 3600;
    private static final Pattern QUOTED_URI = Pattern.compile("URI=\"([^\"]*)\"");
    /** ISO 8601 with an offset, with or without its colon. */
    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    /**
     * A segment.
     *
     * @param sequence its number in the stream
     * @param address where it is
     * @param duration as stated, which may be rounded
     * @param date of its first picture, as stated or reckoned from one before; empty if nothing says
     * @param broken whether its clock is another than that of the segment before
     * @param lines that a playlist needs before it to play it alone, with whole addresses
     */
    record Segment(
            long sequence, URI address, Duration duration, Optional<Instant> date, boolean broken, List<String> lines) {
        /** A playlist that holds nothing else. */
        String alone() {
            return "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:" + (duration.toSeconds() + 1)
                    + "\n#EXT-X-MEDIA-SEQUENCE:" + sequence + "\n"
                    + String.join("", lines.stream().map(line -> line + "\n").toList()) + "#EXTINF:"
                    + duration.toNanos() / 1e9 + ",\n" + address + "\n#EXT-X-ENDLIST\n";
        }
    }

    HlsPlaylist {
        segments = List.copyOf(segments);
    }

    /**
     * Reads one.
     *
     * @param base where it was found, which its addresses are relative to
     * @throws IllegalArgumentException if it is none; the message holds nothing of it
     */
    static HlsPlaylist parse(String text, URI base) {
        if (!text.startsWith("#EXTM3U")) {
            throw new IllegalArgumentException("no playlist");
        }
        Reading reading = new Reading(base);
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(reading::take);
        return new HlsPlaylist(Optional.ofNullable(reading.variant), reading.segments, reading.target);
    }

    /** Line after line. */
    private static final class Reading {
        private final URI base;
        private final List<Segment> segments = new ArrayList<>();
        private @Nullable URI variant;
        private Duration target = USUAL_TARGET;
        private long sequence;
        private boolean isMaster;
        private boolean broken;
        private @Nullable Duration duration;
        private @Nullable Instant date;
        private @Nullable String map;
        private @Nullable String key;
        private @Nullable String range;

        Reading(URI base) {
            this.base = base;
        }

        void take(String line) {
            if (!line.startsWith("#")) {
                address(base.resolve(URI.create(line)));
                return;
            }
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1);
            switch (colon < 0 ? line : line.substring(0, colon)) {
                case "#EXT-X-STREAM-INF" -> isMaster = true;
                case "#EXT-X-TARGETDURATION" ->
                    target = Duration.ofSeconds(Math.min(LONGEST_TARGET_SECONDS, (long) number(value)));
                case "#EXT-X-MEDIA-SEQUENCE" -> sequence = (long) number(value);
                case "#EXTINF" -> duration = Duration.ofNanos(Math.round(number(value.split(",", 2)[0]) * 1e9));
                case "#EXT-X-PROGRAM-DATE-TIME" -> date = date(value);
                case "#EXT-X-DISCONTINUITY" -> {
                    broken = true;
                    date = null;
                }
                case "#EXT-X-MAP" -> map = whole(line);
                case "#EXT-X-KEY" -> key = whole(line);
                case "#EXT-X-BYTERANGE" -> range = line;
                default -> {
                    // Nothing that dates are to be had from.
                }
            }
        }

        private void address(URI address) {
            if (isMaster) {
                variant = variant == null ? address : variant;
                return;
            }
            if (duration == null) {
                return;
            }
            List<String> lines = new ArrayList<>();
            for (String line : new String[] {map, key, range}) {
                if (line != null) {
                    lines.add(line);
                }
            }
            segments.add(new Segment(sequence, address, duration, Optional.ofNullable(date), broken, lines));
            date = date == null ? null : date.plus(duration);
            sequence++;
            duration = null;
            range = null;
            broken = false;
        }

        /** With its address made whole: it is read from elsewhere. */
        private String whole(String line) {
            Matcher address = QUOTED_URI.matcher(line);
            return address.find()
                    ? line.substring(0, address.start(1))
                            + base.resolve(URI.create(address.group(1)))
                            + line.substring(address.end(1))
                    : line;
        }

        private static double number(String text) {
            double number = Double.parseDouble(text.strip());
            if (!(number >= 0 && number < 1e15)) {
                throw new IllegalArgumentException("a number out of all bounds");
            }
            return number;
        }

        private static @Nullable Instant date(String text) {
            try {
                return OffsetDateTime.parse(text.strip(), DATE).toInstant();
            } catch (DateTimeException e) {
                // Without an offset nobody knows when that is.
                return null;
            }
        }
    }
}
