package io.mien.dashboard.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageQueueTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    private static Message message(String order, int number) {
        return new Message(order + number, order, NOW.plusSeconds(number), "");
    }

    private static List<String> drained(MessageQueue queue) {
        List<String> ids = new ArrayList<>();
        while (queue.size() > 0) {
            Message next = queue.next(NOW).orElseThrow();
            ids.add(next.id());
            queue.remove(next);
        }
        return ids;
    }

    @Test
    void alertsTakeTurnsAndEachKeepsItsOrder() {
        MessageQueue queue = new MessageQueue(10);
        List.of(message("a", 1), message("a", 2), message("a", 3), message("b", 4), message("b", 5))
                .forEach(queue::add);
        assertThat(drained(queue)).containsExactly("a1", "b4", "a2", "b5", "a3");
    }

    @Test
    void aFullQueueGivesUpItsOldestMessage() {
        MessageQueue queue = new MessageQueue(3);
        assertThat(queue.add(message("a", 1))).isFalse();
        assertThat(queue.add(message("b", 2))).isFalse();
        assertThat(queue.add(message("a", 3))).isFalse();
        Message onItsWay = queue.next(NOW).orElseThrow();
        assertThat(queue.add(message("c", 4))).isTrue();
        // It was dropped while it was sent: what follows it stays.
        queue.remove(onItsWay);
        assertThat(queue.size()).isEqualTo(3);
        assertThat(drained(queue)).containsExactly("b2", "a3", "c4");
    }

    @Test
    void pausesGrowToTheirLongestWithHalfOfThemAtRandom() {
        RetryPauses pauses = new RetryPauses(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofHours(1));
        Random random = new Random(3);
        for (int failures = 1; failures < 100; failures++) {
            long whole = Math.min(60_000, 1_000L << Math.min(failures - 1, 20));
            assertThat(pauses.after(failures, random).toMillis()).isBetween(whole / 2, whole * 3 / 2);
        }
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        assertThat(RetryAfter.of("120", NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.of("Sun, 1 Mar 2026 09:00:30 GMT", NOW)).isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryAfter.of("Sun, 01 Mar 2026 08:00:00 GMT", NOW)).isEqualTo(Duration.ZERO);
        assertThat(RetryAfter.of("999999999", NOW)).isEqualTo(Duration.ofHours(1));
        assertThat(RetryAfter.of("soon", NOW)).isNull();
        assertThat(RetryAfter.of(null, NOW)).isNull();
    }

    @Test
    void aSecretThatIsNoneIsNotShown() {
        assertThatThrownBy(() -> WebhookSecret.parse("whsec_hunter2!"))
                .hasMessageStartingWith("no base64 (expected: whsec_ and 24 to 64 bytes in base64")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
        assertThatThrownBy(() -> WebhookSecret.parse("aHVudGVyMg=="))
                .hasMessageStartingWith("7 bytes (expected: 24 to 64");
        assertThat(WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"))
                .hasToString("WebhookSecret[set]")
                .isEqualTo(WebhookSecret.parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    }

    @Test
    void addressesThatGiveReadingsAwayAreRefusedWithoutTheirPaths() {
        WebhookSecret secret = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThatThrownBy(() -> new WebhookSettings(
                        "desk",
                        URI.create("http://user:pw@10.0.0.7/s3cret"),
                        false,
                        secret,
                        Set.of(),
                        RetryPauses.DEFAULT,
                        Duration.ofMinutes(9)))
                .hasMessageContaining("url: http to 10.0.0.7 (expected: https, or allow-http: true")
                .hasMessageContaining("url: with a user")
                .hasMessageContaining("answer-within: PT9M")
                .hasMessageNotContainingAny("s3cret", "pw@");
        assertThatThrownBy(() -> new WebhookSettings(
                        "desk",
                        URI.create("ftp://host/s3cret"),
                        true,
                        secret,
                        Set.of(),
                        RetryPauses.DEFAULT,
                        Duration.ofSeconds(1)))
                .hasMessage("url: no address (expected: https://host/path)");
    }
}
