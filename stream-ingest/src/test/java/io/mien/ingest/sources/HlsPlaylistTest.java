package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HlsPlaylistTest {
    private static final URI BASE = URI.create("https://user:secret@host/live/main.m3u8?token=1");

    @Test
    void segmentsHaveNumbersWholeAddressesAndDates() {
        HlsPlaylist playlist = HlsPlaylist.parse("""
                #EXTM3U
                #EXT-X-TARGETDURATION:4
                #EXT-X-MEDIA-SEQUENCE:17
                #EXT-X-KEY:METHOD=AES-128,URI="key?id=1",IV=0x1
                #EXT-X-PROGRAM-DATE-TIME:2026-03-01T13:00:00.250+01:00
                #EXTINF:3.84,a title, with a comma
                one.ts
                #EXTINF:4,
                /other/two.ts
                #EXT-X-DISCONTINUITY
                #EXT-X-MAP:URI="init.mp4"
                #EXT-X-BYTERANGE:1000@20
                #EXTINF:4.0,
                three.m4s
                #EXT-X-PROGRAM-DATE-TIME:2026-03-01T12:01:00Z
                #EXTINF:4.0,
                three.m4s
                """, BASE);

        assertThat(playlist.target()).isEqualTo(Duration.ofSeconds(4));
        assertThat(playlist.segments())
                .extracting(HlsPlaylist.Segment::sequence)
                .containsExactly(17L, 18L, 19L, 20L);
        assertThat(playlist.segments())
                .extracting(HlsPlaylist.Segment::date)
                .containsExactly(
                        Optional.of(Instant.parse("2026-03-01T12:00:00.250Z")),
                        Optional.of(Instant.parse("2026-03-01T12:00:04.090Z")),
                        Optional.empty(),
                        Optional.of(Instant.parse("2026-03-01T12:01:00Z")));
        assertThat(playlist.segments())
                .extracting(HlsPlaylist.Segment::broken)
                .containsExactly(false, false, true, false);
        assertThat(playlist.segments().get(1).address()).isEqualTo(URI.create("https://user:secret@host/other/two.ts"));
        assertThat(playlist.segments().get(2).alone())
                .contains(
                        "#EXT-X-MAP:URI=\"https://user:secret@host/live/init.mp4\"\n",
                        "#EXT-X-KEY:METHOD=AES-128,URI=\"https://user:secret@host/live/key?id=1\",IV=0x1\n",
                        "#EXT-X-BYTERANGE:1000@20\n#EXTINF:4.0,\nhttps://user:secret@host/live/three.m4s\n#EXT-X-ENDLIST");
        assertThat(playlist.segments().get(3).lines()).noneMatch(line -> line.contains("BYTERANGE"));
    }

    @Test
    void aMasterPlaylistLeadsToItsFirstVariant() {
        HlsPlaylist playlist = HlsPlaylist.parse("""
                #EXTM3U
                #EXT-X-STREAM-INF:BANDWIDTH=1
                low/main.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=2
                high/main.m3u8
                """, BASE);
        assertThat(playlist.variant()).contains(URI.create("https://user:secret@host/live/low/main.m3u8"));
        assertThat(playlist.segments()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T12:00:00", "soon", "", "2026-03-01T12:00:00.000+0", "2026-13-01T12:00:00Z"})
    void aDateThatIsNoMomentIsNone(String date) {
        HlsPlaylist playlist =
                HlsPlaylist.parse("#EXTM3U\n#EXT-X-PROGRAM-DATE-TIME:" + date + "\n#EXTINF:4,\na.ts\n", BASE);
        assertThat(playlist.segments().get(0).date()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T12:00:00.000Z", "2026-03-01T14:00:00+0200", "2026-03-01T13:30:00+01:30"})
    void offsetsComeInSeveralForms(String date) {
        HlsPlaylist playlist =
                HlsPlaylist.parse("#EXTM3U\n#EXT-X-PROGRAM-DATE-TIME:" + date + "\n#EXTINF:4,\na.ts\n", BASE);
        assertThat(playlist.segments().get(0).date()).contains(Instant.parse("2026-03-01T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "#EXTM3U\n#EXTINF:soon,\na.ts",
                "#EXTM3U\n#EXTINF:-1,\na.ts",
                "#EXTM3U\n#EXTINF:4,\na b:|.ts"
            })
    void whatIsNoPlaylistIsRefusedWithoutWhatItHolds(String text) {
        assertThatThrownBy(() -> HlsPlaylist.parse(text, BASE)).isInstanceOf(IllegalArgumentException.class);
    }
}
