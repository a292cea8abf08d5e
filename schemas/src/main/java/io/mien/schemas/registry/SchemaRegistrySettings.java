package io.mien.schemas.registry;

import io.mien.schemas.Topic;
import io.mien.schemas.sealing.KeyAccess;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says where the schemas are: behind a URL, or without one in the Kafka cluster itself. The settings travel with a job.
 *
 * @param url of a registry that speaks Confluent's API ({@code schema.registry.url}), or null for the one kept in Kafka. A
 *     user and a password in it become the client's credentials and are kept out of the address, which messages show.
 * @param kafka client settings of the cluster, at least {@code bootstrap.servers}
 * @param client how a registry behind a URL is met
 * @param keys that records are sealed and opened with
 */
public record SchemaRegistrySettings(
        @Nullable URI url, Map<String, String> kafka, RegistryClientSettings client, KeyAccess keys)
        implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_AT_START = Duration.ofSeconds(10);

    /**
     * @throws IllegalArgumentException if the address is none that a request can be sent to
     */
    public SchemaRegistrySettings {
        // A HashMap, because Flink's and Java's serialisation both read it.
        kafka = new HashMap<>(kafka);
        if (url != null) {
            Optional<String> userInfo = RegistryAddress.userInfo(RegistryAddress.require(url));
            if (userInfo.isPresent()) {
                client = client.withCredentials(RegistryCredentials.basic(userInfo.get()));
            }
            url = RegistryAddress.bare(url);
        }
    }

    /** A registry that everybody may use. */
    public SchemaRegistrySettings(@Nullable URI url, Map<String, String> kafka) {
        this(url, kafka, RegistryClientSettings.DEFAULT);
    }

    /** Without keys: what is written stays plain. */
    public SchemaRegistrySettings(@Nullable URI url, Map<String, String> kafka, RegistryClientSettings client) {
        this(url, kafka, client, KeyAccess.NONE);
    }

    /** The same with keys that records are sealed and opened with. */
    public SchemaRegistrySettings withKeys(KeyAccess newKeys) {
        return new SchemaRegistrySettings(url, kafka, client, newKeys);
    }

    /** Opens the registry; the caller closes it. If it is away, this waits as long as a restart of it may take. */
    public SchemaRegistry open() {
        return open(PATIENCE);
    }

    /**
     * Registers what a process will write, before it starts. A registry that does not answer, or forbids it, is then
     * reported at once. Nothing is written where the schemas are there.
     *
     * @throws SchemaRegistryException if it cannot be done; one behind a URL is waited for a few seconds only
     */
    public void register(Collection<Topic> written) {
        try (SchemaRegistry registry = open(PATIENCE_AT_START)) {
            written.forEach(topic -> topic.schema().ifPresent(schema -> {
                int id = registry.register(topic.subject(), schema);
                if (registry.idPlace() == SchemaIdPlace.HEADER) {
                    registry.guid(id);
                }
            }));
        }
    }

    private SchemaRegistry open(Duration patience) {
        SchemaRegistry opened =
                url == null ? new KafkaSchemaRegistry(kafka) : new HttpSchemaRegistry(url, patience, client);
        try {
            return new RecordRegistry(opened, client.idPlace(), keys.open());
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Without the client settings of Kafka, which may hold passwords. */
    @Override
    public String toString() {
        return "SchemaRegistrySettings[url=" + url + ", client=" + client + "]";
    }
}
