package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The file of {@code --kafka-config}: how a cluster and a schema registry are reached. */
final class ClientProperties {
    /** What Mien's parts set themselves: each has its own, and a common one would break all but one of them. */
    private static final Set<String> MIENS_OWN = Set.of(
            "key.serializer",
            "value.serializer",
            "key.deserializer",
            "value.deserializer",
            "default.key.serde",
            "default.value.serde",
            "group.id",
            "group.instance.id",
            "group.protocol",
            "application.id",
            "transactional.id",
            "transaction.timeout.ms",
            "enable.idempotence",
            "acks",
            "isolation.level",
            "auto.offset.reset",
            "enable.auto.commit",
            "processing.guarantee",
            "state.dir");

    private ClientProperties() {}

    /**
     * Reads it.
     *
     * @param file in UTF-8, or null for none
     * @throws CommandException if it cannot be read, or holds what is not for a file of all clients
     */
    static Map<String, String> read(@Nullable Path file) {
        Map<String, String> settings = new TreeMap<>();
        if (file == null) {
            return settings;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE, "--kafka-config " + file + ": cannot be read (" + FileText.of(e) + ")", e);
        } catch (IllegalArgumentException e) {
            // Not its message: it may repeat what stands there.
            throw new CommandException(
                    ExitCode.USAGE,
                    "--kafka-config " + file + ": no properties file (expected: lines such as security.protocol=SSL;"
                            + " a backslash of a path is written twice)");
        }
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        settings.keySet().stream().filter(MIENS_OWN::contains).findFirst().ifPresent(name -> {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--kafka-config " + file + ": " + name + " is Mien's own to set (expected: only how the cluster is"
                            + " reached: security.protocol, sasl.…, ssl.…, client.dns.lookup, timeouts; take the line out)");
        });
        return settings;
    }
}
