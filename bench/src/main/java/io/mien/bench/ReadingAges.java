package io.mien.bench;

import io.mien.infer.window.EvidenceRule;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Follows the readings that come from now on, on a thread of its own, and notes how old they were and whose. */
final class ReadingAges implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDeserializer<ExpressionReading> deserializer;
    private final Thread thread = new Thread(this::follow, "reading-ages");
    private final List<Long> ages = new ArrayList<>();
    private final Map<String, Long> whole = new HashMap<>();
    private final Map<ReadingStatus, Long> statuses = new EnumMap<>(ReadingStatus.class);
    private volatile boolean ending;
    private @Nullable RuntimeException failure;

    /**
     * What was seen.
     *
     * @param ages milliseconds, sorted
     * @param whole readings of enough frames of each subject that had one, whatever the model then said, sorted
     * @param statuses of all
     */
    record Figures(List<Long> ages, List<Long> whole, Map<ReadingStatus, Long> statuses) {
        /** In words. */
        String describe() {
            return String.format(
                    Locale.ROOT,
                    "median %d ms, 99 %% within %d, oldest %d; readings of enough frames of each of %d subjects: least %d, median"
                            + " %d, most %d; all readings %s",
                    at(ages, 0.5),
                    at(ages, 0.99),
                    at(ages, 1),
                    whole.size(),
                    at(whole, 0),
                    at(whole, 0.5),
                    at(whole, 1),
                    statuses);
        }

        private static long at(List<Long> sorted, double part) {
            return sorted.isEmpty() ? 0 : sorted.get((int) Math.round(part * (sorted.size() - 1)));
        }
    }

    ReadingAges(Map<String, String> kafka, SchemaRegistry registry) {
        this.deserializer = new RecordDeserializer<>(ExpressionReading.class, registry);
        this.consumer =
                new KafkaConsumer<>(new HashMap<>(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, BrokerProcess.PARTITIONS)
                .mapToObj(partition -> LiveLoad.partition(Topic.EXPRESSIONS, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private void follow() {
        try {
            while (!ending) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    note(deserializer.read(record.value()));
                }
            }
        } catch (RuntimeException | RefusedRecordException e) {
            synchronized (this) {
                failure = new IllegalStateException("readings cannot be followed: " + e.getMessage(), e);
            }
        }
    }

    private synchronized void note(ExpressionReading reading) {
        ages.add(Duration.between(reading.getWindowEnd(), reading.getProducedAt())
                .toMillis());
        statuses.merge(reading.getStatus(), 1L, Long::sum);
        if (reading.getFrames().getCount() >= EvidenceRule.DEFAULT.minimumFrames()) {
            whole.merge(reading.getStreamId(), 1L, Long::sum);
        }
    }

    /** When so many readings have come. */
    Figures figures(long expected) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            synchronized (this) {
                if (failure != null) {
                    throw failure;
                }
                if (ages.size() >= expected) {
                    return new Figures(
                            ages.stream().sorted().toList(),
                            whole.values().stream().sorted().toList(),
                            Map.copyOf(statuses));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("readings on the topic: fewer than the " + expected + " made");
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
