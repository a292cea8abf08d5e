package io.mien.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.websocket.api.Callback;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final List<String> sent = new ArrayList<>();
    private final List<Callback> callbacks = new ArrayList<>();
    private final GatewayCounters counters = new GatewayCounters();
    private final Outbox outbox = new Outbox(
            (text, callback) -> {
                sent.add(text);
                callbacks.add(callback);
            },
            counters);

    private void read() {
        callbacks.remove(0).succeed();
    }

    @Test
    void aSlowClientGetsTheNewestOfEachKind() {
        outbox.notice("welcome");
        outbox.reading("s1", "s1 first");
        outbox.reading("s2", "s2 first");
        outbox.reading("s1", "s1 second");
        outbox.accepted(() -> "accepted 1");
        outbox.accepted(() -> "accepted 2");
        outbox.askToWait(() -> "wait 1");
        outbox.askToWait(() -> "wait 2");
        assertThat(sent).containsExactly("welcome");

        for (int n = 0; n < 5; n++) {
            read();
        }

        assertThat(sent).containsExactly("welcome", "wait 2", "accepted 2", "s2 first", "s1 second");
        assertThat(counters.now(GatewayState.CONNECTED).readingsPassedOver()).isEqualTo(1);
        assertThat(counters.now(GatewayState.CONNECTED).readingsSent()).isEqualTo(2);
    }

    @Test
    void aClientThatDoesNotReadTakesAFewMessagesOfMemory() {
        for (int n = 0; n < 10_000; n++) {
            outbox.notice("notice " + n);
            outbox.reading("s" + n, "reading " + n);
        }
        assertThat(sent).hasSize(1);
        while (!callbacks.isEmpty()) {
            read();
        }

        assertThat(sent).hasSize(1 + 16 + 16).contains("notice 9999", "reading 9999");
    }

    @Test
    void itKnowsHowLongAMessageIsOnItsWay() {
        assertThat(outbox.isStuckFor(Duration.ZERO)).isFalse();
        outbox.notice("welcome");
        assertThat(outbox.isStuckFor(Duration.ZERO)).isTrue();
        assertThat(outbox.isStuckFor(Duration.ofMinutes(1))).isFalse();
        read();
        assertThat(outbox.isStuckFor(Duration.ZERO)).isFalse();
    }
}
