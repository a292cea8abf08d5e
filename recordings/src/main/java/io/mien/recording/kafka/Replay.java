package io.mien.recording.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.recording.Damage;
import io.mien.recording.RecordReader;
import io.mien.recording.RecordedHeader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.recording.RecordingException;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.sealing.StreamKeys;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import io.mien.schemas.wire.SchemaHeader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a recording's face frames to {@code face-frames} again. Each stream's stay in their order with their capture times, so
 * the windows are those of the recording; records that were none are written as they are. Used by one thread.
 */
public final class Replay implements AutoCloseable {
    private final Recording recording;
    private final RecordDeserializer<FaceFrame> deserializer;
    private final StreamKeys keys;
    private final RecordSerializer<FaceFrame> serializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long replayed;

    /** Waits between records; false when the replay is to stop. */
    @FunctionalInterface
    public interface Pause extends Predicate<Duration> {}

    /**
     * Opens a replay.
     *
     * @param kafka settings of Kafka's clients
     * @param registry that the frames' schema is registered with; stays the caller's. Its keys open frames that are sealed, where
     *     they are to get another stream's name
     */
    public Replay(Recording recording, Map<String, String> kafka, SchemaRegistry registry) {
        this.recording = recording;
        this.keys = registry.keys();
        this.deserializer = new RecordDeserializer<>(FaceFrame.class, RecordedSchemas.of(recording));
        this.serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 512 << 10);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAXIMUM_RECORD_BYTES + (1 << 20));
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Writes all frames once.
     *
     * @param prefix put before each stream's id; empty to keep the ids
     * @param speed 1 for the pace at which the broker had received them, 4 for four times that; infinite for as fast as it goes
     * @param pause waits
     * @param progress told of the number of records so far, now and then
     * @param damages is told of what is not as it was recorded; what can be read is written
     * @return whether it came to its end
     * @throws KafkaException if the cluster takes no records
     */
    public boolean run(String prefix, double speed, Pause pause, LongConsumer progress, Consumer<Damage> damages) {
        long start = System.nanoTime();
        long first = -1;
        try (RecordReader reader = recording.read(Topic.FACE_FRAMES, damages)) {
            for (Optional<RecordedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                RecordedRecord record = next.get();
                first = first < 0 ? record.timestamp() : first;
                long due = (long) ((record.timestamp() - first) * 1e6 / speed);
                long wait = due - (System.nanoTime() - start);
                if (!pause.test(Duration.ofNanos(Math.max(0, wait)))) {
                    return false;
                }
                send(record, prefix);
                replayed++;
                progress.accept(replayed);
                requireNoFailure();
            }
        }
        producer.flush();
        requireNoFailure();
        return true;
    }

    private void send(RecordedRecord record, String prefix) {
        ProducerRecord<byte[], byte[]> sent;
        boolean asItWas = false;
        try {
            FaceFrame frame = record.read(deserializer);
            String stream = prefix + frame.getStreamId();
            FaceFrame renamed = prefix.isEmpty() ? frame : renamed(frame, stream);
            sent = new ProducerRecord<>(
                    Topic.FACE_FRAMES.topicName(), null, key(record.key(), prefix), serializer.serialize(renamed));
        } catch (RefusedRecordException e) {
            sent = new ProducerRecord<>(Topic.FACE_FRAMES.topicName(), null, key(record.key(), prefix), record.value());
            asItWas = true;
        }
        for (RecordedHeader header : record.headers()) {
            // What was serialized anew may name its schema elsewhere and otherwise.
            if (asItWas || !header.name().equals(SchemaHeader.NAME)) {
                sent.headers().add(header.name(), header.value());
            }
        }
        if (!asItWas) {
            serializer.headers().forEach(sent.headers()::add);
        }
        Future<RecordMetadata> unused = producer.send(sent, (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    /** Sealed with the key that it had: who forgets the stream forgets what was replayed of it. */
    private FaceFrame renamed(FaceFrame frame, String stream) throws RefusedRecordException {
        Optional<String> keyId = RecordSeal.keyId(frame);
        if (keyId.isEmpty()) {
            return FaceFrame.newBuilder(frame).setStreamId(stream).build();
        }
        try {
            FaceFrame opened = RecordSeal.open(frame, keys);
            return RecordSeal.sealWith(
                    FaceFrame.newBuilder(opened).setStreamId(stream).build(), keyId.get(), keys);
        } catch (RefusedRecordException e) {
            if (e.reason() == DeadLetterReason.UNKNOWN_KEY) {
                throw new RecordingException("recording " + recording.folder() + ": its frames are " + e.getMessage()
                        + "; under another stream's name they are sealed anew");
            }
            // What nobody can read is erased under any name.
            return FaceFrame.newBuilder(frame).setStreamId(stream).build();
        }
    }

    /** A key that is not the stream's id stays another one. */
    private static byte @Nullable [] key(byte @Nullable [] key, String prefix) {
        return key == null || prefix.isEmpty() ? key : (prefix + new String(key, UTF_8)).getBytes(UTF_8);
    }

    private void requireNoFailure() {
        Exception found = failure.get();
        if (found != null) {
            throw new KafkaException("frames could not be written: " + found.getMessage(), found);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
