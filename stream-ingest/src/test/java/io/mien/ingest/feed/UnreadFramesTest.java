package io.mien.ingest.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class UnreadFramesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final TopicPartition PLACE = new TopicPartition("camera-frames", 0);

    private long now = 5;

    @Test
    void aFrameThatTheBrokerDoesNotAcknowledgeHoldsUpTheFeedUntilItDoes() {
        try (UnreadFrames frames = new UnreadFrames(Map.of("bootstrap.servers", "localhost:1"), "group", () -> now)) {
            assertThat(frames.isHeldUpFor(SECOND)).isFalse();
            frames.sent();
            now += SECOND.toNanos() / 2;
            frames.sent();
            now += SECOND.toNanos() / 2;
            assertThat(frames.isHeldUpFor(SECOND)).isFalse();
            now++;
            assertThat(frames.isHeldUpFor(SECOND)).isTrue();
            frames.written(PLACE, 7);
            assertThat(frames.isHeldUpFor(SECOND))
                    .as("the second one is younger")
                    .isFalse();
            now += SECOND.toNanos();
            assertThat(frames.isHeldUpFor(SECOND)).isTrue();
            frames.written(PLACE, 8);
            assertThat(frames.isHeldUpFor(SECOND)).as("none is on its way").isFalse();
            assertThat(frames.inFlight()).isZero();
            assertThat(frames.isAtMost(1)).as("two are unread").isFalse();
        }
    }

    @Test
    void aFrameThatCouldNotBeSentIsNotWaitedFor() {
        try (UnreadFrames frames = new UnreadFrames(Map.of("bootstrap.servers", "localhost:1"), "group", () -> now)) {
            frames.sent();
            frames.notSent();
            now += 2 * SECOND.toNanos();
            assertThat(frames.isHeldUpFor(SECOND)).isFalse();
        }
    }
}
