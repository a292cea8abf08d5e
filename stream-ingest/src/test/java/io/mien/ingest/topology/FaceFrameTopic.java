package io.mien.ingest.topology;

import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What consumers find in {@code face-frames}. */
public final class FaceFrameTopic {
    private FaceFrameTopic() {}

    /** What a reader of committed records sees of one stream. */
    public static List<FaceFrame> read(Map<String, String> kafka, SchemaRegistrySettings registry, String stream)
            throws Exception {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        List<FaceFrame> faces = new ArrayList<>();
        try (SchemaRegistry schemas = registry.open();
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            RecordDeserializer<FaceFrame> deserializer = new RecordDeserializer<>(FaceFrame.class, schemas);
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.FACE_FRAMES.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    FaceFrame face = deserializer.read(record.value());
                    if (face.getStreamId().equals(stream)) {
                        faces.add(face);
                    }
                }
            }
        }
        return faces;
    }
}
