package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.schemas.avro.CaptureClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveFeedTest {
    private static final LiveOptions IMPATIENT =
            LiveOptions.defaults(1280).withPatience(Duration.ofSeconds(1), Duration.ofSeconds(3));
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPictures(FollowedFeed feed, int number) {
        await().atMost(SOON).until(() -> feed.seen().size() >= number);
    }

    private static void awaitLoss(FollowedFeed feed, FeedLoss.Reason reason) {
        await().atMost(SOON).until(() -> feed.status().losses().containsKey(reason));
    }

    @Test
    void everyPictureOfACameraComesOnceInOrderWithItsArrival() throws IOException {
        try (MotionJpegServer camera = new MotionJpegServer(0);
                FollowedFeed feed = new FollowedFeed(camera.address(), IMPATIENT)) {
            awaitPictures(feed, 30);

            List<FollowedFeed.Seen> seen = feed.seen();
            assertThat(feed.status().state()).isEqualTo(FeedStatus.State.LIVE);
            for (int n = 1; n < seen.size(); n++) {
                assertThat(seen.get(n).number()).isEqualTo(seen.get(n - 1).number() + 1);
            }
            assertThat(seen).allSatisfy(picture -> {
                assertThat(picture.clock()).isEqualTo(CaptureClock.ARRIVAL);
                assertThat(Duration.between(picture.at(), picture.came()))
                        .isBetween(Duration.ZERO, Duration.ofSeconds(1));
            });
        }
    }

    @Test
    void aSampledCameraGivesAPictureACellAndAccountsForTheOthers() throws IOException {
        FollowedFeed feed;
        try (MotionJpegServer camera = new MotionJpegServer(0)) {
            feed = new FollowedFeed(camera.address(), IMPATIENT.withSampling(SamplingGrid.DEFAULT));
            awaitPictures(feed, 24);
        }
        feed.close();

        List<FollowedFeed.Seen> seen = feed.seen();
        int first = seen.get(0).number();
        int last = seen.get(seen.size() - 1).number();
        // Twenty-five pictures a second, eight cells: a machine that is slow for a moment makes some cells have two.
        assertThat(last - first).isGreaterThan(2 * seen.size());
        assertThat(seen.size() + feed.account().leftOutTotal()).isGreaterThan(last - first);
        assertThat(feed.account().leftOut()).containsKey(LeftOutReason.NOT_NEAREST);
    }

    @Test
    void aFeedThatIsNotThereYetIsTriedUntilItIs() throws IOException {
        int port = freePort();
        try (FollowedFeed feed = new FollowedFeed("http://127.0.0.1:" + port + "/video", IMPATIENT)) {
            awaitLoss(feed, FeedLoss.Reason.REFUSED);
            assertThat(feed.status().state()).isEqualTo(FeedStatus.State.RECONNECTING);
            assertThat(feed.status().sentence()).isEqualTo("nothing listens at http://127.0.0.1:" + port + "/video");

            try (MotionJpegServer camera = new MotionJpegServer(port)) {
                assertThat(camera.port()).isEqualTo(port);
                awaitPictures(feed, 5);
                assertThat(feed.status().state()).isEqualTo(FeedStatus.State.LIVE);
                assertThat(feed.status().connections()).isEqualTo(1);
            }
            await().atMost(SOON).until(() -> feed.status().state() == FeedStatus.State.RECONNECTING);
        }
    }

    @Test
    void aCameraThatFallsSilentIsGivenUpAndComesBackInANewSession() throws IOException {
        try (MotionJpegServer camera = new MotionJpegServer(0);
                FollowedFeed feed = new FollowedFeed(camera.address(), IMPATIENT)) {
            awaitPictures(feed, 5);
            camera.silent(true);
            awaitLoss(feed, FeedLoss.Reason.SILENT);
            assertThat(feed.status().sentence()).endsWith("no picture for 1 s");
            int before = feed.seen().size();
            camera.silent(false);
            awaitPictures(feed, before + 5);

            assertThat(feed.sessions()).hasSize(2);
        }
    }

    @Test
    void aConnectionThatIsClosedIsMadeAnew() throws IOException {
        try (MotionJpegServer camera = new MotionJpegServer(0);
                FollowedFeed feed = new FollowedFeed(camera.address(), IMPATIENT)) {
            awaitPictures(feed, 5);
            camera.breaking(true);
            awaitLoss(feed, FeedLoss.Reason.ENDED);
            camera.breaking(false);
            int before = feed.seen().size();
            awaitPictures(feed, before + 5);
            assertThat(feed.status().connections()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void picturesOfAnotherSizeBeginANewSessionOnTheSameConnection() throws IOException {
        try (MotionJpegServer camera = new MotionJpegServer(0);
                FollowedFeed feed = new FollowedFeed(camera.address(), IMPATIENT)) {
            awaitPictures(feed, 5);
            camera.scale(2);
            awaitLoss(feed, FeedLoss.Reason.SIZE_CHANGED);
            await().atMost(SOON).until(() -> feed.sessions().size() == 2);

            assertThat(feed.status().state()).isEqualTo(FeedStatus.State.LIVE);
            assertThat(feed.status().connections()).isEqualTo(1);
            assertThat(feed.status().sentence()).contains("352x288 now, 176x144 before");
            assertThat(feed.sessions().get(0)).allMatch(picture -> picture.width() == NumberedFilm.WIDTH);
            assertThat(feed.sessions().get(1)).allMatch(picture -> picture.width() == 2 * NumberedFilm.WIDTH);
        }
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() throws IOException {
        try (MotionJpegServer camera = new MotionJpegServer(0)) {
            camera.password("right");
            LiveAddress address = LiveAddress.parse(camera.address());
            try (FollowedFeed wrong =
                            new FollowedFeed(address.withCredentials(FeedCredentials.parse("user:secret")), IMPATIENT);
                    FollowedFeed none = new FollowedFeed(address, IMPATIENT);
                    FollowedFeed right =
                            new FollowedFeed(address.withCredentials(FeedCredentials.parse("user:right")), IMPATIENT)) {
                awaitLoss(wrong, FeedLoss.Reason.UNAUTHORISED);
                awaitLoss(none, FeedLoss.Reason.UNAUTHORISED);
                awaitPictures(right, 3);
                assertThat(wrong.status().sentence())
                        .endsWith("user or password are wrong")
                        .doesNotContain("secret");
                assertThat(none.status().sentence()).endsWith("user or password are missing");
            }
        }
    }

    @Test
    void aHostThatDoesNotExistIsTold() {
        try (FollowedFeed feed = new FollowedFeed("rtsp://camera.invalid/main", IMPATIENT)) {
            awaitLoss(feed, FeedLoss.Reason.HOST_UNKNOWN);
            assertThat(feed.status().sentence()).isEqualTo("no host is called camera.invalid (check the address)");
        }
    }

    @Test
    void aHostThatTakesTheCallAndSaysNothingIsGivenUpInTimeAndHoldsUpNobody() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                MotionJpegServer camera = new MotionJpegServer(0);
                FollowedFeed dead = new FollowedFeed("rtsp://127.0.0.1:" + mute.getLocalPort() + "/main", IMPATIENT);
                FollowedFeed well = new FollowedFeed(camera.address(), IMPATIENT)) {
            long begun = System.nanoTime();
            awaitPictures(well, 3);
            assertThat(dead.status().losses()).isEmpty();
            awaitLoss(dead, FeedLoss.Reason.NO_ANSWER);

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
            assertThat(dead.status().sentence()).endsWith("within 3 s");
        }
    }

    @Test
    @Tag("long")
    void aTransportStreamThatPassesTheEndOfItsClockGoesOn() throws Exception {
        // 33 bits of 90 kHz end after 95,443.7 s: two seconds into this film.
        long begin = 95_441_718_000L;
        Path film = NumberedFilm.write(
                folder.resolve("film.ts"),
                "mpegts",
                "mpeg2video",
                25,
                number -> begin + number * 40_000L,
                Map.of("muxdelay", "0", "muxpreload", "0"));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FollowedFeed feed = new FollowedFeed("tcp://127.0.0.1:" + server.getLocalPort(), IMPATIENT)) {
            send(film, server, Duration.ofSeconds(5));
            awaitLoss(feed, FeedLoss.Reason.ENDED);

            List<FollowedFeed.Seen> seen = feed.sessions().get(0);
            assertThat(feed.sessions()).hasSize(1);
            assertThat(seen).hasSizeGreaterThan(180);
            assertThat(seen)
                    .extracting(FollowedFeed.Seen::number)
                    .isEqualTo(IntStream.range(seen.get(0).number(), NumberedFilm.PICTURES)
                            .boxed()
                            .toList());
            for (int n = 1; n < seen.size(); n++) {
                assertThat(seen.get(n).at()).isAfter(seen.get(n - 1).at());
            }
            // Sent faster than it was filmed: its stamps are followed as far as they go with the arrivals.
            assertThat(seen)
                    .allSatisfy(picture -> assertThat(Duration.between(picture.at(), picture.came()))
                            .isBetween(LiveClock.LARGEST_STRAY.negated(), LiveClock.LARGEST_STRAY.plusSeconds(1)));
        }
    }

    /** Sends a film evenly, to the first who asks. */
    private static void send(Path film, ServerSocket server, Duration time) throws Exception {
        byte[] bytes = Files.readAllBytes(film);
        int parts = (int) (time.toMillis() / 20);
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            for (int part = 0; part < parts; part++) {
                int from = (int) ((long) bytes.length * part / parts);
                out.write(bytes, from, (int) ((long) bytes.length * (part + 1) / parts) - from);
                out.flush();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    @Test
    void picturesThatAreDroppedIntoAFolderComeWhenTheyAreWhole() throws IOException {
        write("old.jpg", MotionJpegServer.jpeg(1, 1));
        try (FollowedFeed feed = new FollowedFeed("watch:" + folder, IMPATIENT)) {
            // Whatever is written until the folder was looked at for the first time is old.
            await().atMost(SOON).until(() -> feed.status().sentence().startsWith("waiting"));
            ByteBuffer jpeg = MotionJpegServer.jpeg(7, 1);
            ByteBuffer half = jpeg.duplicate().limit(jpeg.limit() / 2);
            Path slow = folder.resolve("slow.jpg");
            try (FileChannel channel = FileChannel.open(slow, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.write(half);
                channel.write(jpeg.duplicate().position(half.limit()));
            }
            awaitPictures(feed, 1);
            write("next.jpg", MotionJpegServer.jpeg(9, 1));
            write("note.txt", ByteBuffer.wrap(new byte[] {1, 2, 3}));
            write("broken.jpg", ByteBuffer.wrap(new byte[] {1, 2, 3}));
            awaitPictures(feed, 2);

            assertThat(feed.seen()).extracting(FollowedFeed.Seen::number).containsExactly(7, 9);
            assertThat(feed.status().state()).isEqualTo(FeedStatus.State.LIVE);
        }
    }

    private void write(String name, ByteBuffer bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(bytes.duplicate());
        }
    }
}
