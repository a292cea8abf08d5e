package io.mien.cli.deadletters;

import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads topics of dead letters from their beginning to where they end now. Used by one thread. */
public final class LetterReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Opens it.
     *
     * @param kafka settings of a client
     * @param values whether records keep their values, which may hold pictures
     */
    public LetterReader(Map<String, String> kafka, boolean values) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(8 << 20));
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(4 << 20));
        this.consumer = new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), (topic, value) -> values ? value : nothing());
    }

    @SuppressWarnings("NullAway") // a record without a value is null in Kafka's API
    private static byte[] nothing() {
        return null;
    }

    /** The group that the settings name, for transactions that change its positions; this reader joins none. */
    ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    /** The partitions of a topic's dead letters. */
    List<TopicPartition> partitions(Topic source) {
        String name = source.deadLetters().orElseThrow().topicName();
        return asked(() -> consumer.partitionsFor(name)).stream()
                .map(partition -> new TopicPartition(name, partition.partition()))
                .toList();
    }

    /**
     * Reads the dead letters of some topics, those of a partition in their order.
     *
     * @throws ForbiddenException if the cluster does not let this client read them
     * @throws KafkaException if it does not answer
     */
    public void forEach(Collection<Topic> sources, Consumer<ConsumerRecord<byte[], byte[]>> letters) {
        for (Topic source : sources) {
            List<TopicPartition> partitions = partitions(source);
            asked(() -> {
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                while (partitions.stream().anyMatch(partition -> isBefore(partition, ends))) {
                    for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
                        if (letter.offset() < end(new TopicPartition(letter.topic(), letter.partition()), ends)) {
                            letters.accept(letter);
                        }
                    }
                }
                return null;
            });
        }
    }

    private boolean isBefore(TopicPartition partition, Map<TopicPartition, Long> ends) {
        return consumer.position(partition) < end(partition, ends);
    }

    private static long end(TopicPartition partition, Map<TopicPartition, Long> ends) {
        return ends.getOrDefault(partition, 0L);
    }

    /** The letter that lies there, if one does. */
    public Optional<ConsumerRecord<byte[], byte[]>> find(LetterPlace place) {
        TopicPartition partition = place.topicPartition();
        return asked(() -> {
            boolean there = consumer.partitionsFor(place.topic()).stream()
                    .anyMatch(known -> known.partition() == place.partition());
            if (!there) {
                return Optional.empty();
            }
            consumer.assign(List.of(partition));
            long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            if (place.offset() < begin || place.offset() >= end) {
                return Optional.empty();
            }
            consumer.seek(partition, place.offset());
            while (consumer.position(partition) <= place.offset()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    // Behind it lies what is no record: the mark of a transaction, for example.
                    return Optional.of(record).filter(found -> found.offset() == place.offset());
                }
            }
            return Optional.empty();
        });
    }

    private static <T extends @Nullable Object> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            throw ForbiddenException.in(e, topic -> AclOperation.READ)
                    .<RuntimeException>map(refusal -> refusal)
                    .orElse(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
