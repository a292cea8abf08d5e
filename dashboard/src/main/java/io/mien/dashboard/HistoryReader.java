package io.mien.dashboard;

import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.dashboard.history.ReadingPlace;
import io.mien.schemas.ConsumerThread;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads into the history what the topic got before the readings that are followed, so that a page that was started anew has
 * the past; what is live waits for none of it. It runs on a thread of its own, until it has read that once.
 */
final class HistoryReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HistoryReader.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    /** What is taken for a usual label set, before any was read. */
    private static final int USUAL_LABELS = 8;

    private final DashboardConfiguration configuration;
    private final ReadingHistory history;
    private final Instant started;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final ConsumerThread thread;
    private volatile boolean done;

    /**
     * Begins at once.
     *
     * @param started from when on the look-back counts
     */
    HistoryReader(DashboardConfiguration configuration, ReadingHistory history, Instant started) {
        this.configuration = configuration;
        this.history = history;
        this.started = started;
        this.thread = new ConsumerThread("dashboard-history", this::run);
        thread.start();
    }

    /** Whether all of the past that is wanted was read. */
    boolean isDone() {
        return done;
    }

    private void run() {
        if (configuration.history().span().compareTo(configuration.lookBack()) <= 0) {
            done = true;
        }
        while (!done && !thread.isClosed()) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                thread.uses(consumer);
                read(consumer);
                done = true;
            } catch (WakeupException e) {
                return;
            } catch (RuntimeException e) {
                // Kafka's, and the registry's: what follows the readings says on the page what is wrong.
                log.debug("history cannot be read, trying again topic={}", Topic.EXPRESSIONS.topicName(), e);
                thread.pause(RETRY_AFTER);
            } finally {
                thread.uses(null);
            }
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = ReadingsConsumer.settings(configuration);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "mien-dashboard-history");
        return settings;
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        if (ends.isEmpty()) {
            plan(consumer);
        }
        consumer.assign(positions.keySet());
        positions.forEach(consumer::seek);
        Instant begun = Instant.now();
        try (SchemaRegistry registry = configuration.registry().open()) {
            RecordDeserializer<ExpressionReading> readings =
                    new RecordDeserializer<>(ExpressionReading.class, registry);
            while (!thread.isClosed() && !isThrough(consumer)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    if (record.offset() < ends.getOrDefault(partition, 0L)) {
                        take(readings, record);
                    }
                    positions.put(partition, record.offset() + 1);
                }
            }
        }
        log.info(
                "history read readings={} memory={} seconds={} topic={}",
                history.size(),
                history.bytes(),
                Duration.between(begun, Instant.now()).toSeconds(),
                Topic.EXPRESSIONS.topicName());
    }

    /** From the oldest that is wanted, or the oldest that there is room for, to the first that is followed. */
    private void plan(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topic.EXPRESSIONS.topicName(), ANSWER_WITHIN).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        HistoryBounds bounds = configuration.history();
        Map<TopicPartition, Long> from = offsets(consumer, partitions, started.minus(bounds.span()));
        Map<TopicPartition, Long> to = offsets(consumer, partitions, started.minus(configuration.lookBack()));
        long wanted = partitions.stream()
                .mapToLong(partition -> to.getOrDefault(partition, 0L) - from.getOrDefault(partition, 0L))
                .sum();
        double share = Math.min(1, (double) bounds.readings(USUAL_LABELS) / Math.max(1, wanted));
        partitions.forEach(partition -> {
            long end = to.getOrDefault(partition, 0L);
            long there = end - from.getOrDefault(partition, 0L);
            ends.put(partition, end);
            positions.put(partition, end - Math.max(0, Math.round(there * share)));
        });
    }

    private static Map<TopicPartition, Long> offsets(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(partitions, ANSWER_WITHIN));
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, Math.max(0, time.toEpochMilli())));
        consumer.offsetsForTimes(times, ANSWER_WITHIN).forEach((partition, found) -> {
            if (found != null) {
                offsets.put(partition, found.offset());
            }
        });
        return offsets;
    }

    private boolean isThrough(KafkaConsumer<byte[], byte[]> consumer) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void take(RecordDeserializer<ExpressionReading> readings, ConsumerRecord<byte[], byte[]> record) {
        try {
            ExpressionReading reading = readings.read(record.value(), SchemaHeader.of(record.headers()));
            RecordSeal.requireOpen(reading);
            ReadingCheck.require(reading);
            history.addPast(
                    reading,
                    new ReadingPlace(record.partition(), record.offset()),
                    Instant.ofEpochMilli(record.timestamp()));
        } catch (RefusedRecordException e) {
            if (e.reason() != DeadLetterReason.ERASED) {
                passOver(record, e);
            }
        } catch (InvalidReadingException e) {
            passOver(record, e);
        }
    }

    private static void passOver(ConsumerRecord<byte[], byte[]> record, Exception e) {
        log.debug("no reading topic={} partition={} offset={}", record.topic(), record.partition(), record.offset(), e);
    }

    /** Returns when the thread has ended, or after a few seconds. */
    @Override
    public void close() {
        thread.close();
    }
}
