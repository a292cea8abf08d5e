package io.mien.infer.kafka;

import io.mien.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Remembers where {@code face-frames} ended when this was made, and says whether a job has come that far. It looks with
 * a consumer of its own, because the last offsets may hold no record: those of transactions' markers, or what retention
 * deleted. Not safe for use by many threads.
 */
public final class InputEnd implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final Map<TopicPartition, Long> emptyFrom = new HashMap<>();

    /**
     * Looks up the ends.
     *
     * @param client settings of Kafka's clients
     * @param groupId whose committed offsets count as read
     * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
     */
    public InputEnd(Map<String, String> client, String groupId) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topic.FACE_FRAMES.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        this.ends = consumer.endOffsets(partitions);
    }

    /**
     * Says whether all records before the ends were read.
     *
     * @param positions the offset after the last record read, by partition, as far as the caller knows
     */
    public boolean isReached(Map<Integer, Long> positions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(ends.keySet());
        Map<TopicPartition, Long> open = ends.entrySet().stream()
                .filter(end -> position(end.getKey(), positions, committed) < end.getValue())
                .collect(Collectors.toMap(Map.Entry::getKey, end -> position(end.getKey(), positions, committed)));
        return open.entrySet().stream().noneMatch(from -> holdsRecord(from.getKey(), from.getValue()));
    }

    private static long position(
            TopicPartition partition, Map<Integer, Long> positions, Map<TopicPartition, OffsetAndMetadata> committed) {
        OffsetAndMetadata offset = committed.get(partition);
        return Math.max(positions.getOrDefault(partition.partition(), 0L), offset == null ? 0 : offset.offset());
    }

    private boolean holdsRecord(TopicPartition partition, long from) {
        if (emptyFrom.getOrDefault(partition, Long.MAX_VALUE) <= from) {
            return false;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long end = ends.getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
            if (consumer.poll(POLL).records(partition).stream().anyMatch(record -> record.offset() < end)) {
                return true;
            }
        }
        emptyFrom.put(partition, from);
        return false;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
