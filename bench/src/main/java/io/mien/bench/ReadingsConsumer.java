package io.mien.bench;

import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The one consumer that reads all committed readings while they are made, on a thread of its own, also of partitions that the topic is
 * given meanwhile. Its owner finishes and closes it; any thread may ask how many there are.
 */
final class ReadingsConsumer implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDeserializer<ExpressionReading> deserializer;
    private final ContentTally tally = new ContentTally();
    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "readings-consumer");
    private volatile boolean ending;
    private volatile boolean closing;

    ReadingsConsumer(Map<String, String> kafka, SchemaRegistry registry) {
        this.deserializer = new RecordDeserializer<>(ExpressionReading.class, registry);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("group.id", "readings");
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        // So that it soon hears of new partitions.
        settings.put("metadata.max.age.ms", "1000");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topic.EXPRESSIONS.topicName()));
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (!closing && !(ending && isAtEnd())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    add(record);
                }
            }
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            ExpressionReading reading = deserializer.read(record.value());
            TopicContents.add(tally, reading);
            count.incrementAndGet();
        } catch (RefusedRecordException | java.io.IOException e) {
            throw new IllegalStateException("no reading: " + record.partition() + "@" + record.offset(), e);
        }
    }

    private boolean isAtEnd() {
        List<TopicPartition> all = consumer.partitionsFor(Topic.EXPRESSIONS.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        return consumer.assignment().containsAll(all)
                && consumer.endOffsets(all).entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Readings so far, with those that came again. */
    long count() {
        Exception found = failure.get();
        if (found != null) {
            throw new IllegalStateException("readings cannot be read: " + found.getMessage(), found);
        }
        return count.get();
    }

    /** Reads to the end of what is there, and returns all of it by reading id. */
    ContentTally finish() throws InterruptedException {
        ending = true;
        thread.join();
        long unused = count();
        return tally;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
