package io.mien.bench;

import io.mien.schemas.Topic;
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
 * The least that a program must do which reads {@code face-frames} and writes readings: takes each record's bytes, looks
 * at none of them, and writes as many records as the job would, of the same size. As many threads as the job has slots,
 * each with a consumer, a producer and its share of the partitions; Kafka's settings are the defaults, but for
 * {@code acks=all}, which is the job's too.
 *
 * @param kafka settings of the clients
 * @param threads at most the partitions
 * @param framesAReading input records for each output record
 * @param readingBytes of an output record
 */
record PlainLoop(Map<String, String> kafka, int threads, double framesAReading, int readingBytes) {
    private static final Duration POLL = Duration.ofMillis(100);

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
            double owed = 0;
            while (remaining > 0) {
                for (ConsumerRecord<byte[], byte[]> frame : consumer.poll(POLL)) {
                    first = first == 0 ? System.nanoTime() : first;
                    remaining--;
                    owed += 1 / framesAReading;
                    if (owed >= 1) {
                        owed--;
                        Future<?> unused = producer.send(
                                new ProducerRecord<>(BenchmarkCluster.PLAIN_OUTPUT, frame.key(), reading));
                    }
                }
            }
            producer.flush();
            return new Span(first, System.nanoTime(), total);
        }
    }
}
