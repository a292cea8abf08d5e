package io.mien.schemas.registry;

import io.mien.schemas.Topic;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says where the schemas are: behind a URL, or without one in the Kafka cluster itself. The settings travel with a job.
 *
 * @param url of a registry that speaks Confluent's API ({@code schema.registry.url}), or null for the one kept in Kafka
 * @param kafka client settings of the cluster, at least {@code bootstrap.servers}
 */
public record SchemaRegistrySettings(@Nullable URI url, Map<String, String> kafka) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_AT_START = Duration.ofSeconds(10);

    public SchemaRegistrySettings {
        // A HashMap, because Flink's and Java's serialisation both read it.
        kafka = new HashMap<>(kafka);
    }

    /** Opens the registry; the caller closes it. If it is away, this waits as long as a restart of it may take. */
    public SchemaRegistry open() {
        return open(PATIENCE);
    }

    /**
     * Registers what a process will write, before it starts. A registry that does not answer, or forbids it, is then
     * reported at once.
     *
     * @throws SchemaRegistryException if it cannot be done; one behind a URL is waited for a few seconds only
     */
    public void register(Collection<Topic> written) {
        try (SchemaRegistry registry = open(PATIENCE_AT_START)) {
            written.forEach(topic -> topic.schema().ifPresent(schema -> registry.register(topic.subject(), schema)));
        }
    }

    private SchemaRegistry open(Duration patience) {
        return url == null ? new KafkaSchemaRegistry(kafka) : new HttpSchemaRegistry(url, patience);
    }
}
