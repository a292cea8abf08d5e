package io.mien.cli.metrics;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.OpenedParts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Options of where a process shows its metrics and its health. */
public final class MetricsOptions {
    private static final Logger log = LoggerFactory.getLogger(MetricsOptions.class);
    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description =
                    "Answer /metrics for Prometheus, /health/live and /health/ready at this port; without it nothing listens.")
    @Nullable
    Integer port;

    @Option(
            names = "--metrics-host",
            description =
                    "Address to answer at (default: ${DEFAULT-VALUE}). Anyone who reaches it may read the numbers, which hold no picture and no name of a stream, and /feeds, which holds names and addresses of live feeds but no password.")
    String host = "127.0.0.1";

    /**
     * Begins to answer, if that is wanted.
     *
     * @param parts closes it
     * @param numbers adds what the process counts
     * @param health of the process
     * @throws CommandException if the address cannot be listened on
     */
    public void serve(OpenedParts parts, Consumer<Meters> numbers, Supplier<Health> health) {
        serve(parts, numbers, health, null);
    }

    /**
     * Begins to answer, if that is wanted.
     *
     * @param parts closes it
     * @param numbers adds what the process counts
     * @param health of the process
     * @param feeds what its live feeds are doing, as JSON; null if it can have none
     * @throws CommandException if the address cannot be listened on
     */
    public void serve(
            OpenedParts parts, Consumer<Meters> numbers, Supplier<Health> health, @Nullable Supplier<String> feeds) {
        Integer wanted = port;
        if (wanted == null) {
            return;
        }
        if (wanted < 0 || wanted > HIGHEST_PORT) {
            throw new CommandException(
                    ExitCode.USAGE, "--metrics-port: " + wanted + " (expected: 0 to " + HIGHEST_PORT + ")");
        }
        Meters meters = Meters.ofProcess();
        numbers.accept(meters);
        InetSocketAddress address = new InetSocketAddress(host, wanted);
        try {
            MetricsServer server = parts.add(MetricsServer.start(address, meters, health, feeds));
            log.info("metrics at {}", server.url());
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.PORT,
                    "--metrics-port: " + wanted + " cannot be listened on at " + host + " (expected: a free port and an"
                            + " address of this machine)",
                    e);
        }
    }
}
