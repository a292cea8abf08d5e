package io.mien.infer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.broker.EmbeddedBroker;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ModelControl;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker with Mien's topics and a registry, with what tests write to it and read from it. */
final class InferenceCluster implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final SchemaRegistry registry;
    private final RecordSerializer<FaceFrame> serializer;
    private final KafkaProducer<byte[], byte[]> producer;

    InferenceCluster(Path folder) throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), 2, (short) 1);
        }
        registry = registrySettings().open();
        serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    SchemaRegistrySettings registrySettings() {
        return new SchemaRegistrySettings(null, Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** With a checkpoint every half second, so that tests need not wait. */
    InferenceConfiguration configuration() {
        return InferenceConfiguration.defaults(bootstrapServers(), registrySettings(), "test of the inference job")
                .withDelivery(Delivery.DEFAULT.withCheckpointInterval(Duration.ofMillis(500)));
    }

    byte[] bytes(FaceFrame frame) {
        return serializer.serialize(frame);
    }

    void send(List<FaceFrame> frames) throws Exception {
        for (FaceFrame frame : frames) {
            send(frame.getStreamId(), bytes(frame));
        }
        producer.flush();
    }

    void send(String key, byte @Nullable [] value) {
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(Topic.FACE_FRAMES.topicName(), key.getBytes(UTF_8), value));
    }

    void flush() {
        producer.flush();
    }

    List<ExpressionReading> readings() throws Exception {
        RecordDeserializer<ExpressionReading> deserializer =
                new RecordDeserializer<>(ExpressionReading.class, registry);
        List<ExpressionReading> readings = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(Topic.EXPRESSIONS)) {
            readings.add(deserializer.read(record.value()));
        }
        return readings;
    }

    List<ModelEvent> modelEvents() throws Exception {
        RecordDeserializer<ModelEvent> deserializer = new RecordDeserializer<>(ModelEvent.class, registry);
        List<ModelEvent> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(Topic.MODEL_EVENTS)) {
            events.add(deserializer.read(record.value()));
        }
        return events;
    }

    void send(ModelControl control) throws Exception {
        byte[] value = new RecordSerializer<>(ModelControl.class, Topic.MODEL_CONTROL, registry).serialize(control);
        producer.send(new ProducerRecord<>(
                        Topic.MODEL_CONTROL.topicName(), control.getGroup().getBytes(UTF_8), value))
                .get();
    }

    /** The readings of one subject, in their order. */
    List<ExpressionReading> readings(String stream, String subject) throws Exception {
        return readings().stream()
                .filter(reading -> reading.getStreamId().equals(stream)
                        && reading.getSubjectId().equals(subject))
                .toList();
    }

    /** All that is in a topic, transactions that were not committed left out. */
    List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
        broker.close();
    }
}
