package io.mien.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.broker.EmbeddedBroker;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker with Mien's topics; what lies on them, and readings put there. */
final class TestKafka implements AutoCloseable {
    private static final int PARTITIONS = 2;

    private final @Nullable EmbeddedBroker broker;
    private final String server;
    private final Map<String, String> settings;
    private final SchemaRegistry registry;
    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordSerializer<ExpressionReading> readings;

    TestKafka(Path folder) throws IOException {
        this(EmbeddedBroker.start(folder));
    }

    private TestKafka(EmbeddedBroker broker) {
        this(broker, broker.bootstrapServers());
    }

    /** Of a broker that is somebody else's. */
    static TestKafka of(String server) {
        return new TestKafka(null, server);
    }

    private TestKafka(@Nullable EmbeddedBroker broker, String server) {
        this.broker = broker;
        this.server = server;
        this.settings = Map.of("bootstrap.servers", server);
        try (Admin admin = Admin.create(Map.copyOf(settings))) {
            new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), PARTITIONS, (short) 1);
        }
        this.registry = new SchemaRegistrySettings(null, settings).open();
        this.producer = new KafkaProducer<>(Map.copyOf(settings), new ByteArraySerializer(), new ByteArraySerializer());
        this.readings = new RecordSerializer<>(ExpressionReading.class, Topic.EXPRESSIONS, registry);
    }

    String server() {
        return server;
    }

    void send(ExpressionReading reading) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(
                        Topic.EXPRESSIONS.topicName(),
                        reading.getStreamId().getBytes(UTF_8),
                        readings.serialize(reading)))
                .get();
    }

    /** All camera frames of a stream so far, in their order. */
    List<CameraFrame> cameraFrames(String stream) throws RefusedRecordException {
        RecordDeserializer<CameraFrame> frames = new RecordDeserializer<>(CameraFrame.class, registry);
        List<CameraFrame> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(Topic.CAMERA_FRAMES)) {
            CameraFrame frame = frames.read(record.value());
            if (frame.getStreamId().equals(stream) && new String(record.key(), UTF_8).equals(stream)) {
                found.add(frame);
            }
        }
        return found;
    }

    int count(Topic topic) {
        return records(topic).size();
    }

    private List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(Map.copyOf(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(found -> new TopicPartition(found.topic(), found.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
        if (broker != null) {
            broker.close();
        }
    }
}
