package io.mien.cli.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.cli.terminal.CommandException;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.LiveFeed;
import io.mien.ingest.sources.SamplingGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FeedFileTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("HALL", "user:secret");

    @TempDir
    Path folder;

    private FeedFile read(String text) throws IOException {
        return FeedFile.read(Files.writeString(folder.resolve("feeds.yaml"), text), ENVIRONMENT);
    }

    @Test
    void everyKeyIsReadAndSecretsStayOutOfSight() throws IOException {
        FeedFile file = read("""
                feeds:
                  - name: hall
                    address: rtsp://10.0.0.7/main
                    purpose: a study of gait
                    group: north wing
                    credentials: {environment: HALL}
                    transport: udp
                    silence: 10s
                    opening: 20s
                    time-correction: -150ms
                    clock-tolerance: 30s
                    sampling: 250ms
                    rotate: 90
                    flip: vertical
                    regions: ["0,0,50,100"]
                    masks: ["0,0,10,10"]
                  - {name: gate, address: 'rtsps://10.0.0.9/main', tls: any}
                  - {name: film, address: talk.mp4, pace: real-time, loop: true, sampling: 100ms}
                """);

        assertThat(file.feeds()).containsOnlyKeys("hall", "gate", "film");
        FeedPlan hall = Objects.requireNonNull(file.feeds().get("hall")).plan();
        LiveFeed live = Objects.requireNonNull(hall.live());
        assertThat(hall.pace()).isEqualTo(Pace.LIVE);
        assertThat(hall.loop()).isTrue();
        assertThat(hall.purpose()).isEqualTo("a study of gait");
        assertThat(live.address().shown()).isEqualTo("rtsp://10.0.0.7/main");
        assertThat(live.address().hasCredentials()).isTrue();
        assertThat(live.status().group()).isEqualTo("north wing");
        assertThat(file.toString()).doesNotContain("secret");
        FeedPlan film = Objects.requireNonNull(file.feeds().get("film")).plan();
        assertThat(film.live()).isNull();
        assertThat(film.purpose()).isNull();
        assertThat(film.pace()).isEqualTo(Pace.REAL_TIME);
        assertThat(film.loop()).isTrue();
        assertThat(film.sampling()).isEqualTo(new SamplingGrid(Duration.ofMillis(100)));
        assertThat(hall.sampling()).as("a camera is sampled where it is read").isNull();
    }

    @Test
    void aWatchedFolderGivesAllOfItsPicturesUnlessItsUserWantsAPictureACell() throws IOException {
        FeedFile file = read("""
                feeds:
                  - {name: all, address: 'watch:pictures'}
                  - {name: sampled, address: 'watch:pictures', sampling: 125ms}
                """);

        assertThat(Objects.requireNonNull(file.feeds().get("all")).plan().sampling())
                .isNull();
        assertThat(Objects.requireNonNull(file.feeds().get("sampled")).plan().sampling())
                .isEqualTo(SamplingGrid.DEFAULT);
    }

    @Test
    void anEmptyFileDescribesNoFeeds() throws IOException {
        assertThat(read("feeds:\n").feeds()).isEmpty();
        assertThat(read("feeds: []\n").feeds()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: a, adress: x}                                          | adress: no such key",
                "{address: rtsp://cam/}                                        | feed 1: name: missing",
                "{name: a}                                                     | feed a: address: missing",
                "{name: a, address: 'ftp://user:secret@cam/'}                  | feed a: address: ftp:// is not known",
                "{name: a, address: 'rtsp://user:secret@cam/'}                 | expected: credentials with environment or file",
                "{name: a, address: 'rtsp://cam/', credentials: {environment: NONE}} | no variable NONE",
                "{name: a, address: 'rtsp://cam/', credentials: {file: gone}}  | file gone cannot be read",
                "{name: a, address: 'rtsp://cam/', credentials: {}}            | one of environment and file",
                "{name: a, address: 'rtsp://cam/', transport: pigeon}          | transport: pigeon (expected: tcp or udp)",
                "{name: a, address: 'rtsp://cam/', purpose: ' '}               | purpose: 1 characters",
                "{name: a, address: 'rtsp://cam/', group: ' '}                 | group: 1 characters",
                "{name: a, address: film.mp4, group: hall}                     | group: of a video file",
                "{name: a, address: 'rtsps://cam/', tls: perhaps}              | tls: perhaps (expected: verify or any)",
                "{name: a, address: 'rtsp://cam/', tls: any}                   | with https or rtsps only",
                "{name: a, address: 'https://cam/', certificate-authorities: gone.pem} | gone.pem cannot be read",
                "{name: a, address: a.mp4, tls: any}                           | of a live feed only",
                "{name: a, address: 'rtsp://cam/', silence: 0s}                | silence: PT0S",
                "{name: a, address: 'rtsp://cam/', opening: soon}              | opening: 'soon'",
                "{name: a, address: 'rtsp://cam/', sampling: often}            | sampling: often (expected: all, or the length",
                "{name: a, address: a.mp4, sampling: 2h}                       | sampling: 2h (expected: all, or the length",
                "{name: a, address: 'rtsp://cam/', rotate: 45}                 | rotate: 45",
                "{name: a, address: 'rtsp://cam/', flip: over}                 | flip: over",
                "{name: a, address: 'rtsp://cam/', masks: ['0,0,200,1']}       | masks: '0,0,200,1'",
                "{name: a, address: 'rtsp://cam/', loop: true}                 | of a video file only",
                "{name: a, address: a.mp4, silence: 5s}                        | of a live feed only",
                "{name: a, address: a.mp4, pace: fast, loop: true}             | with pace real-time only",
                "{name: a, name: b, address: a.mp4}                            | Duplicate"
            })
    void whatMakesNoSenseIsRefusedByFeedAndKey(String feed, String message) {
        assertThatThrownBy(() -> read("feeds:\n  - " + feed + "\n"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--feeds " + folder.resolve("feeds.yaml"))
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aNameIsThereOnce() {
        assertThatThrownBy(() -> read("feeds: [{name: a, address: a.mp4}, {name: a, address: b.mp4}]"))
                .hasMessageContaining("feed a: there twice");
        assertThatThrownBy(() -> read("feed: []")).hasMessageContaining("feed: no such key (expected: feeds)");
    }

    @Test
    void anotherPasswordIsAnotherFeed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "user:one\n");
        String text = "feeds: [{name: a, address: 'rtsp://cam/', credentials: {file: " + secret + "}}]";
        FeedFile before = read(text);
        assertThat(read(text)).isEqualTo(before);
        Files.writeString(secret, "user:two\n");
        assertThat(read(text)).isNotEqualTo(before);
    }
}
