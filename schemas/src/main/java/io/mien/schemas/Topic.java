package io.mien.schemas;

import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.avro.ModelControl;
import io.mien.schemas.avro.ModelEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics of Mien. Keys are stream ids, so that one stream's records stay in order in one partition; of what concerns
 * models, the job's group.
 *
 * <p>The frames' topics stamp records with the broker's time: a frame's own time may lie years back, and retention by it
 * would delete a replayed recording while it is read.
 */
public enum Topic {
    /** Whole pictures of streams: {@link CameraFrame}. Kept for a short time only. */
    CAMERA_FRAMES("camera-frames", Duration.ofMinutes(30)),
    /** Faces: {@link FaceFrame}. Programs that have faces already write them here. */
    FACE_FRAMES("face-frames", Duration.ofHours(6)),
    /** Results: {@link ExpressionReading}. */
    EXPRESSIONS("expressions", Duration.ofDays(7)),
    /** What could not be read of {@link #CAMERA_FRAMES}, as received. */
    CAMERA_FRAMES_DEAD_LETTERS("camera-frames.dlq", Duration.ofMinutes(30)),
    /** What could not be read of {@link #FACE_FRAMES}, as received. */
    FACE_FRAMES_DEAD_LETTERS("face-frames.dlq", Duration.ofMinutes(30)),
    /** What inference jobs are told about their models: {@link ModelControl}. The last command of each job is kept. */
    MODEL_CONTROL("model-control", Duration.ofDays(1)),
    /** What came of it: {@link ModelEvent}. Kept as long as readings are, the last of each job for ever. */
    MODEL_EVENTS("model-events", Duration.ofDays(7)),
    /**
     * What live feeds are doing: {@link FeedState}. The last of each feed is kept, until nobody has spoken of the feed for
     * so long.
     */
    FEED_STATES("feed-states", Duration.ofDays(7));

    /** The largest record any of the topics takes: a picture of the largest allowed size, and its fields. */
    public static final int MAXIMUM_RECORD_BYTES = 9 << 20;

    /** The largest dead letter: the largest record, untouched, and the headers that say why. */
    public static final int MAXIMUM_DEAD_LETTER_BYTES = MAXIMUM_RECORD_BYTES + (64 << 10);

    private final String topicName;
    private final Duration retention;

    Topic(String topicName, Duration retention) {
        this.topicName = topicName;
        this.retention = retention;
    }

    /** The name in Kafka. */
    public String topicName() {
        return topicName;
    }

    /** The subject that the values' schema is registered under (Confluent's topic name strategy). */
    public String subject() {
        return topicName + "-value";
    }

    /** The schema of the values; empty for dead letters, which can be anything. */
    public Optional<Schema> schema() {
        return switch (this) {
            case CAMERA_FRAMES -> Optional.of(CameraFrame.getClassSchema());
            case FACE_FRAMES -> Optional.of(FaceFrame.getClassSchema());
            case EXPRESSIONS -> Optional.of(ExpressionReading.getClassSchema());
            case MODEL_CONTROL -> Optional.of(ModelControl.getClassSchema());
            case MODEL_EVENTS -> Optional.of(ModelEvent.getClassSchema());
            case FEED_STATES -> Optional.of(FeedState.getClassSchema());
            case CAMERA_FRAMES_DEAD_LETTERS, FACE_FRAMES_DEAD_LETTERS -> Optional.empty();
        };
    }

    /**
     * The topic for records of this topic that cannot be read; empty if nothing in Mien reads this topic in that way.
     */
    public Optional<Topic> deadLetters() {
        return switch (this) {
            case CAMERA_FRAMES -> Optional.of(CAMERA_FRAMES_DEAD_LETTERS);
            case FACE_FRAMES -> Optional.of(FACE_FRAMES_DEAD_LETTERS);
            case EXPRESSIONS,
                    CAMERA_FRAMES_DEAD_LETTERS,
                    FACE_FRAMES_DEAD_LETTERS,
                    MODEL_CONTROL,
                    MODEL_EVENTS,
                    FEED_STATES -> Optional.empty();
        };
    }

    /** The topic's settings, by Kafka's names. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(cleanup());
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maximumBytes()));
        return settings;
    }

    private Map<String, String> cleanup() {
        String time = Long.toString(retention.toMillis());
        return switch (this) {
            case MODEL_CONTROL, MODEL_EVENTS ->
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                        time);
            // A segment is compacted only when it is full or old, and each feed says every few seconds that it lives.
            case FEED_STATES ->
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        time,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(Duration.ofHours(1).toMillis()));
            case CAMERA_FRAMES, FACE_FRAMES, EXPRESSIONS, CAMERA_FRAMES_DEAD_LETTERS, FACE_FRAMES_DEAD_LETTERS ->
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        time);
        };
    }

    private int maximumBytes() {
        return switch (this) {
            case CAMERA_FRAMES, FACE_FRAMES, EXPRESSIONS, MODEL_CONTROL, MODEL_EVENTS, FEED_STATES ->
                MAXIMUM_RECORD_BYTES;
            case CAMERA_FRAMES_DEAD_LETTERS, FACE_FRAMES_DEAD_LETTERS -> MAXIMUM_DEAD_LETTER_BYTES;
        };
    }

    /** The topic as it is to be created. */
    public NewTopic toNewTopic(int partitions, short replication) {
        return new NewTopic(topicName, partitions, replication).configs(settings());
    }
}
