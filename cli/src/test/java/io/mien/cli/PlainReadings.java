package io.mien.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics as somebody does who has never heard of Mien: Kafka's consumer, Avro, and a registry's HTTP address. */
final class PlainReadings {
    private PlainReadings() {}

    /** Every record of a topic, from its beginning to where it ends now. */
    static List<ConsumerRecord<byte[], byte[]>> records(String bootstrapServers, String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /** The readings of {@code expressions}, their schemas fetched from the registry. */
    static List<GenericRecord> readings(String bootstrapServers, URI registry) throws IOException {
        Map<Integer, Schema> schemas = new HashMap<>();
        List<GenericRecord> readings = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(bootstrapServers, "expressions")) {
            ByteBuffer value = ByteBuffer.wrap(record.value());
            if (value.get() != 0) {
                throw new IOException("no magic byte at offset " + record.offset());
            }
            int id = value.getInt();
            if (!schemas.containsKey(id)) {
                schemas.put(id, schema(registry, id));
            }
            readings.add(new GenericDatumReader<GenericRecord>(schemas.get(id))
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(value.array(), value.position(), value.remaining(), null)));
        }
        return readings;
    }

    private static Schema schema(URI registry, int id) throws IOException {
        try (InputStream answer = registry.resolve("/schemas/ids/" + id).toURL().openStream()) {
            return new Schema.Parser()
                    .parse(new ObjectMapper().readTree(answer).get("schema").asText());
        }
    }
}
