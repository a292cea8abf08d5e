package io.mien.ingest.feed;

import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.NoKeys;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a stream of some name is being published, by what lies on the topic: a session that has not ended and was heard of
 * a moment ago is alive if it is heard of again. Where two begin at the same time the topic's order says who was first.
 *
 * <p>Not safe for use by many threads.
 */
final class LiveSessions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveSessions.class);

    /** Longer than a feed usually pauses. */
    private static final Duration LOOK_BACK = Duration.ofSeconds(10);

    /** For the next picture of a session that may be alive; one of a camera that takes a picture a second, for example. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int LONGEST_ANSWER_MILLIS = 10_000;

    private final SchemaRegistry registry;
    private final RecordDeserializer<CameraFrame> deserializer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Stopping stopping;
    private final byte[] key;
    private final TopicPartition partition;

    /**
     * @throws KafkaException if the broker does not answer
     */
    LiveSessions(FeedSettings settings, String streamId, Stopping stopping) {
        this.registry = settings.registry().open();
        this.deserializer = new RecordDeserializer<>(CameraFrame.class, registry, NoKeys.NONE);
        this.stopping = stopping;
        this.key = streamId.getBytes(StandardCharsets.UTF_8);
        Map<String, Object> properties = new HashMap<>(settings.kafka());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LONGEST_ANSWER_MILLIS);
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        int partitions = consumer.partitionsFor(Topic.CAMERA_FRAMES.topicName()).size();
        // As the producer places it.
        this.partition =
                new TopicPartition(Topic.CAMERA_FRAMES.topicName(), Utils.toPositive(Utils.murmur2(key)) % partitions);
        consumer.assign(List.of(partition));
    }

    /** Whether somebody publishes it now. Goes on reading where the last call ended. */
    boolean anyAlive() {
        long end = end();
        OffsetAndTimestamp from = consumer.offsetsForTimes(
                        Map.of(partition, Instant.now().minus(LOOK_BACK).toEpochMilli()))
                .get(partition);
        consumer.seek(partition, from == null ? end : from.offset());
        Set<String> heard = read(end).keySet();
        if (heard.isEmpty()) {
            return false;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && !stopping.within(POLL)) {
            if (!read(end()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether another session began after the last call and before this one, whose first record has been acknowledged.
     *
     * @param session one's own
     */
    boolean anyBefore(String session) {
        return read(end()).keySet().stream()
                .findFirst()
                .filter(first -> !first.equals(session))
                .isPresent();
    }

    private long end() {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** The sessions of this stream that have not ended, up to an offset, with their first records' offsets, in their order. */
    private Map<String, Long> read(long end) {
        Map<String, Long> sessions = new LinkedHashMap<>();
        while (consumer.position(partition) < end && !stopping.requested()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (Arrays.equals(record.key(), key)) {
                    note(record, sessions);
                }
            }
        }
        return sessions;
    }

    private void note(ConsumerRecord<byte[], byte[]> record, Map<String, Long> sessions) {
        try {
            CameraFrame frame = deserializer.read(record.value(), SchemaHeader.of(record.headers()));
            String session = frame.getSource().getSession();
            if (frame.getStreamEnded()) {
                sessions.remove(session);
            } else {
                sessions.putIfAbsent(session, record.offset());
            }
        } catch (RefusedRecordException e) {
            log.debug("no camera frame: {} offset={}", e.getMessage(), record.offset());
        }
    }

    @Override
    public void close() {
        consumer.close();
        registry.close();
    }
}
