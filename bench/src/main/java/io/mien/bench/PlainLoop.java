package io.mien.bench;

import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Does with {@code face-frames} what a program without Flink would do, as {@link Work} says. It has as many threads as
 * the job has slots, each with a consumer, a producer and its share of the partitions. Kafka's settings are the
 * defaults, but for {@code acks=all}, which is the job's too.
 *
 * @param kafka settings of the clients
 * @param threads at most the partitions
 * @param work what is done with a frame
 * @param framesAReading input records for each reading
 * @param readingBytes of a reading
 */
record PlainLoop(Map<String, String> kafka, int threads, Work work, double framesAReading, int readingBytes) {
    private static final Duration POLL = Duration.ofMillis(100);

    /** The work that is done with the frames that were read. */
    sealed interface Work {
        /** Looks at nothing, and writes as many records of a reading's size as the job would make. */
        record WriteReadings() implements Work {}

        /** Looks at nothing, and writes each record again as it is. */
        record PassOn() implements Work {}

        /**
         * Does the same as {@link WriteReadings}, and also decodes and prepares the pictures of the frames that the job
         * would sample.
         *
         * @param framesASample input records for each sampled one
         * @param registry of the records' schemas
         * @param profile of the model
         */
        record PreparePictures(double framesASample, SchemaRegistry registry, PreprocessingProfile profile)
                implements Work {}
    }

    private record Span(long firstNanos, long lastNanos, long frames) {}

    /** Frames a second, from the first to the last. */
    double run() throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Span>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int share = thread;
                running.add(executor.submit(() -> loop(share)));
            }
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            long frames = 0;
            for (Future<Span> thread : running) {
                Span span = thread.get();
                first = Math.min(first, span.firstNanos);
                last = Math.max(last, span.lastNanos);
                frames += span.frames;
            }
            return frames / ((last - first) / 1e9);
        } finally {
            executor.shutdownNow();
        }
    }

    private Span loop(int share) {
        List<TopicPartition> partitions = IntStream.range(0, BenchmarkCluster.PARTITIONS)
                .filter(partition -> partition % threads == share)
                .mapToObj(partition -> new TopicPartition(Topic.FACE_FRAMES.topicName(), partition))
                .toList();
        Map<String, Object> writing = new HashMap<>(kafka);
        writing.put(ProducerConfig.ACKS_CONFIG, "all");
        byte[] reading = new byte[readingBytes];
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        new HashMap<>(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long remaining = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            long total = remaining;
            long first = 0;
            Owed readings = new Owed(framesAReading);
            FrameWork frameWork = FrameWork.of(work);
            while (remaining > 0) {
                for (ConsumerRecord<byte[], byte[]> frame : consumer.poll(POLL)) {
                    first = first == 0 ? System.nanoTime() : first;
                    remaining--;
                    frameWork.accept(frame.value());
                    if (work instanceof Work.PassOn) {
                        send(producer, frame.key(), frame.value());
                    } else if (readings.isDue()) {
                        send(producer, frame.key(), reading);
                    }
                }
            }
            producer.flush();
            return new Span(first, System.nanoTime(), total);
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, byte[] key, byte[] value) {
        Future<?> unused = producer.send(new ProducerRecord<>(BenchmarkCluster.PLAIN_OUTPUT, key, value));
    }

    /** One thing for every so many. */
    private static final class Owed {
        private final double each;
        private double owed;

        private Owed(double every) {
            this.each = 1 / every;
        }

        private boolean isDue() {
            owed += each;
            if (owed < 1) {
                return false;
            }
            owed--;
            return true;
        }
    }

    /** Does something with a frame's bytes before anything is written. */
    private interface FrameWork {
        void accept(byte[] frame);

        static FrameWork of(Work work) {
            if (!(work instanceof Work.PreparePictures prepare)) {
                return frame -> {};
            }
            Owed samples = new Owed(prepare.framesASample());
            RecordDeserializer<FaceFrame> deserializer = new RecordDeserializer<>(FaceFrame.class, prepare.registry());
            ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
            return frame -> {
                if (samples.isDue()) {
                    prepare(frame, deserializer, decoder, prepare.profile());
                }
            };
        }

        private static void prepare(
                byte[] frame,
                RecordDeserializer<FaceFrame> deserializer,
                ImageDecoder decoder,
                PreprocessingProfile profile) {
            try {
                FaceFrame read = deserializer.read(frame);
                if (!read.getTrackEnded()) {
                    byte[] picture = profile.prepare(decoder.decode(read.getImage()), null, null);
                    if (picture.length == 0) {
                        throw new IllegalStateException("a picture of no bytes");
                    }
                }
            } catch (RefusedRecordException | UnreadableImageException e) {
                throw new IllegalStateException("a frame of this benchmark's own cannot be read", e);
            }
        }
    }
}
