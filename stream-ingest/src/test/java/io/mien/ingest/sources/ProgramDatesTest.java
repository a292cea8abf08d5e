package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProgramDatesTest {
    private static final long STEP = 40_000;
    private static final long SECOND = 1_000_000;
    private static final Instant BEGUN = Instant.parse("2026-03-01T12:00:00Z");

    /** Segments of two seconds, of which the three newest are listed. */
    private static final class Server implements HlsSegments {
        private final List<HlsPlaylist.Segment> segments = new ArrayList<>();
        private final Map<Long, Long> stamps = new HashMap<>();
        private int playlists;
        private int looked;
        private boolean away;

        void add(long stamp, Instant date, boolean broken) {
            long number = segments.size();
            segments.add(new HlsPlaylist.Segment(
                    number,
                    URI.create("http://host/" + number + ".ts"),
                    Duration.ofSeconds(2),
                    Optional.of(date),
                    broken,
                    List.of()));
            stamps.put(number, stamp);
        }

        @Override
        public HlsPlaylist playlist() throws IOException {
            playlists++;
            if (away) {
                throw new IOException("away");
            }
            return new HlsPlaylist(
                    Optional.empty(),
                    segments.subList(Math.max(0, segments.size() - 3), segments.size()),
                    Duration.ofSeconds(2));
        }

        @Override
        public OptionalLong firstStamp(HlsPlaylist.Segment segment) {
            looked++;
            return OptionalLong.of(stamps.getOrDefault(segment.sequence(), 0L));
        }
    }

    private final Server server = new Server();

    private ProgramDates dates(long wrap) {
        return new ProgramDates(server, "http://host/", wrap);
    }

    private static long after(ProgramDates dates, long stamp) {
        return dates.taken(OptionalLong.of(stamp)).getAsLong() - ChronoUnit.MICROS.between(Instant.EPOCH, BEGUN);
    }

    @Test
    void stampsCountOnFromTheFirstSegmentThatIsLookedAt() {
        server.add(10 * SECOND, BEGUN, false);
        server.add(12 * SECOND, BEGUN.plusSeconds(2), false);
        ProgramDates dates = dates(0);

        // The picture is of the segment before the newest.
        assertThat(after(dates, 10 * SECOND + STEP)).isEqualTo(STEP);
        for (long stamp = 10 * SECOND + 2 * STEP; stamp < 60 * SECOND; stamp += STEP) {
            if ((stamp - 10 * SECOND) % (2 * SECOND) == 0 && stamp > 12 * SECOND) {
                server.add(stamp, BEGUN.plus(stamp - 10 * SECOND, ChronoUnit.MICROS), false);
            }
            assertThat(after(dates, stamp)).isEqualTo(stamp - 10 * SECOND);
        }
        assertThat(server.looked).isEqualTo(1);
        assertThat(server.playlists).isLessThan(30);
    }

    @Test
    void aClockThatIsPutForwardCountsFromTheVeryPictureOn() {
        server.add(10 * SECOND, BEGUN, false);
        ProgramDates dates = dates(0);
        assertThat(after(dates, 10 * SECOND)).isZero();
        // No jump of the stamps, and the date is half a second later than they say.
        server.add(12 * SECOND, BEGUN.plusMillis(2_500), true);

        for (long stamp = 10 * SECOND + STEP; stamp < 12 * SECOND; stamp += STEP) {
            assertThat(after(dates, stamp)).isEqualTo(stamp - 10 * SECOND);
        }
        assertThat(after(dates, 12 * SECOND)).isEqualTo(2_500_000);
        assertThat(after(dates, 12 * SECOND + STEP)).isEqualTo(2_500_000 + STEP);
    }

    @Test
    void stampsThatBeginAgainAreFoundInTheirOwnSegment() {
        server.add(10 * SECOND, BEGUN, false);
        ProgramDates dates = dates(0);
        assertThat(after(dates, 10 * SECOND)).isZero();
        server.add(10 * SECOND, BEGUN.plusSeconds(7), true);
        server.add(500 * SECOND, BEGUN.plusSeconds(70), true);

        for (long stamp = 10 * SECOND + STEP; stamp < 12 * SECOND; stamp += STEP) {
            assertThat(after(dates, stamp)).isEqualTo(stamp - 10 * SECOND);
        }
        assertThat(after(dates, 10 * SECOND)).isEqualTo(7 * SECOND);
        assertThat(after(dates, 10 * SECOND + STEP)).isEqualTo(7 * SECOND + STEP);
    }

    @Test
    void aClockThatDriftsIsFollowedToWithinHalfAPicture() {
        long drift = 5_000;
        ProgramDates dates = dates(0);
        for (int segment = 0; segment < 40; segment++) {
            long stamp = 2 * SECOND * segment;
            long truth = stamp + drift * segment;
            server.add(stamp, BEGUN.plus(truth, ChronoUnit.MICROS), false);
            for (long picture = 0; picture < 2 * SECOND; picture += STEP) {
                assertThat(Math.abs(after(dates, stamp + picture) - truth - picture))
                        .isLessThanOrEqualTo(20_000);
            }
        }
        assertThat(server.looked).isLessThan(15);
    }

    @Test
    void stampsAreFollowedOverTheirEnd() {
        long wrap = (1L << 33) * SECOND / 90_000;
        server.add(wrap - SECOND, BEGUN, false);
        ProgramDates dates = dates(wrap);
        assertThat(after(dates, wrap - SECOND)).isZero();
        assertThat(after(dates, wrap - STEP)).isEqualTo(SECOND - STEP);
        assertThat(after(dates, 0)).isEqualTo(SECOND);
        assertThat(after(dates, STEP)).isEqualTo(SECOND + STEP);
        // What FFmpeg makes of it: it counts on.
        assertThat(after(dates, wrap + 2 * STEP)).isEqualTo(SECOND + 2 * STEP);
    }

    @Test
    void aServerThatIsAwayCostsNoDateThatIsKnown() {
        server.add(0, BEGUN, false);
        ProgramDates dates = dates(0);
        assertThat(after(dates, 0)).isZero();
        server.away = true;
        for (long stamp = STEP; stamp < 10 * SECOND; stamp += STEP) {
            assertThat(after(dates, stamp)).isEqualTo(stamp);
        }
        assertThat(server.playlists).isLessThan(15);
        assertThat(dates.taken(OptionalLong.of(900 * SECOND))).isEmpty();
    }
}
