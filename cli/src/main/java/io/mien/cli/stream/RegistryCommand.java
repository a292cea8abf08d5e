package io.mien.cli.stream;

import io.mien.cli.metrics.Health;
import io.mien.cli.metrics.MetricsOptions;
import io.mien.cli.metrics.RegistryMetrics;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.StandardOutput;
import io.mien.cli.terminal.StopSignal;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistryServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien registry}. */
@Command(
        name = "registry",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows the schemas that are kept in Kafka over HTTP, for those who speak Confluent's API.",
        footer = {
            "",
            "Example:",
            "  mien registry --bootstrap-servers broker:9092 --port 8081",
            "",
            "It holds nothing itself: any number of them may run, and Mien's own processes need none. It asks for no",
            "password, and who reaches it may register schemas: give --host only for a network of your own."
        })
public final class RegistryCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int HIGHEST_PORT = 65_535;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--host", description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "8081",
            description = "Port to listen on; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    int port;

    @Mixin
    MetricsOptions metrics = new MetricsOptions();

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new CommandException(ExitCode.USAGE, "--port: " + port + " (expected: 0 to " + HIGHEST_PORT + ")");
        }
        if (kafka.schemaRegistry != null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--schema-registry: " + kafka.schemaRegistry
                            + " (expected: none; this is a registry itself, and keeps its schemas in Kafka)");
        }
        kafka.requireAnswer();
        try (StopSignal stop = StopSignal.install();
                OpenedParts parts = new OpenedParts()) {
            KafkaSchemaRegistry registry = parts.add(new KafkaSchemaRegistry(kafka.clientSettings()));
            SchemaRegistryServer server = parts.add(listen(registry));
            metrics.serve(
                    parts,
                    numbers -> RegistryMetrics.add(numbers, server::subjects, server::answers),
                    () -> Health.ready("UP"));
            StandardOutput.print(spec, "registry: " + server.url());
            while (!stop.await(LOOK_EVERY)) {
                // the server's threads answer requests
            }
        }
        return ExitCode.OK.code();
    }

    private SchemaRegistryServer listen(KafkaSchemaRegistry registry) {
        try {
            return new SchemaRegistryServer(registry, new InetSocketAddress(host, port));
        } catch (IOException | UnresolvedAddressException e) {
            throw new CommandException(
                    ExitCode.PORT,
                    "--port: " + port + " cannot be listened on at " + host
                            + " (expected: a free port and an address of this machine)",
                    e);
        }
    }
}
