package io.mien.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.registry.RecordRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.StreamKeys;
import io.mien.schemas.wire.RecordSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ErasureWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Keys that seal nothing, but can be destroyed. */
    private static final class DestructibleKeys implements StreamKeys {
        private final Set<String> destroyed = new HashSet<>();

        @Override
        public Optional<String> keyOf(String streamId) {
            return Optional.of("key of " + streamId);
        }

        @Override
        public byte[] seal(String keyId, byte[] content, byte[] bound) {
            return content.clone();
        }

        @Override
        public byte[] open(String keyId, byte[] sealed, byte[] bound) throws RefusedRecordException {
            if (destroyed.contains(keyId)) {
                throw new RefusedRecordException(DeadLetterReason.ERASED, "erased");
            }
            return sealed.clone();
        }

        @Override
        public void close() {}
    }

    private final SettableClock clock = new SettableClock(START);
    private final DestructibleKeys keys = new DestructibleKeys();
    private final SchemaRegistry registry = new RecordRegistry(new InMemorySchemaRegistry(), keys);
    private final RecordSerializer<ExpressionReading> serializer =
            new RecordSerializer<>(ExpressionReading.class, Topic.EXPRESSIONS, registry);
    private final SharedState state = new SharedState(new DashboardState(20, Duration.ofMinutes(10), clock));
    private final ReadingHistory history = new ReadingHistory(HistoryBounds.DEFAULT, clock);
    private final RecordIntake intake = new RecordIntake(state, history, new FeedChanges(), registry, true);
    private long offset;

    private void read(String stream, int number) {
        RecordHeaders headers = new RecordHeaders();
        serializer.headers().forEach(headers::add);
        byte[] value = serializer.serialize(TestReading.of(stream, "s1", number, START));
        intake.take(new ConsumerRecord<>(
                Topic.EXPRESSIONS.topicName(),
                0,
                offset++,
                clock.instant().toEpochMilli(),
                TimestampType.CREATE_TIME,
                stream.length(),
                value.length,
                stream.getBytes(UTF_8),
                value,
                headers,
                Optional.empty()));
    }

    @Test
    void whatIsHeldOfAStreamGoesWhenItsKeyIsDestroyedThoughNothingElseComes() {
        for (int number = 0; number < 5; number++) {
            read("hall", number);
            read("yard", number);
        }
        intake.forgetErased(clock.instant());
        assertThat(history.size()).isEqualTo(10);
        long bytes = history.bytes();

        keys.destroyed.add("key of hall");
        clock.advance(Duration.ofSeconds(6));
        intake.forgetErased(clock.instant());

        assertThat(history.size()).isEqualTo(5);
        assertThat(history.bytes()).isEqualTo(bytes / 2);
        assertThat(history.extent("hall")).isEmpty();
        assertThat(history.extent("yard")).isPresent();
        assertThat(state.view(0).subjects())
                .extracting(StateView.Subject::stream)
                .containsExactly("yard");
        assertThat(state.overview(0, "").streams())
                .extracting(OverviewView.Row::stream)
                .containsExactly("yard");
    }

    @Test
    void aStreamThatGoesOnWithANewKeyIsHeldFromThenOn() {
        read("hall", 0);
        keys.destroyed.add("key of hall");
        intake.forgetErased(clock.instant());
        assertThat(history.size()).isZero();

        keys.destroyed.clear();
        read("hall", 1);
        clock.advance(Duration.ofSeconds(6));
        intake.forgetErased(clock.instant());
        assertThat(history.size()).isEqualTo(1);
    }
}
