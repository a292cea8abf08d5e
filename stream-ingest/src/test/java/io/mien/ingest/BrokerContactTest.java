package io.mien.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

final class BrokerContactTest {
    private final AtomicLong clock = new AtomicLong();
    private final BrokerContact contact = new BrokerContact(clock::get);

    @Test
    void aMemberWhoseHeartbeatIsOldHasNoBroker() {
        assertThat(contact.isFresh(List.of(heartbeat(3.0), heartbeat(11.0)))).isTrue();
        assertThat(contact.isFresh(List.of(heartbeat(3.0), heartbeat(12.0)))).isFalse();
    }

    @Test
    void aMemberThatNeverSentAHeartbeatIsJudgedByItsJoining() {
        wait(20);
        contact.joined();
        wait(11);
        assertThat(contact.isFresh(List.of(heartbeat(-1.0)))).isTrue();
        wait(1);
        assertThat(contact.isFresh(List.of(heartbeat(-1.0)))).isFalse();
    }

    @Test
    void aMemberWithHeartbeatsMayHaveJoinedLongAgo() {
        wait(100);
        assertThat(contact.isFresh(List.of(heartbeat(0.0)))).isTrue();
    }

    private void wait(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static Metric heartbeat(double secondsAgo) {
        MetricName name = new MetricName("last-heartbeat-seconds-ago", "consumer-coordinator-metrics", "", Map.of());
        return new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return secondsAgo;
            }
        };
    }
}
