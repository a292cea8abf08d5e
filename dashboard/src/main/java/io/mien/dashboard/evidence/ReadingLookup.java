package io.mien.dashboard.evidence;

import io.mien.dashboard.evidence.NoEvidenceException.Reason;
import io.mien.dashboard.history.ReadingPlace;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads one reading's record from the topic, when somebody wants to see it: the page's memory holds only what is drawn.
 * Each look-up has a connection of its own, and few are under way at once.
 *
 * <p>Threads: may be used by several threads at once.
 */
final class ReadingLookup {
    private static final int MOST_AT_ONCE = 4;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String WHAT_TO_DO =
            "; mien audit --recording shows what a recording that was made in time holds of it";

    private final Map<String, String> kafka;
    private final SchemaRegistrySettings registry;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    ReadingLookup(Map<String, String> kafka, SchemaRegistrySettings registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /** @throws NoEvidenceException if no reading lies there, or none can be read now */
    FoundReading read(ReadingPlace place) throws NoEvidenceException {
        if (!free.tryAcquire()) {
            throw new NoEvidenceException(
                    Reason.UNAVAILABLE, MOST_AT_ONCE + " readings are being looked up already; try again");
        }
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return found(place, record(consumer, place));
        } catch (RefusedRecordException e) {
            throw new NoEvidenceException(Reason.GONE, place + ": no reading that can be read: " + e.getMessage(), e);
        } catch (NoEvidenceException e) {
            throw e;
        } catch (RuntimeException e) {
            // Kafka's, and the registry's.
            throw new NoEvidenceException(
                    Reason.UNAVAILABLE, place + ": cannot be read now (" + e.getMessage() + "); try again", e);
        } finally {
            free.release();
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "mien-dashboard-evidence");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 16);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER_WITHIN.toMillis()));
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER_WITHIN.toMillis()));
        return settings;
    }

    private static ConsumerRecord<byte[], byte[]> record(KafkaConsumer<byte[], byte[]> consumer, ReadingPlace place)
            throws NoEvidenceException {
        TopicPartition partition = new TopicPartition(Topic.EXPRESSIONS.topicName(), place.partition());
        if (consumer.partitionsFor(partition.topic()).stream()
                .noneMatch(info -> info.partition() == place.partition())) {
            throw new NoEvidenceException(Reason.GONE, place + ": the topic has no such partition");
        }
        List<TopicPartition> asked = List.of(partition);
        long begin = consumer.beginningOffsets(asked).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(asked).getOrDefault(partition, 0L);
        if (place.offset() < begin) {
            throw new NoEvidenceException(
                    Reason.GONE,
                    place + ": no longer in the topic, whose partition begins with offset " + begin + " now"
                            + WHAT_TO_DO);
        }
        if (place.offset() >= end) {
            throw new NoEvidenceException(
                    Reason.GONE, place + ": not in the topic, whose partition ends before offset " + end);
        }
        consumer.assign(asked);
        consumer.seek(partition, place.offset());
        Instant until = Instant.now().plus(ANSWER_WITHIN);
        while (Instant.now().isBefore(until) && consumer.position(partition) <= place.offset()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() == place.offset()) {
                    return record;
                }
            }
        }
        throw new NoEvidenceException(Reason.GONE, place + ": no record" + WHAT_TO_DO);
    }

    private FoundReading found(ReadingPlace place, ConsumerRecord<byte[], byte[]> record)
            throws RefusedRecordException {
        try (SchemaRegistry opened = registry.open()) {
            ExpressionReading reading = new RecordDeserializer<>(ExpressionReading.class, opened)
                    .read(record.value(), SchemaHeader.of(record.headers()));
            RecordSeal.requireOpen(reading);
            return new FoundReading(place, Instant.ofEpochMilli(record.timestamp()), sha256(record.value()), reading);
        }
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
