package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.schemas.avro.CaptureClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HLS from a server, with and without dates. */
@Tag("long")
final class HlsFeedIT {
    private static final LiveOptions OPTIONS = LiveOptions.defaults(1280);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static void awaitPictures(FollowedFeed feed, int number) {
        await().atMost(PATIENCE).until(() -> feed.seen().size() >= number);
    }

    /** Between pictures of one round: when the clock changes nobody knows how much time has passed. */
    private static List<Duration> steps(List<FollowedFeed.Seen> pictures) {
        return IntStream.range(1, pictures.size())
                .filter(n -> pictures.get(n - 1).number() < pictures.get(n).number())
                .mapToObj(n -> Duration.between(
                        pictures.get(n - 1).at(), pictures.get(n).at()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mpegts", "fmp4"})
    void picturesHaveThePlaylistsDatesOverAChangeOfTheClock(String format) throws IOException {
        try (HlsServer server = new HlsServer(folder, format, true, Duration.ZERO);
                FollowedFeed feed = new FollowedFeed(server.address(), OPTIONS)) {
            awaitPictures(feed, 110);

            List<FollowedFeed.Seen> pictures = feed.seen();
            int round = 0;
            int before = -1;
            for (FollowedFeed.Seen picture : pictures) {
                round += picture.number() < before ? 1 : 0;
                before = picture.number();
                assertThat(picture.clock()).as("clock of picture %d", before).isEqualTo(CaptureClock.CAMERA);
                assertThat(Duration.between(server.taken(before, round), picture.at()))
                        .as("picture %d of round %d", before, round)
                        .isBetween(HlsServer.PICTURE.negated(), HlsServer.PICTURE);
            }
            assertThat(round).isPositive();
            assertThat(feed.status().losses()).isEmpty();
            assertThat(feed.status().sentence()).doesNotContain("secret");
        }
    }

    @Test
    void datesThatNobodyCanBelieveAreCountedAndArrivalsLieAsEvenlyAsThePictures() throws IOException {
        try (HlsServer server = new HlsServer(folder, "mpegts", true, Duration.ofHours(-1))) {
            FollowedFeed feed = new FollowedFeed(server.address(), OPTIONS);
            try (feed) {
                awaitPictures(feed, 60);
            }

            List<FollowedFeed.Seen> pictures = feed.seen().subList(0, 60);
            assertThat(pictures).extracting(FollowedFeed.Seen::clock).containsOnly(CaptureClock.ARRIVAL);
            assertThat(steps(pictures.subList(10, 60)))
                    .allSatisfy(step -> assertThat(step).isBetween(Duration.ofMillis(30), Duration.ofMillis(50)));
            assertThat(IntStream.range(1, 60))
                    .allMatch(n ->
                            pictures.get(n).number() == (pictures.get(n - 1).number() + 1) % NumberedFilm.PICTURES);
            assertThat(feed.account().timesRepaired()).isGreaterThanOrEqualTo(60);
            assertThat(feed.account().leftOut()).doesNotContainKey(LeftOutReason.BEHIND);
        }
    }

    @Test
    void withoutDatesPicturesLieWhereTheyArrive() throws IOException {
        try (HlsServer server = new HlsServer(folder, "mpegts", false, Duration.ZERO);
                FollowedFeed feed = new FollowedFeed(server.address(), OPTIONS)) {
            awaitPictures(feed, 60);

            assertThat(feed.seen()).allSatisfy(picture -> {
                assertThat(picture.clock()).isEqualTo(CaptureClock.ARRIVAL);
                assertThat(Duration.between(picture.at(), picture.came()))
                        .isBetween(Duration.ofMillis(-100), Duration.ofSeconds(1));
            });
        }
    }
}
