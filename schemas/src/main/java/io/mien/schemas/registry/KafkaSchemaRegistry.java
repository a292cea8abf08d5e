package io.mien.schemas.registry;

import io.mien.schemas.ForbiddenException;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.TopicException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry kept in Kafka itself, in a topic of one partition from which nothing is ever deleted. A
 * registration is a record, and its id is the record's offset plus one. Every process that opens one on the same
 * cluster sees the same ids without talking to another, because each applies the same log in the same order ({@link
 * SchemaCatalog}).
 */
public final class KafkaSchemaRegistry implements SchemaRegistry {
    /** The topic of the registrations: key subject, value the schema's JSON. */
    public static final String TOPIC = "mien-schemas";

    private static final Logger log = LoggerFactory.getLogger(KafkaSchemaRegistry.class);
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long TIMEOUT_SECONDS = 20;

    private final SchemaCatalog catalog = new SchemaCatalog();
    private final KafkaConsumer<String, String> consumer;
    private final KafkaProducer<String, String> producer;

    /**
     * Opens the registry of a cluster, creating its topic if need be.
     *
     * @param clientSettings at least {@code bootstrap.servers}; security settings as for any client
     * @throws SchemaRegistryException if the cluster does not answer, or forbids this client the topic
     */
    public KafkaSchemaRegistry(Map<String, ?> clientSettings) {
        requireTopic(clientSettings);
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        consumer.assign(List.of(PARTITION));
        Map<String, Object> producing = new HashMap<>(clientSettings);
        producing.put(ProducerConfig.ACKS_CONFIG, "all");
        this.producer = new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer());
    }

    private static void requireTopic(Map<String, ?> clientSettings) {
        NewTopic topic = new NewTopic(TOPIC, Optional.of(1), Optional.empty())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG, "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG, "-1"));
        try (Admin admin = Admin.create(new HashMap<>(clientSettings))) {
            TopicCatalog topics = new TopicCatalog(admin);
            // Looked for first: most clients may read it, and not create it.
            if (!topics.isThere(TOPIC, AclOperation.READ)) {
                topics.create(List.of(topic));
            }
        } catch (ForbiddenException | TopicException e) {
            throw new SchemaRegistryException(String.valueOf(e.getMessage()), e);
        } catch (KafkaException e) {
            throw new SchemaRegistryException("cannot reach Kafka for topic " + TOPIC + ": " + e.getMessage(), e);
        }
    }

    /** The failure as this registry's own, in plainer words if it is a refusal. */
    private static SchemaRegistryException failure(String what, AclOperation operation, Exception e) {
        return ForbiddenException.in(e, topic -> operation)
                .map(refusal -> new SchemaRegistryException(String.valueOf(refusal.getMessage()), refusal))
                .orElseGet(() -> new SchemaRegistryException("cannot " + what + " topic " + TOPIC + ": " + e, e));
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        catchUp();
        OptionalInt registered = catalog.find(subject, schema);
        if (registered.isPresent()) {
            return registered.getAsInt();
        }
        requireCompatible(subject, schema);
        append(subject, schema);
        catchUp();
        // Another process may have been first, with the same schema or with one that this does not follow.
        return catalog.find(subject, schema).orElseThrow(() -> {
            requireCompatible(subject, schema);
            return new SchemaRegistryException("schema of " + subject + ": registered, but not found in " + TOPIC);
        });
    }

    private void requireCompatible(String subject, Schema schema) {
        catalog.incompatibility(subject, schema).ifPresent(reason -> {
            throw new IncompatibleSchemaException(
                    "schema of " + subject + ": " + reason + " (expected: only new fields with defaults)");
        });
    }

    private void append(String subject, Schema schema) {
        try {
            producer.send(new ProducerRecord<>(TOPIC, 0, subject, schema.toString()))
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw failure("write to", AclOperation.WRITE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaRegistryException("interrupted: write to topic " + TOPIC, e);
        }
    }

    @Override
    public synchronized Schema schema(int id) {
        Optional<Schema> known = catalog.schema(id);
        if (known.isPresent()) {
            return known.get();
        }
        catchUp();
        return catalog.schema(id).orElseThrow(() -> new UnknownSchemaException(id));
    }

    synchronized List<String> subjects() {
        catchUp();
        return catalog.subjects();
    }

    synchronized List<SchemaCatalog.Version> versions(String subject) {
        catchUp();
        return catalog.versions(subject);
    }

    synchronized Optional<String> incompatibility(String subject, Schema schema) {
        catchUp();
        return catalog.incompatibility(subject, schema);
    }

    /** Applies what has been appended since the last time. */
    private void catchUp() {
        try {
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                consumer.poll(POLL).forEach(this::apply);
            }
        } catch (KafkaException e) {
            throw failure("read", AclOperation.READ, e);
        }
    }

    private void apply(ConsumerRecord<String, String> registration) {
        int id = Math.toIntExact(registration.offset() + 1);
        try {
            catalog.apply(id, registration.key(), new Schema.Parser().parse(registration.value()));
        } catch (SchemaParseException | NullPointerException e) {
            // Somebody else's record in the topic must not keep every process from starting.
            log.warn(
                    "registration ignored, no schema: {} topic={} partition={} offset={}",
                    e.getMessage(),
                    registration.topic(),
                    registration.partition(),
                    registration.offset());
        }
    }

    @Override
    public synchronized void close() {
        producer.close(Duration.ofSeconds(TIMEOUT_SECONDS));
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(TIMEOUT_SECONDS)));
    }
}
