package io.mien.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the frames of all streams, each stream's in their order. It never waits: what there is no room for is not taken.
 *
 * <p>Threads: all methods may be called by several threads at once.
 */
final class FrameProducer implements FrameWriter, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FrameProducer.class);
    private static final int LINGER_MILLIS = 5;
    private static final int BATCH_BYTES = 256 << 10;
    /** A tile that is older is of no use to a call. */
    private static final int DELIVERY_MILLIS = 20_000;

    private static final int REQUEST_MILLIS = 10_000;
    /** A topic that no stream writes to for a while stays known: asking again would refuse the first tile. */
    private static final Duration KNOWN_TOPICS = Duration.ofDays(7);

    private static final Duration START_PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration WARN_EVERY = Duration.ofSeconds(5);

    private final SchemaRegistry registry;
    private final RecordSerializer<CameraFrame> cameraFrames;
    private final RecordSerializer<FaceFrame> faceFrames;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Object order = new Object();
    /** Guarded by it. */
    private long warnedAt = System.nanoTime() - WARN_EVERY.toNanos();

    /**
     * Connects.
     *
     * @throws KafkaException if the topics are not known in a few seconds
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry does not answer
     */
    FrameProducer(GatewayConfiguration configuration) {
        this.registry = configuration.registry().open();
        try {
            this.cameraFrames = new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
            this.faceFrames = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
            this.producer = connect(configuration);
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    private static KafkaProducer<byte[], byte[]> connect(GatewayConfiguration configuration) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties(configuration), new ByteArraySerializer(), new ByteArraySerializer());
        try {
            awaitTopics(producer);
            return producer;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private static Map<String, Object> properties(GatewayConfiguration configuration) {
        Map<String, Object> properties = new HashMap<>(configuration.kafka());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "mien-gateway");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long)
                configuration.limits().bufferBytes());
        // A thread that waits here would keep other streams waiting: the client is told instead.
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAXIMUM_RECORD_BYTES);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, KNOWN_TOPICS.toMillis());
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
        return properties;
    }

    /** Without waiting, the producer learns of a topic only by being asked again. */
    private static void awaitTopics(KafkaProducer<byte[], byte[]> producer) {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        for (Topic topic : List.of(Topic.CAMERA_FRAMES, Topic.FACE_FRAMES)) {
            while (true) {
                try {
                    log.debug("topic={} partitions={}", topic.topicName(), producer.partitionsFor(topic.topicName()));
                    break;
                } catch (TimeoutException e) {
                    if (System.nanoTime() - end > 0) {
                        throw e;
                    }
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while connecting", e);
        }
    }

    @Override
    public boolean offer(CameraFrame frame, Delivery delivery) {
        return offer(
                Topic.CAMERA_FRAMES, frame.getStreamId(), () -> cameraFrames.serialize(frame), cameraFrames, delivery);
    }

    @Override
    public boolean offer(FaceFrame frame, Delivery delivery) {
        return offer(Topic.FACE_FRAMES, frame.getStreamId(), () -> faceFrames.serialize(frame), faceFrames, delivery);
    }

    private boolean offer(
            Topic topic,
            String streamId,
            Supplier<byte[]> value,
            RecordSerializer<? extends SpecificRecord> serializer,
            Delivery delivery) {
        Thread caller = Thread.currentThread();
        synchronized (order) {
            try {
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(topic.topicName(), streamId.getBytes(UTF_8), value.get());
                serializer.headers().forEach(record.headers()::add);
                // A full buffer is told at once, on this thread, and is no end of a delivery.
                Future<RecordMetadata> answer = producer.send(record, (metadata, failure) -> {
                    if (Thread.currentThread() != caller) {
                        delivery.ended(failure);
                    }
                });
                return !hasFailed(answer);
            } catch (RuntimeException e) {
                // Kafka's client, or the folder of the keys that the frame is to be sealed with; another try may
                // succeed.
                warn(e, topic, streamId);
                return false;
            }
        }
    }

    /** What goes wrong for one tile goes wrong for thousands. */
    private void warn(RuntimeException e, Topic topic, String streamId) {
        long now = System.nanoTime();
        if (now - warnedAt >= WARN_EVERY.toNanos()) {
            warnedAt = now;
            log.warn("tiles cannot be written: {} topic={} stream={}", e.getMessage(), topic.topicName(), streamId);
        }
    }

    private static boolean hasFailed(Future<RecordMetadata> answer) {
        if (!answer.isDone()) {
            return false;
        }
        try {
            answer.get();
            return false;
        } catch (ExecutionException e) {
            log.debug("not taken: {}", e.getMessage());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
        registry.close();
    }
}
