package io.mien.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.ConsumerThread;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the readings of all streams, from the moment of its start, and gives them to those that are known. It belongs to
 * no consumer group, since every gateway wants every reading, and commits nothing. Whatever goes wrong is tried again. It
 * runs on a thread of its own.
 */
final class ReadingsFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadingsFollower.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(2);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int MOST_LABELS = 100;
    private static final int LONGEST_NAME = 1_000;

    private final GatewayConfiguration configuration;
    private final LiveStreams streams;
    private final GatewayCounters counters;
    /** The next record of each partition; it outlives Kafka's client. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private final ConsumerThread thread;
    private volatile GatewayState state = GatewayState.CONNECTING;
    private volatile Optional<ForbiddenException> refusal = Optional.empty();
    private volatile boolean hasRead;

    /** Begins at once. */
    ReadingsFollower(GatewayConfiguration configuration, LiveStreams streams, GatewayCounters counters) {
        this.configuration = configuration;
        this.streams = streams;
        this.counters = counters;
        this.thread = new ConsumerThread("gateway-readings", this::run);
        thread.start();
    }

    private void run() {
        while (!thread.isClosed()) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                            new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                    SchemaRegistry registry = configuration.registry().open()) {
                thread.uses(consumer);
                follow(consumer, new RecordDeserializer<>(ExpressionReading.class, registry));
            } catch (WakeupException e) {
                return;
            } catch (RuntimeException e) {
                // Not only Kafka's and the registry's: a thread that died would leave a gateway that looks well.
                unavailable(e);
            } finally {
                thread.uses(null);
            }
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "mien-gateway");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(4 << 20));
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(1 << 20));
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "15000");
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
        return settings;
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer, RecordDeserializer<ExpressionReading> deserializer) {
        long checkedAt = System.nanoTime() - CHECK_EVERY.toNanos();
        while (!thread.isClosed()) {
            if (System.nanoTime() - checkedAt >= CHECK_EVERY.toNanos()) {
                boolean known = check(consumer);
                // What was not followed yet has to be read from once, before it can be said that it can.
                checkedAt = known ? System.nanoTime() : checkedAt;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record, deserializer);
                positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
        }
    }

    /** Asks the cluster whether it is there, and for partitions that are not followed yet; false if there were some. */
    private boolean check(KafkaConsumer<byte[], byte[]> consumer) {
        Set<TopicPartition> partitions = new HashSet<>();
        consumer.partitionsFor(Topic.EXPRESSIONS.topicName(), ANSWER_WITHIN)
                .forEach(found -> partitions.add(new TopicPartition(found.topic(), found.partition())));
        if (partitions.isEmpty()) {
            throw new IllegalStateException(
                    "topic " + Topic.EXPRESSIONS.topicName() + ": not there (run `mien topics create`)");
        }
        // The client answers about known topics from memory: this question always goes out.
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER_WITHIN);
        if (!consumer.assignment().equals(partitions)) {
            // Partitions that appear later are read from their beginning.
            ends.forEach((partition, end) -> positions.putIfAbsent(partition, hasRead ? 0 : end));
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, positions.getOrDefault(partition, 0L)));
            return false;
        }
        hasRead = true;
        refusal = Optional.empty();
        state = GatewayState.CONNECTED;
        return true;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, RecordDeserializer<ExpressionReading> deserializer) {
        // Readings of others are not even decoded.
        LiveStream stream = record.key() == null ? null : streams.byId(new String(record.key(), UTF_8));
        if (stream == null) {
            return;
        }
        try {
            ExpressionReading reading = deserializer.read(record.value(), SchemaHeader.of(record.headers()));
            RecordSeal.requireOpen(reading);
            if (isFit(reading, stream)) {
                stream.add(reading.getReadingId(), reading.getSubjectId(), number -> Messages.reading(number, reading));
            } else {
                unreadable(record, "makes no sense");
            }
        } catch (RefusedRecordException e) {
            if (e.reason() != DeadLetterReason.ERASED) {
                unreadable(record, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Anybody may write to the topic. */
    private static boolean isFit(ExpressionReading reading, LiveStream stream) {
        List<String> labels = reading.getLabelSet().getLabels();
        return reading.getStreamId().equals(stream.grant().streamId())
                && isShort(reading.getSubjectId())
                && isShort(reading.getReadingId())
                && reading.getStatus() != ReadingStatus.UNKNOWN
                && labels.size() <= MOST_LABELS
                && labels.stream().allMatch(ReadingsFollower::isShort)
                && (reading.getProbabilities().isEmpty()
                        || reading.getProbabilities().size() == labels.size())
                && reading.getProbabilities().stream().allMatch(Float::isFinite);
    }

    private static boolean isShort(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_NAME;
    }

    private void unreadable(ConsumerRecord<byte[], byte[]> record, String why) {
        counters.unreadable.increment();
        log.debug(
                "record is no reading: {} topic={} partition={} offset={}",
                why,
                record.topic(),
                record.partition(),
                record.offset());
    }

    private void unavailable(RuntimeException e) {
        if (thread.isClosed()) {
            return;
        }
        Optional<ForbiddenException> found = ForbiddenException.in(e, topic -> AclOperation.READ);
        if (found.isPresent() && !hasRead) {
            refusal = found;
        } else {
            log.warn(
                    "readings cannot be followed, trying again: {} topic={}",
                    e.getMessage(),
                    Topic.EXPRESSIONS.topicName());
        }
        state = GatewayState.UNAVAILABLE;
        thread.pause(RETRY_AFTER);
    }

    GatewayState state() {
        return state;
    }

    /** What the cluster has not let it read since its start; empty as soon as it could read once. */
    Optional<ForbiddenException> refusal() {
        return refusal;
    }

    /** Returns when the thread has ended, or after a few seconds. */
    @Override
    public void close() {
        thread.close();
    }
}
