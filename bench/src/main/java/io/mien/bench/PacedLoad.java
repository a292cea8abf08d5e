package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes face frames whose capture times are the clock's, subjects spread over each interval as cameras are. Its owner starts,
 * finishes and closes it; the writing is on a thread of its own.
 */
final class PacedLoad implements AutoCloseable {
    private static final int CAPTURED_AT =
            FaceFrame.getClassSchema().getField("captured_at").pos();

    private static final Duration LINGER = Duration.ofMillis(5);

    private final SyntheticFaces faces;
    private final Duration interval;
    private final RecordSerializer<FaceFrame> serializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "paced-load");
    private volatile boolean ending;
    private volatile Instant clock = Instant.EPOCH;

    PacedLoad(Map<String, String> kafka, SchemaRegistry registry, SyntheticFaces faces, Duration interval) {
        this(kafka, registry, faces, interval, LINGER);
    }

    /** @param linger how long the producer waits for more records to send at once */
    PacedLoad(
            Map<String, String> kafka,
            SchemaRegistry registry,
            SyntheticFaces faces,
            Duration interval,
            Duration linger) {
        this.faces = faces;
        this.interval = interval;
        this.serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 18);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, Math.toIntExact(linger.toMillis()));
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes frames of so many moments and the ends of their tracks, as fast as the broker takes them. */
    void sendAtOnce(int moments) {
        Instant start = Instant.now().minus(interval.multipliedBy(moments));
        for (int moment = 0; moment < moments; moment++) {
            send(faces.at(moment), start.plus(interval.multipliedBy(moment)), 0);
        }
        send(faces.ends(moments - 1), start.plus(interval.multipliedBy(moments - 1L)), 0);
        producer.flush();
    }

    /** Writes frames of these moments, and does not end their tracks; {@link #sendAtOnce(int, int)} may go on from there. */
    void sendAtOnce(int first, int end) {
        Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS);
        for (int moment = first; moment < end; moment++) {
            send(faces.at(moment), start.plus(interval.multipliedBy(moment)), 0);
        }
        producer.flush();
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            clock = Instant.now();
            long start = System.nanoTime();
            int moment = 0;
            for (; !ending && failure.get() == null; moment++) {
                long offset = interval.toNanos() * moment;
                send(faces.at(moment), clock.plusNanos(offset), start + offset);
            }
            send(faces.ends(moment - 1), clock.plus(interval.multipliedBy(moment - 1L)), 0);
            producer.flush();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** @param due when the first is to be sent, by {@link System#nanoTime()}; 0: all at once */
    private void send(List<FaceFrame> frames, Instant capturedAt, long due) {
        for (int subject = 0; subject < frames.size(); subject++) {
            long offset = offset(subject);
            if (due != 0) {
                long wait = due + offset - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
            }
            FaceFrame frame = frames.get(subject);
            frame.put(CAPTURED_AT, capturedAt.plusNanos(due == 0 ? 0 : offset));
            var unused = producer.send(
                    new ProducerRecord<>(
                            Topic.FACE_FRAMES.topicName(),
                            subject % BrokerProcess.PARTITIONS,
                            frame.getStreamId().getBytes(UTF_8),
                            serializer.serialize(frame)),
                    (place, error) -> {
                        if (error != null) {
                            failure.compareAndSet(null, error);
                        }
                    });
            sent.incrementAndGet();
        }
    }

    /** When a frame of the load that was started was, or will be, captured and sent. */
    Instant dueAt(int subject, long sequence) {
        return clock.plusNanos(interval.toNanos() * sequence + offset(subject));
    }

    private long offset(int subject) {
        return interval.toNanos() * subject / faces.subjects();
    }

    /** Records handed to the brokers. */
    long sent() {
        return sent.get();
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

    @Override
    public void close() {
        ending = true;
        producer.close(Duration.ofSeconds(5));
    }
}
