package io.mien.bench;

import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what the cluster says of feeds and readings, from the beginning, whenever it is asked to. Used by one thread. */
final class FeedWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDeserializer<ExpressionReading> readings;
    private final RecordDeserializer<FeedState> states;
    private final Map<String, FeedReadings> byStream = new TreeMap<>();
    private final Map<String, FeedState> newest = new HashMap<>();
    private final Set<String> streamsRead = new HashSet<>();
    private long read;
    private long faceFrames;
    private Instant from = Instant.MAX;

    FeedWatch(Map<String, String> kafka, SchemaRegistry registry) {
        this.readings = new RecordDeserializer<>(ExpressionReading.class, registry);
        this.states = new RecordDeserializer<>(FeedState.class, registry);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : List.of(Topic.EXPRESSIONS, Topic.FEED_STATES, Topic.FACE_FRAMES)) {
            IntStream.range(0, BrokerProcess.PARTITIONS)
                    .forEach(partition -> partitions.add(LiveLoad.partition(topic, partition)));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on for a moment. */
    void look() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            try {
                if (record.topic().equals(Topic.EXPRESSIONS.topicName())) {
                    ExpressionReading reading = this.readings.read(record.value());
                    if (reading.getWindowStart().isAfter(from)) {
                        readings(reading.getStreamId()).add(reading);
                    }
                    streamsRead.add(reading.getStreamId());
                    read++;
                } else if (record.topic().equals(Topic.FACE_FRAMES.topicName())) {
                    faceFrames++;
                } else {
                    FeedState state = states.read(record.value());
                    newest.put(state.getStreamId(), state);
                }
            } catch (RefusedRecordException e) {
                throw new IllegalStateException(record + ": " + e.getMessage(), e);
            }
        }
    }

    /** From now on readings are counted whose windows begin from now on. */
    void count() {
        from = Instant.now();
    }

    boolean isRead(String stream) {
        return streamsRead.contains(stream);
    }

    /** Readings so far, counted or not. */
    long read() {
        return read;
    }

    /** Records of {@code face-frames} so far. Its offsets would count the ends of transactions too. */
    long faceFrames() {
        return faceFrames;
    }

    boolean isLive(String stream) {
        return state(stream)
                .filter(state -> state.getState() == FeedCondition.LIVE)
                .isPresent();
    }

    /** Since when it has been live without a break; empty if it is not. */
    Optional<Instant> liveSince(String stream) {
        return state(stream)
                .filter(state -> state.getState() == FeedCondition.LIVE)
                .map(FeedState::getSince);
    }

    Optional<FeedState> state(String stream) {
        return Optional.ofNullable(newest.get(stream));
    }

    FeedReadings readings(String stream) {
        return byStream.computeIfAbsent(stream, unused -> new FeedReadings());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
