package io.mien.cli.deadletters;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters back into the topics that they were set aside from: those that can be read now, each record once,
 * however often it is asked for. Records and the marks of what was put back are written in the same transactions, so that
 * a run that is broken off, or two at the same time, put nothing back twice. Used by one thread.
 */
public final class Redrive {
    /** Whose positions hold the marks, and whose transactions these are. */
    public static final String GROUP = "mien-redrive";

    private static final int LARGEST_BATCH = 200;
    private static final long LARGEST_BATCH_BYTES = 16L << 20;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final Map<String, String> kafka;
    private final LetterFilter filter;
    private final boolean dryRun;
    private final RecordDeserializer<CameraFrame> cameraFrames;
    private final RecordDeserializer<FaceFrame> faceFrames;
    private final Map<String, Long> unreadable = new TreeMap<>();
    private long redriven;
    private long before;
    private long repeated;

    /**
     * @param kafka settings of a client
     * @param registry of the records' schemas; stays the caller's
     * @param filter which letters are meant
     * @param dryRun whether they are only to be looked at
     */
    public Redrive(Map<String, String> kafka, SchemaRegistry registry, LetterFilter filter, boolean dryRun) {
        this.kafka = kafka;
        this.filter = filter;
        this.dryRun = dryRun;
        this.cameraFrames = new RecordDeserializer<>(CameraFrame.class, registry);
        this.faceFrames = new RecordDeserializer<>(FaceFrame.class, registry);
    }

    /**
     * Does it.
     *
     * @throws ForbiddenException if the cluster does not let this client do it
     * @throws CommandException if another one takes over meanwhile
     */
    public RedriveResult run() {
        try {
            if (dryRun) {
                for (Topic source : filter.sourceTopics()) {
                    Lot lot = new Lot(source, List.of());
                    lot.look();
                }
            } else {
                try (KafkaProducer<byte[], byte[]> producer = producer()) {
                    // Ends what an earlier run left open, and keeps that run from writing on.
                    producer.initTransactions();
                    for (Topic source : filter.sourceTopics()) {
                        new Lot(source, producer.partitionsFor(source.topicName())).putBack(producer);
                    }
                    producer.close(CLOSE_WITHIN);
                }
            }
        } catch (KafkaException e) {
            throw told(e);
        }
        return new RedriveResult(dryRun, redriven, before, repeated, unreadable);
    }

    private static RuntimeException told(KafkaException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return new CommandException(
                        ExitCode.KAFKA,
                        "another mien dlq redrive has begun and takes over (expected: one at a time; nothing was put back"
                                + " twice, and what is left can be put back when it has ended)",
                        failure);
            }
            if (cause instanceof TransactionalIdAuthorizationException) {
                return ForbiddenException.of(ResourceType.TRANSACTIONAL_ID, GROUP, AclOperation.WRITE, cause);
            }
        }
        return ForbiddenException.in(failure, topic -> AclOperation.WRITE)
                .<RuntimeException>map(refusal -> refusal)
                .orElse(failure);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, GROUP);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAXIMUM_DEAD_LETTER_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "20000");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The dead letters of one topic. */
    private final class Lot {
        private final Topic source;
        private final int partitionsOfSource;
        private final List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        private final Set<LetterPlace> known = new HashSet<>();
        private Map<TopicPartition, RedriveMarks> marks = Map.of();
        private @Nullable ConsumerGroupMetadata group;
        private long batchBytes;

        Lot(Topic source, List<?> partitionsOfSource) {
            this.source = source;
            this.partitionsOfSource = partitionsOfSource.size();
        }

        void look() {
            try (LetterReader reader = new LetterReader(kafka, true)) {
                takeMarks(reader);
                reader.forEach(List.of(source), letter -> {
                    if (isToBePutBack(letter)) {
                        redriven++;
                    }
                });
            }
        }

        void putBack(KafkaProducer<byte[], byte[]> producer) {
            Map<String, String> ofGroup = new HashMap<>(kafka);
            ofGroup.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
            try (LetterReader reader = new LetterReader(ofGroup, true)) {
                group = reader.group();
                takeMarks(reader);
                reader.forEach(List.of(source), letter -> {
                    if (isToBePutBack(letter)) {
                        batch.add(letter);
                        batchBytes += Math.max(0, letter.serializedValueSize());
                        if (batch.size() == LARGEST_BATCH || batchBytes >= LARGEST_BATCH_BYTES) {
                            send(producer);
                        }
                    }
                });
                send(producer);
            }
        }

        /** Once through without the values: what lies there, and the records that were put back already. */
        private void takeMarks(LetterReader withValues) {
            marks = RedriveMarks.of(committed(withValues.partitions(source)));
            try (LetterReader reader = new LetterReader(kafka, false)) {
                reader.forEach(List.of(source), letter -> {
                    RedriveMarks ofPartition = marks(letter);
                    ofPartition.found(letter.offset());
                    if (ofPartition.isDone(letter.offset())) {
                        LetterPlace.source(letter.headers()).ifPresent(known::add);
                    }
                });
            }
        }

        private RedriveMarks marks(ConsumerRecord<byte[], byte[]> letter) {
            return marks.computeIfAbsent(
                    new TopicPartition(letter.topic(), letter.partition()), partition -> new RedriveMarks());
        }

        private boolean isToBePutBack(ConsumerRecord<byte[], byte[]> letter) {
            if (!filter.matches(letter)) {
                return false;
            }
            if (marks(letter).isDone(letter.offset())) {
                before++;
                return false;
            }
            if (LetterPlace.source(letter.headers()).filter(known::contains).isPresent()) {
                repeated++;
                return false;
            }
            try {
                read(letter);
            } catch (RefusedRecordException e) {
                unreadable.merge(e.reason().name(), 1L, Long::sum);
                return false;
            }
            LetterPlace.source(letter.headers()).ifPresent(known::add);
            return true;
        }

        private void read(ConsumerRecord<byte[], byte[]> letter) throws RefusedRecordException {
            byte[] schema = SchemaHeader.of(letter.headers());
            if (source == Topic.CAMERA_FRAMES) {
                cameraFrames.read(letter.value(), schema);
            } else {
                faceFrames.read(letter.value(), schema);
            }
        }

        private void send(KafkaProducer<byte[], byte[]> producer) {
            if (batch.isEmpty()) {
                return;
            }
            // As they came at first: the parts that read them go by the order of each stream.
            batch.sort(Comparator.comparingLong(letter -> LetterPlace.source(letter.headers())
                    .map(LetterPlace::offset)
                    .orElse(Long.MAX_VALUE)));
            batch.forEach(letter -> marks(letter).done(letter.offset()));
            Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
            batch.forEach(letter -> positions.computeIfAbsent(
                    new TopicPartition(letter.topic(), letter.partition()),
                    partition -> marks(letter).committed(partition)));
            producer.beginTransaction();
            batch.forEach(letter -> {
                // A failure comes out of the commit.
                var unused = producer.send(record(letter));
            });
            producer.sendOffsetsToTransaction(positions, Objects.requireNonNull(group));
            producer.commitTransaction();
            redriven += batch.size();
            batch.clear();
            batchBytes = 0;
        }

        private ProducerRecord<byte[], byte[]> record(ConsumerRecord<byte[], byte[]> letter) {
            Integer partition = LetterPlace.source(letter.headers())
                    .map(LetterPlace::partition)
                    .filter(number -> number < partitionsOfSource)
                    .orElse(null);
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(source.topicName(), partition, letter.key(), letter.value());
            for (Header header : letter.headers()) {
                if (!DeadLetterHeaders.isOne(header.key())) {
                    record.headers().add(header);
                }
            }
            record.headers()
                    .add(
                            DeadLetterHeaders.REDRIVEN,
                            Integer.toString(StoredLetter.redriven(letter.headers()) + 1)
                                    .getBytes(StandardCharsets.UTF_8));
            return record;
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(List<TopicPartition> partitions) {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
            partitions.forEach(partition -> positions.put(partition, new OffsetAndMetadata(0)));
            admin.listConsumerGroupOffsets(
                            Map.of(GROUP, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(GROUP)
                    .get()
                    .forEach((partition, position) -> {
                        if (position != null) {
                            positions.put(partition, position);
                        }
                    });
            return positions;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted: ask for the position of group " + GROUP, e);
        }
    }
}
