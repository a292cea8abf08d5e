package io.mien.ingest.feed;

import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes camera frames in their order, each once. It waits for a broker that is slow or away for as long as it takes.
 * Used by one thread.
 */
final class CameraFrameProducer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CameraFrameProducer.class);
    private static final int LINGER_MILLIS = 5;
    private static final int BATCH_BYTES = 256 << 10;
    private static final int LONGEST_BLOCK_MILLIS = 1_000;
    private static final Duration ACKNOWLEDGEMENT_POLL = Duration.ofMillis(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordSerializer<CameraFrame> serializer;
    private final UnreadFrames unread;
    private final Stopping stopping;
    private volatile @Nullable Exception failure;

    CameraFrameProducer(FeedSettings settings, UnreadFrames unread, Stopping stopping) {
        try (SchemaRegistry registry = settings.registry().open()) {
            this.serializer = new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
        }
        this.producer = new KafkaProducer<>(properties(settings), new ByteArraySerializer(), new ByteArraySerializer());
        this.unread = unread;
        this.stopping = stopping;
    }

    private static Map<String, Object> properties(FeedSettings settings) {
        Map<String, Object> properties = new HashMap<>(settings.kafka());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) settings.bufferBytes());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK_MILLIS);
        // A frame given up would be a gap in the sequence: the broker is waited for.
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAXIMUM_RECORD_BYTES);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        return properties;
    }

    /**
     * Hands a frame to the producer; waits for room.
     *
     * @return false if the feed is to stop first
     * @throws FeedException if Kafka refuses this or an earlier frame for good
     */
    boolean send(CameraFrame frame) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.CAMERA_FRAMES.topicName(),
                frame.getStreamId().getBytes(StandardCharsets.UTF_8),
                serializer.serialize(frame));
        boolean waited = false;
        while (true) {
            throwFailure();
            unread.sent();
            try {
                if (!refusedForNow(producer.send(record, this::acknowledge))) {
                    return true;
                }
            } catch (IllegalStateException | InterruptException e) {
                // The producer was closed under a source that took too long, or this thread is to end.
                stopping.request();
            }
            unread.notSent();
            if (!waited) {
                log.warn("feed waits for the broker stream={} sequence={}", frame.getStreamId(), frame.getSequence());
                waited = true;
            }
            if (stopping.requested()) {
                return false;
            }
        }
    }

    /** Kafka's producer answers a full buffer, and a broker that is away, with a future that has failed already. */
    private static boolean refusedForNow(Future<RecordMetadata> answer) {
        if (!answer.isDone()) {
            return false;
        }
        try {
            answer.get();
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof TimeoutException;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void acknowledge(@Nullable RecordMetadata metadata, @Nullable Exception error) {
        if (error == null && metadata != null) {
            unread.written(new TopicPartition(metadata.topic(), metadata.partition()), metadata.offset());
        } else if (error != null && !(error instanceof TimeoutException)) {
            unread.notSent();
            failure = error;
        }
    }

    private void throwFailure() {
        Exception error = failure;
        if (error != null) {
            throw new FeedException(
                    "topic " + Topic.CAMERA_FRAMES.topicName() + ": frames cannot be written: " + error.getMessage(),
                    error);
        }
    }

    /**
     * Waits until all frames are acknowledged.
     *
     * @return false if the feed is to stop first
     * @throws FeedException if Kafka refuses one for good
     */
    boolean awaitAcknowledgements() {
        while (unread.inFlight() > 0) {
            throwFailure();
            if (stopping.within(ACKNOWLEDGEMENT_POLL)) {
                return false;
            }
        }
        throwFailure();
        return true;
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
