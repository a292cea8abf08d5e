package io.mien.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what the ingest and the inference job write. */
final class TopicWriter implements AutoCloseable {
    static final String PAYLOAD = "bytes of somebody's picture";

    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordSerializer<ExpressionReading> serializer;
    private final RecordSerializer<FeedState> feedSerializer;

    TopicWriter(Map<String, String> kafka, SchemaRegistry registry) {
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, List.of(kafka.get("bootstrap.servers"))),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.serializer = new RecordSerializer<>(ExpressionReading.class, Topic.EXPRESSIONS, registry);
        this.feedSerializer = new RecordSerializer<>(FeedState.class, Topic.FEED_STATES, registry);
    }

    static void createTopics(Map<String, String> kafka, EnumSet<Topic> topics, int partitions) {
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            new TopicCatalog(admin).create(topics, partitions, (short) 1);
        }
    }

    /** A past that is written at once: the topic takes each record's time as it is said, not when it comes. */
    static void keepTimesAsSaid(Map<String, String> kafka, Topic topic)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        AlterConfigOp asSaid = new AlterConfigOp(
                new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(asSaid)))
                    .all()
                    .get();
        }
    }

    void send(FeedState feed) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(
                        Topic.FEED_STATES.topicName(),
                        feed.getStreamId().getBytes(UTF_8),
                        feedSerializer.serialize(feed)))
                .get();
    }

    void takeBackFeed(String stream) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(Topic.FEED_STATES.topicName(), stream.getBytes(UTF_8), null))
                .get();
    }

    /** @param appendedAt when the topic is said to have got it */
    Future<RecordMetadata> send(ExpressionReading reading, Instant appendedAt) {
        return producer.send(new ProducerRecord<>(
                Topic.EXPRESSIONS.topicName(),
                null,
                appendedAt.toEpochMilli(),
                reading.getStreamId().getBytes(UTF_8),
                serializer.serialize(reading)));
    }

    void send(ExpressionReading reading) throws ExecutionException, InterruptedException {
        send(reading.getStreamId(), serializer.serialize(reading));
    }

    void send(String key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(Topic.EXPRESSIONS.topicName(), key.getBytes(UTF_8), value))
                .get();
    }

    void sendDeadLetter(Topic topic, DeadLetterReason reason, String message)
            throws ExecutionException, InterruptedException {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                topic.deadLetters().orElseThrow().topicName(), "cam1".getBytes(UTF_8), PAYLOAD.getBytes(UTF_8));
        new DeadLetterHeaders(reason, message, "guard", topic.topicName(), 0, 17, 1, reason.name())
                .addTo(letter.headers());
        producer.send(letter).get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
