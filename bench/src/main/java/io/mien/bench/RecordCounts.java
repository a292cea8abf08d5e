package io.mien.bench;

import io.mien.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts the records of topics. Readings are read, as a page would read them. Of face frames the ends are noted, and read
 * between only when nothing is measured any more, since their offsets count the ends of transactions too. Used by one thread.
 */
final class RecordCounts implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private static final String INGEST_GROUP = "mien-ingest";

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private long readings;

    RecordCounts(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("enable.auto.commit", "false");
        this.admin = Admin.create(new HashMap<>(kafka));
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> read = partitions(Topic.EXPRESSIONS);
        consumer.assign(read);
        consumer.seekToBeginning(read);
    }

    private static List<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, BrokerProcess.PARTITIONS)
                .mapToObj(partition -> LiveLoad.partition(topic, partition))
                .toList();
    }

    /** Reads on for a moment. */
    void look() {
        readings += consumer.poll(POLL).count();
    }

    long readings() {
        return readings;
    }

    /** Camera frames. */
    long published() {
        return consumer.endOffsets(partitions(Topic.CAMERA_FRAMES)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Those that ingest has looked at and committed: how many were published says nothing of what it did. */
    long cameraFrames() throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(INGEST_GROUP).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(offset -> offset.getKey().topic().equals(Topic.CAMERA_FRAMES.topicName()))
                .map(Map.Entry::getValue)
                .filter(Objects::nonNull)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    Map<TopicPartition, Long> faceFrameEnds() {
        return consumer.endOffsets(partitions(Topic.FACE_FRAMES));
    }

    /** Face frames between two such ends; no readings are read after that. */
    long faceFrames(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        List<TopicPartition> all = List.copyOf(to.keySet());
        consumer.assign(all);
        from.forEach(consumer::seek);
        long count = 0;
        while (all.stream().anyMatch(one -> consumer.position(one) < to.getOrDefault(one, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                count += record.offset() < to.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)
                        ? 1
                        : 0;
            }
        }
        return count;
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
