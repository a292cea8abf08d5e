package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.schemas.avro.CaptureClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cameras as they are: GStreamer's RTSP server with real encoders, killed, frozen, and started again. */
@Tag("long")
final class RtspFeedsIT {
    private static final int WELL = 7;
    private static final long STEP_MILLIS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final LiveOptions OPTIONS =
            LiveOptions.defaults(1280).withPatience(Duration.ofSeconds(2), Duration.ofSeconds(5));

    @TempDir
    static Path folder;

    @BeforeAll
    static void requireServer() throws IOException, InterruptedException {
        RtspCamera.require();
    }

    private static void awaitState(FollowedFeed feed, FeedStatus.State state) {
        await().atMost(PATIENCE).until(() -> feed.status().state() == state);
    }

    private static void awaitPictures(FollowedFeed feed, int number) {
        await().atMost(PATIENCE).until(() -> feed.seen().size() >= number);
    }

    /** Steps that are not the camera's, by its own clock: a picture is missing there, or came twice. */
    private static List<Long> holes(List<FollowedFeed.Seen> pictures) {
        List<FollowedFeed.Seen> dated = pictures.stream()
                .filter(picture -> picture.clock() == CaptureClock.CAMERA)
                .toList();
        assertThat(dated).as("pictures dated by the camera").hasSizeGreaterThan(25);
        return IntStream.range(1, dated.size())
                .mapToObj(n -> Duration.between(
                                dated.get(n - 1).at(), dated.get(n).at())
                        .toMillis())
                .filter(step -> Math.abs(step - STEP_MILLIS) > STEP_MILLIS / 4)
                .toList();
    }

    @Test
    void ofTenCamerasThreeFailInDifferentWaysAndTheOthersLoseNothing() throws Exception {
        List<RtspCamera> cameras = new ArrayList<>();
        List<FollowedFeed> feeds = new ArrayList<>();
        try {
            for (int n = 0; n < WELL + 2; n++) {
                cameras.add(RtspCamera.start(folder, "--size", "160x96"));
                feeds.add(new FollowedFeed(cameras.get(n).address(), OPTIONS));
            }
            RtspCamera locked = RtspCamera.start(folder, "--size", "160x96", "--password", "right");
            cameras.add(locked);
            FollowedFeed wrong =
                    new FollowedFeed(locked.address().withCredentials(FeedCredentials.parse("user:secret")), OPTIONS);
            feeds.add(wrong);
            RtspCamera killed = cameras.get(WELL);
            RtspCamera frozen = cameras.get(WELL + 1);
            feeds.subList(0, WELL + 2).forEach(feed -> awaitState(feed, FeedStatus.State.LIVE));

            killed.kill();
            frozen.freeze();
            FollowedFeed ofKilled = feeds.get(WELL);
            FollowedFeed ofFrozen = feeds.get(WELL + 1);
            awaitState(ofKilled, FeedStatus.State.RECONNECTING);
            awaitState(ofFrozen, FeedStatus.State.RECONNECTING);
            assertThat(ofFrozen.status().losses()).containsKey(FeedLoss.Reason.SILENT);
            assertThat(wrong.status().losses()).containsKey(FeedLoss.Reason.UNAUTHORISED);
            assertThat(wrong.status().sentence()).endsWith("user or password are wrong");
            int seenOfFrozen = ofFrozen.seen().size();

            killed.startAgain();
            frozen.thaw();
            awaitState(ofKilled, FeedStatus.State.LIVE);
            awaitState(ofFrozen, FeedStatus.State.LIVE);
            awaitPictures(ofFrozen, seenOfFrozen + 10);
            feeds.subList(0, WELL).forEach(feed -> awaitPictures(feed, 150));

            assertThat(ofKilled.sessions().size()).isGreaterThanOrEqualTo(2);
            assertThat(ofFrozen.seen())
                    .allSatisfy(picture -> assertThat(Duration.between(picture.at(), picture.came()))
                            .isLessThan(Duration.ofSeconds(2)));
            for (FollowedFeed well : feeds.subList(0, WELL)) {
                List<FollowedFeed.Seen> pictures = well.seen();
                assertThat(well.status().losses()).isEmpty();
                assertThat(well.sessions()).hasSize(1);
                assertThat(holes(pictures)).isEmpty();
            }
        } finally {
            feeds.forEach(FollowedFeed::close);
            cameras.forEach(RtspCamera::close);
        }
    }

    @Test
    void theCamerasOwnClockIsTakenOnceItSaysItAndTheClocksWrapIsPassed() throws Exception {
        // 32 bits of 90 kHz end three seconds after the start.
        long begin = (1L << 32) - 3 * 90_000;
        try (RtspCamera camera = RtspCamera.start(folder, "--timestamp-offset", Long.toString(begin));
                FollowedFeed feed = new FollowedFeed(camera.address(), OPTIONS)) {
            awaitPictures(feed, 150);

            List<FollowedFeed.Seen> pictures = feed.seen();
            assertThat(feed.sessions()).hasSize(1);
            assertThat(holes(pictures)).isEmpty();
            assertThat(pictures.get(149).clock()).isEqualTo(CaptureClock.CAMERA);
            assertThat(pictures.get(0).clock()).isEqualTo(CaptureClock.ARRIVAL);
            assertThat(pictures)
                    .allSatisfy(picture -> assertThat(Duration.between(picture.at(), picture.came()))
                            .isBetween(Duration.ofMillis(-50), Duration.ofMillis(700)));
        }
    }

    @Test
    void h265OverUdpIsReadToo() throws Exception {
        try (RtspCamera camera = RtspCamera.start(folder, "--codec", "h265");
                FollowedFeed feed =
                        new FollowedFeed(camera.address(), OPTIONS.withTransport(LiveOptions.Transport.UDP))) {
            awaitPictures(feed, 30);
            assertThat(feed.status().state()).isEqualTo(FeedStatus.State.LIVE);
        }
    }
}
