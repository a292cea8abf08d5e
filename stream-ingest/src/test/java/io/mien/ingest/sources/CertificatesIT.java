package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cameras whose certificate nobody has signed but themselves. */
@Tag("long")
final class CertificatesIT {
    private static final LiveOptions OPTIONS =
            LiveOptions.defaults(1280).withPatience(Duration.ofSeconds(2), Duration.ofSeconds(5));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static SelfMadeCertificate own;
    private static SelfMadeCertificate others;

    @BeforeAll
    static void make() throws Exception {
        own = SelfMadeCertificate.make(folder, "own", "dns:localhost,ip:127.0.0.1");
        others = SelfMadeCertificate.make(folder, "others", "dns:camera.example");
    }

    private static LiveOptions trusting(SelfMadeCertificate certificate) {
        return OPTIONS.withCertificates(new Certificates(true, certificate.certificate()));
    }

    private static void awaitPictures(FollowedFeed feed) {
        await().atMost(PATIENCE).until(() -> feed.seen().size() >= 5);
    }

    private static void awaitUntrusted(FollowedFeed feed, String why) {
        await().atMost(PATIENCE).until(() -> feed.status().losses().containsKey(FeedLoss.Reason.UNTRUSTED));
        assertThat(feed.status().state()).isEqualTo(FeedStatus.State.RECONNECTING);
        assertThat(feed.status().sentence())
                .contains(": its certificate is not trusted: " + why)
                .doesNotContain("secret");
        assertThat(feed.seen()).isEmpty();
    }

    @Test
    void aCertificateThatNobodyHasSignedIsUntrustedUntilItIsNamedOrNotAskedFor() throws Exception {
        try (MotionJpegServer camera = new MotionJpegServer(own.context())) {
            LiveAddress address =
                    LiveAddress.parse(camera.address()).withCredentials(FeedCredentials.parse("user:secret"));
            try (FollowedFeed usual = new FollowedFeed(address, OPTIONS);
                    FollowedFeed trusting = new FollowedFeed(address, trusting(own));
                    FollowedFeed careless = new FollowedFeed(address, OPTIONS.withCertificates(Certificates.ANY))) {
                awaitUntrusted(usual, "no authority that is trusted has signed it");
                awaitPictures(trusting);
                awaitPictures(careless);
            }
        }
    }

    @Test
    void aCertificateOfAnotherHostIsUntrustedAtANumberToo() throws Exception {
        try (MotionJpegServer camera = new MotionJpegServer(others.context());
                FollowedFeed feed = new FollowedFeed(camera.address(), trusting(others))) {
            awaitUntrusted(feed, "it is for another host");
        }
    }

    @Test
    void segmentsOfAnotherServerAreCheckedAsTheirPlaylistIs() throws Exception {
        try (HlsServer elsewhere = new HlsServer(Files.createDirectories(folder.resolve("one")), others.context(), "");
                HlsServer trusted =
                        new HlsServer(Files.createDirectories(folder.resolve("two")), own.context(), elsewhere.root());
                HlsServer whole = new HlsServer(Files.createDirectories(folder.resolve("three")), own.context(), "");
                FollowedFeed feed = new FollowedFeed(whole.address(), trusting(own));
                FollowedFeed mixed = new FollowedFeed(trusted.address(), trusting(own))) {
            awaitPictures(feed);
            await().atMost(PATIENCE).until(() -> !mixed.status().losses().isEmpty());
            assertThat(mixed.seen()).isEmpty();
        }
    }

    @Test
    void rtspsIsCheckedInTheSameWay() throws Exception {
        RtspCamera.require();
        try (RtspCamera camera = RtspCamera.start(
                folder, "--password", "right", "--certificate", own.withKey().toString())) {
            LiveAddress address = LiveAddress.parse(camera.address().shown().replace("rtsp:", "rtsps:"))
                    .withCredentials(FeedCredentials.parse("user:right"));
            try (FollowedFeed usual = new FollowedFeed(address, OPTIONS);
                    FollowedFeed trusting = new FollowedFeed(address, trusting(own))) {
                awaitUntrusted(usual, "no authority that is trusted has signed it");
                awaitPictures(trusting);
            }
        }
    }

    @Test
    void aFileWithoutCertificatesIsRefusedByItsName() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> new Certificates(true, empty)).hasMessageContaining("empty.pem holds no certificate");
        assertThatThrownBy(() -> new Certificates(true, folder.resolve("gone.pem")))
                .hasMessageContaining("gone.pem cannot be read");
        assertThatThrownBy(() -> new Certificates(false, own.certificate())).hasMessageContaining("tls: verify");
    }
}
