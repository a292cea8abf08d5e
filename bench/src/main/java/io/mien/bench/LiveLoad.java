package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.nonsense.Poison;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes face frames at a steady pace, with bad records among them, on a thread of its own, whatever becomes of the brokers:
 * it waits for them. Its owner finishes and closes it; any thread may look at it.
 */
final class LiveLoad implements AutoCloseable {
    private static final long SEED = 11;
    private static final int PATIENCE_MILLIS = 600_000;

    private final SyntheticFaces faces;
    private final int rate;
    private final int poisonEvery;
    private final List<Poison> poisons;
    private final RecordSerializer<FaceFrame> serializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Random random = new Random(SEED);
    private final Map<Place, DeadLetterReason> poisoned = new ConcurrentHashMap<>();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "live-load");
    private volatile boolean ending;
    private long good;
    private int nextPoison;

    /** Where a record lies in {@code face-frames}. */
    record Place(int partition, long offset) {}

    /**
     * Starts writing.
     *
     * @param rate moments a second, each with a frame of each subject
     * @param poisonEvery good frames for each bad record; 0 for none
     */
    LiveLoad(Map<String, String> kafka, SchemaRegistry registry, SyntheticFaces faces, int rate, int poisonEvery) {
        this.faces = faces;
        this.rate = rate;
        this.poisonEvery = poisonEvery;
        this.poisons = Poison.forTopic(Topic.FACE_FRAMES, registry);
        this.serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        thread.start();
    }

    private void run() {
        try {
            long start = System.nanoTime();
            int moment = 0;
            while (!ending && failure.get() == null) {
                send(faces.at(moment));
                moment++;
                long due = start + moment * TimeUnit.SECONDS.toNanos(1) / rate;
                LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
            }
            send(faces.ends(moment - 1));
            producer.flush();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void send(List<FaceFrame> moment) {
        for (int subject = 0; subject < moment.size(); subject++) {
            FaceFrame frame = moment.get(subject);
            send(
                    subject % BrokerProcess.PARTITIONS,
                    frame.getStreamId().getBytes(UTF_8),
                    serializer.serialize(frame),
                    null);
            good++;
            if (poisonEvery > 0 && good % poisonEvery == 0) {
                Poison poison = poisons.get(nextPoison++ % poisons.size());
                send(random.nextInt(BrokerProcess.PARTITIONS), poison.key(), poison.value(), poison.reason());
            }
        }
    }

    private void send(int partition, byte[] key, byte[] value, @Nullable DeadLetterReason reason) {
        var unused = producer.send(
                new ProducerRecord<>(Topic.FACE_FRAMES.topicName(), partition, key, value), (place, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    } else if (reason != null) {
                        poisoned.put(new Place(place.partition(), place.offset()), reason);
                        frames.incrementAndGet();
                    } else {
                        frames.incrementAndGet();
                    }
                });
    }

    /** Records that the brokers have. */
    long frames() {
        return frames.get();
    }

    /** Where the bad ones lie, with the reason for which each must be set aside. */
    Map<Place, DeadLetterReason> poisoned() {
        return Map.copyOf(poisoned);
    }

    /** Ends the tracks, and waits until the brokers have everything. */
    void finish() throws InterruptedException {
        ending = true;
        thread.join();
        Exception found = failure.get();
        if (found != null) {
            throw new IllegalStateException("the load could not be written: " + found.getMessage(), found);
        }
    }

    static TopicPartition partition(Topic topic, int partition) {
        return new TopicPartition(topic.topicName(), partition);
    }

    @Override
    public void close() {
        ending = true;
        thread.interrupt();
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
