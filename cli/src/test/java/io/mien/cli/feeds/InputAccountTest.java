package io.mien.cli.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.ingest.feed.FeedSummary;
import io.mien.ingest.sources.LeftOutReason;
import io.mien.ingest.sources.SourceAccount;
import io.mien.ingest.topology.PassedOverReason;
import io.mien.ingest.topology.StreamCounts;
import io.mien.schemas.DeadLetterReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputAccountTest {

    private static FeedSummary feed(long frames, Duration length, SourceAccount account) {
        return new FeedSummary("talk", 1, frames, true, List.of(), length, account);
    }

    private static InputAccount account(long frames, StreamCounts counts) {
        return InputAccount.of(feed(frames, Duration.ofSeconds(10), SourceAccount.NOTHING), counts, List.of());
    }

    @Test
    void everyPictureIsSomewhere() {
        SourceAccount source = new SourceAccount(
                Map.of(LeftOutReason.DAMAGED, 3L, LeftOutReason.STOPPED, 1L), 2, false, List.of("a note"));
        StreamCounts counts = new StreamCounts(
                213, 5, Map.of(PassedOverReason.THINNED, 7L), Map.of(DeadLetterReason.NOT_AN_IMAGE, 4L), 220, 212, 1);

        InputAccount account = InputAccount.of(feed(240, Duration.ofSeconds(10), source), counts, List.of("planned"));

        assertThat(account.found()).isEqualTo(account.published() + 4);
        assertThat(account.published())
                .isEqualTo(account.lookedAt() + account.repeated() + 7 + 4 + account.elsewhere());
        assertThat(account.elsewhere()).isEqualTo(11);
        assertThat(account.notes()).containsExactly("planned", "a note");
        assertThat(account.line())
                .isEqualTo("talk: 244 pictures: 240 published, 4 left out (3 DAMAGED, 1 STOPPED); 213 looked at,"
                        + " 7 passed over (7 THINNED), 4 set aside (4 NOT_AN_IMAGE), 5 repeated, 11 worked off elsewhere;"
                        + " 212 face frames of 1 subject; 2 times put right");
        assertThat(account.littleCame()).isNull();
    }

    @Test
    void whatComesToNothingIsSaidWithItsReason() {
        assertThat(account(240, new StreamCounts(240, 0, Map.of(), Map.of(), 0, 0, 0))
                        .littleCame())
                .contains("no face was found in 240 pictures");
        assertThat(account(9, new StreamCounts(9, 0, Map.of(), Map.of(), 9, 0, 0))
                        .littleCame())
                .contains("found 9 times", "too seldom");
        assertThat(account(
                                240,
                                new StreamCounts(
                                        0, 0, Map.of(), Map.of(DeadLetterReason.CAPTURED_IN_FUTURE, 240L), 0, 0, 0))
                        .littleCame())
                .contains("240 of 240 pictures were set aside (240 CAPTURED_IN_FUTURE");
        assertThat(account(240, new StreamCounts(240, 0, Map.of(), Map.of(), 240, 236, 1))
                        .littleCame())
                .isNull();
    }

    @Test
    void nothingIsSaidOfPicturesThatAnotherProcessHasLookedAt() {
        assertThat(account(240, StreamCounts.NONE).littleCame()).isNull();
    }

    @Test
    void aFileThatEndsEarlyIsSaid() {
        SourceAccount early = new SourceAccount(Map.of(), 0, true, List.of());
        InputAccount account = InputAccount.of(
                feed(100, Duration.ofSeconds(4), early),
                new StreamCounts(100, 0, Map.of(), Map.of(), 100, 96, 1),
                List.of());
        assertThat(account.littleCame()).contains("less came than it announced");
    }

    @Test
    void longNamesAreShortenedAndStayApart() {
        StreamNames names = new StreamNames();
        String one = names.of(Path.of("a".repeat(230) + "1.mp4"));
        String other = names.of(Path.of("a".repeat(230) + "2.mp4"));

        assertThat(one).hasSizeLessThanOrEqualTo(200).isNotEqualTo(other).startsWith("aaaa");
        assertThat(new StreamNames().of(Path.of("a".repeat(230) + "1.mov"))).isEqualTo(one);
        assertThat(names.of(Path.of("talk.mp4"))).isEqualTo("talk");
        assertThat(names.of(Path.of("other/talk.mp4"))).isEqualTo("talk-2");
        assertThat(names.of(Path.of(" .mp4"))).isEqualTo("video");
    }
}
