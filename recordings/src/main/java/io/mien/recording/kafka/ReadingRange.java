package io.mien.recording.kafka;

import io.mien.recording.RecordingException;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicException;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of the topics that one published reading is audited with: its record, and the face frames of its window up to
 * the one that closed it. Reads the topics and is used by one thread.
 */
public final class ReadingRange implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadingRange.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** An end before every record. */
    private static final long NOTHING = 0;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDeserializer<ExpressionReading> readings;
    private final RecordDeserializer<FaceFrame> frames;

    /**
     * Opens a connection of its own.
     *
     * @param kafka settings of Kafka's clients
     * @param registry of the records' schemas; stays the caller's
     */
    public ReadingRange(Map<String, String> kafka, SchemaRegistry registry) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.readings = new RecordDeserializer<>(ExpressionReading.class, registry);
        this.frames = new RecordDeserializer<>(FaceFrame.class, registry);
    }

    /**
     * Finds it: reads the reading's record, and the frames after its last one until its window is closed. A recording by this
     * plan ends by itself.
     *
     * @param partition of the readings' topic
     * @param offset of the reading's record
     * @throws RecordingException if no reading lies there, or its frames lie in another topic than those that are recorded
     * @throws TopicException if there is no such partition
     * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
     */
    public RecordingPlan find(int partition, long offset) {
        TopicPartition place = new TopicPartition(Topic.EXPRESSIONS.topicName(), partition);
        List<TopicPartition> readingPartitions = partitions(Topic.EXPRESSIONS);
        if (!readingPartitions.contains(place)) {
            throw new TopicException(text(place) + ": no such partition (expected: one of the "
                    + readingPartitions.size() + " of " + place.topic() + ")");
        }
        ExpressionReading reading = reading(place, offset);
        List<TopicPartition> framePartitions = partitions(Topic.FACE_FRAMES);
        TopicPartition input = new TopicPartition(
                reading.getInput().getTopic(), reading.getInput().getPartition());
        if (!framePartitions.contains(input)) {
            throw new RecordingException(text(place) + "/" + offset + ": its frames lie in " + text(input)
                    + " (expected: a partition of " + Topic.FACE_FRAMES.topicName() + ")");
        }
        long first = reading.getInput().getFirstOffset();
        requireHeld(input, first, "its first frame, " + text(input) + "/" + first);
        Map<TopicPartition, Long> ends = new HashMap<>();
        framePartitions.forEach(each -> ends.put(each, NOTHING));
        readingPartitions.forEach(each -> ends.put(each, NOTHING));
        ends.put(place, offset + 1);
        ends.put(input, closed(input, reading) + 1);
        return new RecordingPlan(List.of(reading.getStreamId()), null, null, Map.of(place, offset, input, first), ends);
    }

    private List<TopicPartition> partitions(Topic topic) {
        return consumer.partitionsFor(topic.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private ExpressionReading reading(TopicPartition place, long offset) {
        String named = text(place) + "/" + offset;
        requireHeld(place, offset, named);
        ConsumerRecord<byte[], byte[]> record = next(place, offset)
                .filter(found -> found.offset() == offset)
                .orElseThrow(() -> new RecordingException(
                        named + ": no record (expected: the place of a reading, as the page names it)"));
        try {
            return readings.read(record.value(), SchemaHeader.of(record.headers()));
        } catch (RefusedRecordException e) {
            throw new RecordingException(named + ": no reading (" + e.getMessage() + ")");
        }
    }

    private void requireHeld(TopicPartition partition, long offset, String what) {
        List<TopicPartition> asked = List.of(partition);
        long begin = consumer.beginningOffsets(asked).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(asked).getOrDefault(partition, 0L);
        if (offset < begin || offset >= end) {
            throw new RecordingException(what + ": not in the topic, whose partition begins with offset " + begin
                    + " and ends before " + end
                    + " (expected: what it still holds; audit a recording that was made in time)");
        }
    }

    /** The record at an offset, or the next one there is; empty if none comes. */
    private Optional<ConsumerRecord<byte[], byte[]>> next(TopicPartition place, long offset) {
        consumer.assign(List.of(place));
        consumer.seek(place, offset);
        Instant until = Instant.now().plus(PATIENCE);
        while (consumer.position(place) <= offset && Instant.now().isBefore(until)) {
            List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(place);
            if (!records.isEmpty()) {
                return Optional.of(records.get(0));
            }
        }
        return Optional.empty();
    }

    /**
     * The offset of the frame that closed the window: the subject's first one that lies a cell behind the first after the
     * window, since a cell is closed by a frame of a later one; or the end of its track, or the last one there is now.
     */
    private long closed(TopicPartition input, ExpressionReading reading) {
        long last = reading.getInput().getLastOffset();
        long end = consumer.endOffsets(List.of(input)).getOrDefault(input, last + 1);
        byte[] key = reading.getStreamId().getBytes(StandardCharsets.UTF_8);
        Duration cell = Duration.between(reading.getWindowStart(), reading.getWindowEnd())
                .dividedBy(
                        reading.getWindowing() == null
                                ? 1
                                : Math.max(1, reading.getWindowing().getCells()));
        Instant closing = Instant.MAX;
        consumer.assign(List.of(input));
        consumer.seek(input, last + 1);
        while (consumer.position(input) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(input)) {
                Optional<FaceFrame> frame =
                        Arrays.equals(key, record.key()) ? ofSubject(record, reading) : Optional.empty();
                if (frame.isEmpty()) {
                    continue;
                }
                Instant at = frame.get().getCapturedAt();
                if (frame.get().getTrackEnded() || !at.isBefore(closing)) {
                    return record.offset();
                }
                if (closing.equals(Instant.MAX) && !at.isBefore(reading.getWindowEnd())) {
                    closing = at.plus(cell);
                }
            }
        }
        return Math.max(last, end - 1);
    }

    private Optional<FaceFrame> ofSubject(ConsumerRecord<byte[], byte[]> record, ExpressionReading reading) {
        try {
            return Optional.of(frames.read(record.value(), SchemaHeader.of(record.headers())))
                    .filter(frame -> frame.getSubjectId().equals(reading.getSubjectId()));
        } catch (RefusedRecordException e) {
            // The job set it aside as well.
            log.debug("no frame at {}/{}/{}", record.topic(), record.partition(), record.offset(), e);
            return Optional.empty();
        }
    }

    private static String text(TopicPartition partition) {
        return partition.topic() + "/" + partition.partition();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
