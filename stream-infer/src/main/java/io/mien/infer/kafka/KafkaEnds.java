package io.mien.infer.kafka;

import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.group.LeasedSource;
import io.mien.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Makes the job's source and sink in Kafka. */
public final class KafkaEnds {
    /** What one fetch brings at most; it is in memory twice, and there may be one such for each slot. */
    private static final int FETCH_BYTES = 4 << 20;

    /**
     * Records that are handed over at once; three such lots wait for a slot. Face frames are as long as 30 KB: Kafka's usual
     * 500 would keep 90 MB alive for two slots, which every collection of garbage copies.
     */
    private static final int POLLED_RECORDS = 100;

    /**
     * How soon frames are read that lie in partitions which the topic was given meanwhile. The connector's own five minutes
     * would be the age of their readings.
     */
    private static final Duration DISCOVERY = Duration.ofSeconds(10);

    private static final int PRODUCER_BUFFER_BYTES = 16 << 20;

    private KafkaEnds() {}

    /**
     * Reads {@code face-frames} from the group's committed offsets, or from the earliest, while the job holds the group.
     *
     * @param client settings of Kafka's clients
     */
    @SuppressWarnings("deprecation") // the connector's API takes Kafka's old enum
    public static Source<SourceRecord, ?, ?> source(Map<String, String> client, String groupId) {
        KafkaSource<SourceRecord> source = KafkaSource.<SourceRecord>builder()
                .setProperties(properties(client))
                .setProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(FETCH_BYTES))
                .setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(FETCH_BYTES / 4))
                .setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(POLLED_RECORDS))
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .setProperty(
                        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), Long.toString(DISCOVERY.toMillis()))
                .setGroupId(groupId)
                .setClientIdPrefix(groupId)
                .setTopics(Topic.FACE_FRAMES.topicName())
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(new SourceRecordReader())
                .build();
        return new LeasedSource<>(source, SourceRecord.TYPE, client, groupId);
    }

    /**
     * Reads {@code model-control}, what was sent after a time, or from where a checkpoint left off.
     *
     * @param client settings of Kafka's clients
     * @param after milliseconds since the epoch
     */
    public static KafkaSource<SourceRecord> controlSource(Map<String, String> client, String groupId, long after) {
        return KafkaSource.<SourceRecord>builder()
                .setProperties(properties(client))
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .setGroupId(groupId)
                .setClientIdPrefix(groupId + "-model-control")
                .setTopics(Topic.MODEL_CONTROL.topicName())
                .setStartingOffsets(OffsetsInitializer.timestamp(after))
                .setDeserializer(new SourceRecordReader())
                .build();
    }

    /**
     * Writes readings and dead letters, in one transaction if there are any.
     *
     * @param client settings of Kafka's clients
     * @param transactionTimeoutMillis only for exactly-once
     */
    public static KafkaSink<OutgoingRecord> sink(
            Map<String, String> client, String groupId, DeliveryGuarantee guarantee, long transactionTimeoutMillis) {
        KafkaSinkBuilder<OutgoingRecord> builder = KafkaSink.<OutgoingRecord>builder()
                // Kafka 4's own 5 ms (KIP-1030) would be a third of what a live reading may take; the client's setting
                // is stronger.
                .setProperty(ProducerConfig.LINGER_MS_CONFIG, "0")
                .setKafkaProducerConfig(properties(client))
                .setProperty(ProducerConfig.ACKS_CONFIG, "all")
                .setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(PRODUCER_BUFFER_BYTES))
                .setProperty(
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Integer.toString(Topic.MAXIMUM_RECORD_BYTES + (1 << 20)))
                .setDeliveryGuarantee(guarantee)
                .setRecordSerializer(new OutgoingRecordWriter());
        if (guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
            builder.setTransactionalIdPrefix(groupId)
                    .setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(transactionTimeoutMillis));
        }
        return builder.build();
    }

    private static Properties properties(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }
}
