package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
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
            description =
                    "Schema registry that speaks Confluent's API. Without it the schemas are kept in Kafka, in topic mien-schemas.")
    @Nullable
    URI schemaRegistry;

    /** The settings that every client gets. */
    Map<String, String> clientSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (kafkaConfig != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(kafkaConfig, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "--kafka-config " + kafkaConfig + ": cannot be read (" + FileText.of(e) + ")",
                        e);
            }
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        }
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }

    SchemaRegistrySettings schemaRegistrySettings() {
        return new SchemaRegistrySettings(schemaRegistry, clientSettings());
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
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandException(ExitCode.KAFKA, "Kafka at " + bootstrapServers + ": " + cause.getMessage(), e);
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
