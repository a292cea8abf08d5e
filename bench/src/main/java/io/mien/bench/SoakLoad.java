package io.mien.bench;

import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Publishes cameras' pictures at their pace, on a thread of its own, whatever becomes of the brokers: it waits for them, and then
 * makes up for it. Its owner finishes and closes it; any thread may look at it.
 */
final class SoakLoad implements AutoCloseable {
    private final CameraLoad cameras;
    private final RecordSerializer<CameraFrame> serializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int from;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "cameras");
    private volatile boolean ending;
    private final AtomicInteger moment;

    /** Starts publishing with the pictures of a moment. */
    SoakLoad(CameraLoad cameras, Map<String, String> kafka, SchemaRegistry registry, int from) {
        this.cameras = cameras;
        this.from = from;
        this.moment = new AtomicInteger(from);
        this.serializer = new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
        this.producer = CameraLoad.producer(kafka);
        thread.start();
    }

    private void run() {
        try {
            int streams = cameras.streams();
            long pace = cameras.pace().toNanos();
            long start = System.nanoTime();
            while (!ending && failure.get() == null) {
                int now = moment.get();
                for (int stream = 0; stream < streams; stream++) {
                    // Spread over the time, as cameras are.
                    long due = start + (now - from) * pace + stream * pace / streams;
                    LockSupport.parkNanos(due - System.nanoTime());
                    send(cameras.record(serializer, stream, now));
                }
                moment.incrementAndGet();
            }
            for (int stream = 0; stream < streams; stream++) {
                send(cameras.end(serializer, stream, moment.get()));
            }
            producer.flush();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record, (place, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    /** The moment whose pictures come next. */
    int moment() {
        return moment.get();
    }

    /**
     * Ends the streams, and waits until the brokers have everything.
     *
     * @return the moment whose pictures would have come next
     */
    int finish() throws InterruptedException {
        ending = true;
        thread.join();
        requireWell();
        return moment.get();
    }

    /** @throws IllegalStateException if a picture could not be published */
    void requireWell() {
        Exception found = failure.get();
        if (found != null) {
            throw new IllegalStateException("the cameras could not publish: " + found.getMessage(), found);
        }
    }

    @Override
    public void close() {
        ending = true;
        thread.interrupt();
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
