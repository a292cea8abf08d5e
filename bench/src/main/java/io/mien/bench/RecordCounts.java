package io.mien.bench;

import io.mien.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts the records of topics. Readings are read, as a page would read them. Of face frames the ends are noted, and read
 * between only when nothing is measured any more, since their offsets count the ends of transactions too. Used by one thread.
 */
final class RecordCounts implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private long readings;

    RecordCounts(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("enable.auto.commit", "false");
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

    long cameraFrames() {
        return consumer.endOffsets(partitions(Topic.CAMERA_FRAMES)).values().stream()
                .mapToLong(Long::longValue)
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
    }
}
