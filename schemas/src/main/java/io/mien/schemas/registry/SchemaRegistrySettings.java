package io.mien.schemas.registry;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the schemas are: behind a URL, or, without one, in the Kafka cluster itself. Travels with a job.
 *
 * @param url of a registry that speaks Confluent's API ({@code schema.registry.url}), or null for the one kept in Kafka
 * @param kafka client settings of the cluster, at least {@code bootstrap.servers}
 */
public record SchemaRegistrySettings(@Nullable URI url, Map<String, String> kafka) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public SchemaRegistrySettings {
        // A HashMap, because Flink's and Java's serialisation both read it.
        kafka = new HashMap<>(kafka);
    }

    /** Opens it; the caller closes it. */
    public SchemaRegistry open() {
        return url == null ? new KafkaSchemaRegistry(kafka) : new HttpSchemaRegistry(url, PATIENCE);
    }
}
