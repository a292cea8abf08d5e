package io.mien.cli.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.ModelControl;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import io.mien.schemas.wire.SchemaHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two topics by which a model is put into a running job, for one job's group. Used by one thread; its owner closes it. */
final class ModelTopics implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ModelTopics.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long ANSWER_SECONDS = 20;

    private final Map<String, String> client;
    private final String group;
    private final SchemaRegistry registry;
    private final RecordDeserializer<ModelEvent> deserializer;
    private final KafkaConsumer<byte[], byte[]> events;
    private final Map<TopicPartition, Long> ends;

    private ModelTopics(Map<String, String> client, String group, SchemaRegistry registry) {
        this.client = client;
        this.group = group;
        this.registry = registry;
        this.deserializer = new RecordDeserializer<>(ModelEvent.class, registry);
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        this.events = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = events.partitionsFor(Topic.MODEL_EVENTS.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        this.ends = events.endOffsets(partitions);
        events.assign(partitions);
    }

    /**
     * Opens them.
     *
     * @param forCommands whether commands are to be written
     * @throws io.mien.schemas.TopicException if one is missing
     * @throws io.mien.schemas.ForbiddenException if one is forbidden
     */
    static ModelTopics open(KafkaOptions kafka, String group, boolean forCommands) {
        try (Admin admin = kafka.connect()) {
            new TopicCatalog(admin)
                    .require(Set.of(Topic.MODEL_EVENTS), forCommands ? Set.of(Topic.MODEL_CONTROL) : Set.of());
        }
        SchemaRegistry registry = kafka.schemaRegistrySettings().open();
        try {
            return new ModelTopics(kafka.clientSettings(), group, registry);
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    /** Every event of the group that there is, in order. */
    List<ModelEvent> past() {
        events.seekToBeginning(ends.keySet());
        List<ModelEvent> found = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> events.position(end.getKey()) < end.getValue())) {
            found.addAll(next());
        }
        return found;
    }

    /** From now on {@link #next} gives what comes after this was opened. */
    void follow() {
        ends.forEach(events::seek);
    }

    /** The group's events that have come meanwhile; waits a moment for one. */
    List<ModelEvent> next() {
        List<ModelEvent> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : events.poll(POLL)) {
            try {
                ModelEvent event = deserializer.read(record.value(), SchemaHeader.of(record.headers()));
                if (event.getGroup().equals(group)) {
                    found.add(event);
                }
            } catch (RefusedRecordException e) {
                log.warn(
                        "record is no model event: {} topic={} partition={} offset={}",
                        e.getMessage(),
                        record.topic(),
                        record.partition(),
                        record.offset());
            }
        }
        return found;
    }

    /**
     * Writes a command, and returns when the brokers have it.
     *
     * @throws CommandException if they do not take it
     */
    void send(ModelControl control) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        RecordSerializer<ModelControl> serializer =
                new RecordSerializer<>(ModelControl.class, Topic.MODEL_CONTROL, registry);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.MODEL_CONTROL.topicName(), group.getBytes(UTF_8), serializer.serialize(control));
        serializer.headers().forEach((name, value) -> record.headers().add(name, value));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandException(
                    ExitCode.KAFKA,
                    "topic " + Topic.MODEL_CONTROL.topicName() + ": the command was not taken ("
                            + (e.getCause() == null ? "no answer" : e.getCause().getMessage()) + ")",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.KAFKA, "interrupted before the command was taken", e);
        }
    }

    @Override
    public void close() {
        try (registry) {
            events.close();
        }
    }
}
