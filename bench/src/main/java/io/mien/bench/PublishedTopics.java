package io.mien.bench;

import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks at a cluster's topics as a reader of committed records does. */
record PublishedTopics(Map<String, String> kafka) {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Where a topic ends for such a reader; a transaction that is open hides what comes after it. */
    Map<TopicPartition, Long> ends(Topic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions(topic));
        }
    }

    long records(Topic topic) {
        return ends(topic).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether a group has committed all that there is. */
    boolean isRead(String group) throws Exception {
        Map<TopicPartition, Long> ends = ends(Topic.FACE_FRAMES);
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return ends.entrySet().stream().allMatch(end -> {
                var offset = committed.get(end.getKey());
                return offset != null && offset.offset() >= end.getValue();
            });
        }
    }

    /** The readings between two such ends, by id; those that were written again are listed again. Not when they were made. */
    Map<String, List<ExpressionReading>> readings(
            Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, SchemaRegistry registry) {
        RecordDeserializer<ExpressionReading> deserializer =
                new RecordDeserializer<>(ExpressionReading.class, registry);
        Map<String, List<ExpressionReading>> readings = new HashMap<>();
        forEach(Topic.EXPRESSIONS, from, to, record -> {
            try {
                ExpressionReading reading = ExpressionReading.newBuilder(deserializer.read(record.value()))
                        .setProducedAt(Instant.EPOCH)
                        .build();
                readings.computeIfAbsent(reading.getReadingId(), id -> new ArrayList<>())
                        .add(reading);
            } catch (RefusedRecordException e) {
                throw new IllegalStateException("no reading: " + record.partition() + "@" + record.offset(), e);
            }
        });
        return readings;
    }

    /** The reasons of the dead letters until such an end, by the place of the record that was set aside. */
    Map<LiveLoad.Place, List<String>> deadLetters(Map<TopicPartition, Long> to) {
        Map<LiveLoad.Place, List<String>> reasons = new HashMap<>();
        forEach(
                Topic.FACE_FRAMES_DEAD_LETTERS,
                Map.of(),
                to,
                record -> reasons.computeIfAbsent(
                                new LiveLoad.Place(
                                        Integer.parseInt(header(record, DeadLetterHeaders.PARTITION)),
                                        Long.parseLong(header(record, DeadLetterHeaders.OFFSET))),
                                place -> new ArrayList<>())
                        .add(header(record, DeadLetterHeaders.REASON)));
        return reasons;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return DeadLetterHeaders.text(record.headers(), name).orElse("");
    }

    private void forEach(
            Topic topic,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < to.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < to.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                        each.accept(record);
                    }
                }
            }
        }
    }

    private static List<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, BrokerProcess.PARTITIONS)
                .mapToObj(partition -> LiveLoad.partition(topic, partition))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
