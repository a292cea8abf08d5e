package io.mien.ingest.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.ingest.sources.FeedStatus;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordSerializer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes records of {@code feed-states}, and gives up soon where that is not possible. Used by one thread. */
final class FeedStateProducer implements AutoCloseable {
    private static final int LONGEST_BLOCK_MILLIS = 1_000;
    private static final int LONGEST_REQUEST_MILLIS = 5_000;
    private static final int LONGEST_DELIVERY_MILLIS = 10_000;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int BATCH_BYTES = 16 << 10;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final RecordSerializer<FeedState> serializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile @Nullable Exception failure;

    /**
     * Connects.
     *
     * @throws io.mien.schemas.TopicException if there is no such topic
     * @throws io.mien.schemas.ForbiddenException if it may not be written
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry does not answer, or refuses the schema
     * @throws KafkaException if the settings make no client
     */
    FeedStateProducer(Map<String, String> kafka, SchemaRegistrySettings schemas) {
        // A producer's question about a topic makes the topic, where brokers allow that; this one does not.
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            new TopicCatalog(admin).require(Set.of(), Set.of(Topic.FEED_STATES));
        }
        try (SchemaRegistry registry = schemas.open()) {
            this.serializer = new RecordSerializer<>(FeedState.class, Topic.FEED_STATES, registry);
        }
        this.producer = new KafkaProducer<>(properties(kafka), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> properties(Map<String, String> kafka) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, LONGEST_REQUEST_MILLIS);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, LONGEST_DELIVERY_MILLIS);
        return properties;
    }

    /**
     * Hands a record over; it is on its way then.
     *
     * @param instance of this process
     * @param interval within which the next one follows
     * @throws KafkaException if this one cannot be written, or an earlier one could not
     */
    void send(String streamId, FeedStatus status, String instance, Duration interval) {
        throwFailure();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.FEED_STATES.topicName(),
                streamId.getBytes(UTF_8),
                serializer.serialize(record(streamId, status, instance, interval)));
        serializer.headers().forEach(record.headers()::add);
        throwRefusal(producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure = error;
            }
        }));
    }

    private static FeedState record(String streamId, FeedStatus status, String instance, Duration interval) {
        Map<String, Long> losses = new HashMap<>();
        status.losses().forEach((reason, number) -> losses.put(reason.name(), number));
        CaptureClock clock = status.clock();
        return FeedState.newBuilder()
                .setStreamId(streamId)
                .setState(condition(status.state()))
                .setSince(status.since().truncatedTo(ChronoUnit.MICROS))
                .setSentence(status.sentence())
                .setLosses(losses)
                .setConnections(status.connections())
                .setCaptureClock(clock)
                .setInstance(instance)
                .setWrittenAt(Instant.now().truncatedTo(ChronoUnit.MICROS))
                .setGroup(status.group())
                .setIntervalMicros(interval.toNanos() / 1_000)
                .build();
    }

    private static FeedCondition condition(FeedStatus.State state) {
        return switch (state) {
            case CONNECTING -> FeedCondition.CONNECTING;
            case LIVE -> FeedCondition.LIVE;
            case SILENT -> FeedCondition.SILENT;
            case RECONNECTING -> FeedCondition.RECONNECTING;
            case ENDED -> FeedCondition.ENDED;
        };
    }

    /** Kafka's producer answers a broker that is away with a future that has failed already. */
    private static void throwRefusal(Future<RecordMetadata> answer) {
        if (!answer.isDone()) {
            return;
        }
        try {
            answer.get();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void throwFailure() {
        Exception error = failure;
        if (error != null) {
            throw new KafkaException(error.getMessage(), error);
        }
    }

    /** Waits a moment for what is on its way. */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
