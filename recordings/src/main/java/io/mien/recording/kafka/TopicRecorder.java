package io.mien.recording.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.recording.RecordedHeader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordingException;
import io.mien.recording.RecordingWriter;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicException;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.UnknownSchemaException;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records {@code face-frames} and {@code expressions}, on a thread of its own, until it is ended or the plan's end is
 * reached. At its end it reads the readings up to where they are now, and then the frames up to where they are then: each
 * reading's frames are in the recording.
 *
 * <p>Threads: {@link #start}, {@link #finish} and {@link #close} are the owner's; the rest may be called by any.
 */
public final class TopicRecorder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicRecorder.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int FETCH_BYTES = 8 << 20;

    private final RecordingPlan plan;
    private final RecordingWriter writer;
    private final SchemaRegistry registry;
    private final RecordDeserializer<ExpressionReading> readings;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Set<TopicPartition> done = new HashSet<>();
    private final LongAdder frames = new LongAdder();
    private final LongAdder readingsRecorded = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Thread thread = new Thread(this::run, "recorder");
    private volatile boolean finishing;
    private volatile @Nullable RuntimeException failure;

    private TopicRecorder(
            Map<String, String> kafka, SchemaRegistry registry, RecordingPlan plan, RecordingWriter writer) {
        this.plan = plan;
        this.writer = writer;
        this.registry = registry;
        this.readings = new RecordDeserializer<>(ExpressionReading.class, registry);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (Topic topic : List.of(Topic.FACE_FRAMES, Topic.EXPRESSIONS)) {
            consumer.partitionsFor(topic.topicName())
                    .forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
        }
        this.partitions = List.copyOf(all);
    }

    /**
     * Starts recording.
     *
     * @param kafka settings of Kafka's clients
     * @param registry of the records' schemas; closed by this
     * @param writer of the recording, new or resumed; ended by {@link #finish}, and closed by this
     * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
     * @throws io.mien.schemas.TopicException if the plan names a partition that is not recorded
     * @throws RecordingException if the writer's recording is of another cluster
     */
    public static TopicRecorder start(
            Map<String, String> kafka, SchemaRegistry registry, RecordingPlan plan, RecordingWriter writer) {
        TopicRecorder recorder = new TopicRecorder(kafka, registry, plan, writer);
        try {
            writer.cluster(clusterId(kafka));
            recorder.requirePartitions();
            recorder.seek();
        } catch (RuntimeException e) {
            recorder.consumer.close();
            throw e;
        }
        recorder.thread.start();
        return recorder;
    }

    private static String clusterId(Map<String, String> kafka) {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            return admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            throw new TopicException("Kafka does not name its cluster: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("interrupted while asking Kafka for its cluster", e);
        }
    }

    private void requirePartitions() {
        Stream.concat(plan.fromOffsets().keySet().stream(), plan.toOffsets().keySet().stream())
                .filter(partition -> !partitions.contains(partition))
                .findFirst()
                .ifPresent(partition -> {
                    throw new TopicException("partition " + partition.topic() + "/" + partition.partition()
                            + ": not recorded (expected: one of "
                            + partitions.stream()
                                    .map(one -> one.topic() + "/" + one.partition())
                                    .collect(Collectors.joining(", "))
                            + ")");
                });
    }

    private void seek() {
        consumer.assign(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> from = plan.from() == null ? beginnings : offsetsAt(plan.from());
        for (TopicPartition partition : partitions) {
            // Before what the brokers still hold, nothing can be looked at.
            long begin = Math.max(
                    beginnings.getOrDefault(partition, 0L),
                    plan.fromOffsets().getOrDefault(partition, from.getOrDefault(partition, 0L)));
            long known = writer.end(partition.topic(), partition.partition());
            long held = beginnings.getOrDefault(partition, 0L);
            if (known >= 0 && held > known) {
                log.warn(
                        "{}: the brokers begin at offset {}, and the recording had come to {} (expected: all between; the"
                                + " recording lacks what of that was to be in it)",
                        partition,
                        held,
                        known);
            }
            writer.begin(partition.topic(), partition.partition(), begin, begin == 0);
            consumer.seek(partition, Math.max(begin, known));
        }
    }

    private Map<TopicPartition, Long> offsetsAt(Instant time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, @Nullable OffsetAndTimestamp> found = new HashMap<>(consumer.offsetsForTimes(times));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp offset = found.get(partition);
            offsets.put(partition, offset == null ? ends.getOrDefault(partition, 0L) : offset.offset());
        }
        return offsets;
    }

    private void run() {
        try {
            while (done.size() < partitions.size()) {
                // Before it is polled: what comes after that is not waited for.
                boolean last = finishing || isPast(plan.to()) || haveFramesEnded();
                Map<TopicPartition, Long> ends = last ? ends() : Map.of();
                do {
                    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                    for (ConsumerRecord<byte[], byte[]> record : records) {
                        if (!isLate(record, ends)) {
                            record(record);
                        }
                    }
                    endReached();
                    writer.flush();
                } while (last && !isAt(ends));
                if (last) {
                    return;
                }
            }
        } catch (WakeupException e) {
            log.debug("stopped");
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            // Whoever ends the recording must hear of it, or it would be taken for whole.
            failure = new IllegalStateException("recording stopped: " + e, e);
            throw e;
        }
    }

    /** A reading after the end: its frames may lie after theirs. */
    private static boolean isLate(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> ends) {
        return record.topic().equals(Topic.EXPRESSIONS.topicName())
                && record.offset()
                        >= ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), Long.MAX_VALUE);
    }

    private boolean haveFramesEnded() {
        return !plan.toOffsets().isEmpty() && done.containsAll(of(Topic.FACE_FRAMES));
    }

    /** Also where the last offsets hold no record. */
    private void endReached() {
        plan.toOffsets().forEach((partition, end) -> {
            if (!done.contains(partition) && consumer.position(partition) >= end) {
                end(partition);
            }
        });
    }

    private void end(TopicPartition partition) {
        if (done.add(partition)) {
            consumer.pause(List.of(partition));
        }
    }

    private static boolean isPast(@Nullable Instant time) {
        return time != null && !Instant.now().isBefore(time);
    }

    /** Those of the readings first: the frames of each come before it. */
    private Map<TopicPartition, Long> ends() {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(of(Topic.EXPRESSIONS)));
        ends.putAll(consumer.endOffsets(of(Topic.FACE_FRAMES)));
        return ends;
    }

    private List<TopicPartition> of(Topic topic) {
        return partitions.stream()
                .filter(partition -> partition.topic().equals(topic.topicName()))
                .toList();
    }

    private boolean isAt(Map<TopicPartition, Long> ends) {
        return partitions.stream()
                .allMatch(partition ->
                        done.contains(partition) || consumer.position(partition) >= ends.getOrDefault(partition, 0L));
    }

    private void record(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if ((plan.to() != null && record.timestamp() >= plan.to().toEpochMilli())
                || record.offset() >= plan.toOffsets().getOrDefault(partition, Long.MAX_VALUE)) {
            end(partition);
            return;
        }
        if (!isWanted(record.key())) {
            return;
        }
        List<RecordedHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new RecordedHeader(header.key(), header.value()));
        }
        RecordedRecord recorded = RecordedRecord.of(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                headers,
                record.value());
        keepSchema(recorded);
        writer.append(recorded);
        bytes.add(record.value() == null ? 0 : record.value().length);
        if (record.topic().equals(Topic.EXPRESSIONS.topicName())) {
            readingsRecorded.increment();
            noteModel(recorded);
        } else {
            frames.increment();
        }
    }

    private boolean isWanted(byte @Nullable [] key) {
        return plan.streams().isEmpty() || (key != null && plan.streams().contains(new String(key, UTF_8)));
    }

    private void keepSchema(RecordedRecord record) {
        SchemaReference reference =
                SchemaReference.of(record.value(), record.schemaHeader()).orElse(null);
        if (reference == null || writer.hasSchema(reference)) {
            return;
        }
        try {
            writer.schema(reference, reference.in(registry).toString());
        } catch (UnknownSchemaException e) {
            // The job does not know it either, and sets the record aside.
            log.debug("schema {} is not known", reference, e);
        }
    }

    private void noteModel(RecordedRecord record) {
        try {
            writer.model(record.read(readings).getModel().getSavedModelDigest());
        } catch (RefusedRecordException e) {
            log.warn("no reading, recorded as it is: {}", e.getMessage());
        }
    }

    public long frames() {
        return frames.sum();
    }

    public long readings() {
        return readingsRecorded.sum();
    }

    /** Of values. */
    public long bytes() {
        return bytes.sum();
    }

    /** Whether the plan's end was reached, or something went wrong. */
    public boolean isDone() {
        return !thread.isAlive();
    }

    /** What went wrong, if something did. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Records what is on the topics now, and ends the recording.
     *
     * @param drained whether nothing more can come of what was recorded
     * @return the digest of the recording's manifest
     * @throws RecordingException if the recording could not be written
     * @throws org.apache.kafka.common.KafkaException if the cluster does not let it be read
     */
    public String finish(boolean drained) throws InterruptedException {
        finishing = true;
        thread.join();
        RuntimeException found = failure;
        if (found != null) {
            throw found;
        }
        return writer.finish(drained);
    }

    /** Stops at once; a recording that was not finished can be gone on with. */
    @Override
    public void close() {
        if (thread.isAlive()) {
            consumer.wakeup();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        consumer.close();
        registry.close();
        writer.close();
    }
}
