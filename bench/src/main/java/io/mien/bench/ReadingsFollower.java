package io.mien.bench;

import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Hands on the readings that come from now on, with the time when they came, on a thread of its own. */
final class ReadingsFollower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDeserializer<ExpressionReading> deserializer;
    private final BiConsumer<ExpressionReading, Instant> reader;
    private final Thread thread = new Thread(this::follow, "readings-follower");
    private volatile boolean ending;
    private volatile @Nullable IllegalStateException failure;

    ReadingsFollower(
            Map<String, String> kafka, SchemaRegistry registry, BiConsumer<ExpressionReading, Instant> reader) {
        this.reader = reader;
        this.deserializer = new RecordDeserializer<>(ExpressionReading.class, registry);
        this.consumer =
                new KafkaConsumer<>(new HashMap<>(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, BrokerProcess.PARTITIONS)
                .mapToObj(partition -> LiveLoad.partition(Topic.EXPRESSIONS, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private void follow() {
        try {
            while (!ending) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    reader.accept(deserializer.read(record.value()), Instant.now());
                }
            }
        } catch (RuntimeException | RefusedRecordException e) {
            failure = new IllegalStateException("readings cannot be followed: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalStateException if readings could not be read */
    void requireWell() {
        IllegalStateException found = failure;
        if (found != null) {
            throw found;
        }
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
