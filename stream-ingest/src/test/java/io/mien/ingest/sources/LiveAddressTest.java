package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveAddressTest {

    @ParameterizedTest
    @CsvSource({
        "rtsp://user:se@cret@10.0.0.7:554/main?token=secret, rtsp://10.0.0.7:554/main, 10.0.0.7-main",
        "RTSPS://10.0.0.7/, rtsps://10.0.0.7/, 10.0.0.7",
        "http://user:secret@[fe80::1]:80/video, http://[fe80::1]:80/video, fe80::1-video",
        "https://cdn/live/hall.m3u8?key=secret, https://cdn/live/hall.m3u8, cdn-hall.m3u8",
        "srt://10.0.0.7:9000?passphrase=secret, srt://10.0.0.7:9000, 10.0.0.7",
        "udp://239.0.0.1:5000, udp://239.0.0.1:5000, 239.0.0.1",
        "/dev/video0, /dev/video0, video0",
        "-, standard input, stdin",
        "watch:/srv/drop/, watch:/srv/drop/, drop"
    })
    void whatMayBeSecretIsNotShown(String text, String shown, String name) {
        LiveAddress address = LiveAddress.parse(text);

        assertThat(LiveAddress.isLive(text)).isTrue();
        assertThat(address.shown()).isEqualTo(shown).doesNotContain("secret");
        assertThat(address).hasToString(shown);
        assertThat(address.streamName()).isEqualTo(name);
    }

    @Test
    void credentialsGoIntoTheUrlEncodedAndNowhereElse() {
        LiveAddress address =
                LiveAddress.parse("rtsp://10.0.0.7/main").withCredentials(FeedCredentials.parse("user:p@ss/wörd +%\n"));

        assertThat(address.url()).isEqualTo("rtsp://user:p%40ss%2Fw%C3%B6rd%20%2B%25@10.0.0.7/main");
        assertThat(address.shown()).isEqualTo("rtsp://10.0.0.7/main");
        assertThat(FeedCredentials.parse("user:secret").toString()).doesNotContain("secret");
    }

    @Test
    void aPasswordThatWasTypedAsItIsIsEncoded() {
        assertThat(LiveAddress.parse("rtsp://user:100%@cam/main").url()).isEqualTo("rtsp://user:100%25@cam/main");
        assertThat(LiveAddress.parse("rtsp://user:p%40ss@cam/main").url()).isEqualTo("rtsp://user:p%40ss@cam/main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://user:secret@host/film", "rtsp://", "://secret"})
    void whatIsNoFeedIsRefusedWithoutItsSecrets(String text) {
        assertThatThrownBy(() -> LiveAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected:")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"talk.mp4", "/srv/talk.mp4", "/dev/null", "C:\\talk.mp4"})
    void filesAreNotLive(String text) {
        assertThat(LiveAddress.isLive(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", ":secret"})
    void credentialsWithoutAUserAreRefusedUnseen(String text) {
        assertThatThrownBy(() -> FeedCredentials.parse(text))
                .hasMessageContaining("USER:PASSWORD")
                .hasMessageNotContaining("secret");
    }
}
