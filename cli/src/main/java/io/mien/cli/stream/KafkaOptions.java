package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.registry.RegistryAddress;
import io.mien.schemas.registry.RegistryClientSettings;
import io.mien.schemas.registry.RegistryCredentials;
import io.mien.schemas.registry.SchemaIdPlace;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of where Kafka and the schema registry are. */
public final class KafkaOptions {
    private static final int TIMEOUT_SECONDS = 10;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT[,…]",
            description = "Brokers of the Kafka cluster (default: ${DEFAULT-VALUE}).")
    String bootstrapServers = "localhost:9092";

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties for every Kafka client: security.protocol, sasl.jaas.config, …")
    @Nullable
    Path kafkaConfig;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            converter = RegistryAddressConverter.class,
            description =
                    "Schema registry that speaks Confluent's API; also schema.registry.url in the file of --kafka-config. Without it the schemas are kept in Kafka, in topic mien-schemas.")
    @Nullable
    URI schemaRegistry;

    @Option(
            names = "--schema-registry-user-info",
            paramLabel = "USER:PASSWORD",
            description =
                    "Basic authentication at that registry; best as MIEN_SCHEMA_REGISTRY_USER_INFO or as basic.auth.user.info in the file of --kafka-config, since a command line can be read by others.")
    @Nullable
    String schemaRegistryUserInfo;

    @Option(
            names = "--schema-registry-token",
            paramLabel = "TOKEN",
            description =
                    "Bearer token for that registry; best as MIEN_SCHEMA_REGISTRY_TOKEN or as bearer.auth.token in that file.")
    @Nullable
    String schemaRegistryToken;

    @Option(
            names = "--schema-id",
            paramLabel = "prefix|header",
            defaultValue = "prefix",
            description =
                    "Where written records say which schema is theirs: an id before the value, or a GUID in the header __value_schema_id (default: ${DEFAULT-VALUE}). Both are read.")
    SchemaIdPlace schemaId = SchemaIdPlace.PREFIX;

    /** The settings that every client of Kafka gets. */
    Map<String, String> clientSettings() {
        Map<String, String> settings = new LinkedHashMap<>(ClientProperties.read(kafkaConfig));
        // Held against what there is, also by commands that need no registry.
        RegistryClientSettings unused = RegistryClientSettings.of(settings);
        settings.keySet().removeIf(RegistryClientSettings::isOfRegistry);
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }

    /**
     * Where the schemas are.
     *
     * @throws IllegalArgumentException if what is said of the registry does not fit together
     */
    SchemaRegistrySettings schemaRegistrySettings() {
        Map<String, String> properties = ClientProperties.read(kafkaConfig);
        URI address = schemaRegistry == null
                ? RegistryClientSettings.url(properties)
                        .map(RegistryAddress::parse)
                        .orElse(null)
                : schemaRegistry;
        RegistryClientSettings client = RegistryClientSettings.of(properties).withIdPlace(schemaId);
        SchemaRegistrySettings settings = new SchemaRegistrySettings(address, clientSettings(), client);
        // What is said of the registry alone is stronger than what its address or the file says.
        return credentials()
                .map(given -> new SchemaRegistrySettings(
                        settings.url(), settings.kafka(), settings.client().withCredentials(given)))
                .orElse(settings);
    }

    private Optional<RegistryCredentials> credentials() {
        if (schemaRegistryUserInfo != null && schemaRegistryToken != null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--schema-registry-user-info and --schema-registry-token: both are given (expected: one of them)");
        }
        return Optional.ofNullable(schemaRegistryUserInfo)
                .map(RegistryCredentials::basic)
                .or(() -> Optional.ofNullable(schemaRegistryToken).map(RegistryCredentials::bearer));
    }

    /**
     * Checks that the cluster is there, before parts start that would wait for it without a word.
     *
     * @throws CommandException if it does not answer
     */
    void requireAnswer() {
        connect().close();
    }

    /**
     * Checks that the cluster is there, and that its topics are and may be used.
     *
     * @throws CommandException if it does not answer
     * @throws io.mien.schemas.TopicException if one is missing
     * @throws io.mien.schemas.ForbiddenException if one may not be used
     */
    void requireTopics(Set<Topic> read, Set<Topic> written) {
        try (Admin admin = connect()) {
            new TopicCatalog(admin).require(read, written);
        }
    }

    /** A client cannot even be made: of the servers' names, or of what the file says. */
    private CommandException unusable(KafkaException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        return kafkaConfig == null || message.contains(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)
                ? new CommandException(ExitCode.KAFKA, "Kafka at " + bootstrapServers + ": " + message, failure)
                : new CommandException(
                        ExitCode.USAGE,
                        "--kafka-config " + kafkaConfig + ": " + message
                                + " (expected: settings of Kafka's clients that fit together, and files that are there)",
                        failure);
    }

    /**
     * Opens an administration client of a cluster that has answered; the caller closes it.
     *
     * @throws CommandException if it does not answer
     */
    Admin connect() {
        Map<String, Object> settings = new LinkedHashMap<>(clientSettings());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000);
        Admin admin;
        try {
            admin = Admin.create(settings);
        } catch (KafkaException e) {
            throw unusable(e);
        }
        try {
            admin.describeCluster().clusterId().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return admin;
        } catch (ExecutionException | TimeoutException e) {
            admin.close(java.time.Duration.ZERO);
            if (e.getCause() instanceof AuthenticationException refusal) {
                throw new CommandException(
                        ExitCode.KAFKA,
                        "Kafka at " + bootstrapServers + ": does not know this client, " + refusal.getMessage()
                                + " (expected: its user and password, or key, in --kafka-config)",
                        e);
            }
            throw new CommandException(
                    ExitCode.KAFKA,
                    "Kafka at " + bootstrapServers + ": no answer in " + TIMEOUT_SECONDS
                            + " s (expected: a broker there; start one, or give --bootstrap-servers)",
                    e);
        } catch (InterruptedException e) {
            admin.close(java.time.Duration.ZERO);
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.KAFKA, "interrupted while connecting to " + bootstrapServers, e);
        }
    }
}
