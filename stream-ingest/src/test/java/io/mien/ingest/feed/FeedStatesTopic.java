package io.mien.ingest.feed;

import static org.awaitility.Awaitility.await;

import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What lies on {@code feed-states}, whose topic has one partition. */
public final class FeedStatesTopic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SchemaRegistry registry;
    private final RecordDeserializer<FeedState> deserializer;
    private final List<FeedState> read = new ArrayList<>();

    /** From its beginning. */
    public FeedStatesTopic(Map<String, String> kafka) {
        this.registry = new SchemaRegistrySettings(null, kafka).open();
        this.deserializer = new RecordDeserializer<>(FeedState.class, registry);
        this.consumer =
                new KafkaConsumer<>(new HashMap<>(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(Topic.FEED_STATES.topicName(), 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The first record, from the beginning, of which something holds; waits for it. */
    public FeedState awaitFirst(Predicate<FeedState> condition) {
        return awaitMany(condition, 1).get(0);
    }

    /** So many of them. */
    public List<FeedState> awaitMany(Predicate<FeedState> condition, int number) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> all().stream().filter(condition).count() >= number);
        return read.stream().filter(condition).toList();
    }

    /** All so far. */
    public List<FeedState> all() throws RefusedRecordException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            read.add(deserializer.read(record.value()));
        }
        return List.copyOf(read);
    }

    @Override
    public void close() {
        consumer.close();
        registry.close();
    }
}
