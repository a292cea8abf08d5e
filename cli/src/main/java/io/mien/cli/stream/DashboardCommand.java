package io.mien.cli.stream;

import io.mien.cli.alerts.AlertOptions;
import io.mien.cli.metrics.DashboardMetrics;
import io.mien.cli.metrics.MetricsOptions;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.StandardOutput;
import io.mien.cli.terminal.StopSignal;
import io.mien.dashboard.Dashboard;
import io.mien.dashboard.DashboardConfiguration;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.schemas.ForbiddenException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien dashboard}. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Serves the page that shows readings as they come.",
        footer = {
            "",
            "Examples:",
            "  mien dashboard --bootstrap-servers broker:9092 --port 8080",
            "  mien dashboard --bootstrap-servers broker:9092 --alerts alerts.yaml",
            "",
            "To listen on another address than this machine's own, give a token of 16 characters or more; best as",
            "MIEN_DASHBOARD_TOKEN, since a command line can be read by others. Open the page once with ?token=…"
        })
public final class DashboardCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Option(names = "--host", description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    String host = DashboardConfiguration.DEFAULT_HOST;

    @Option(names = "--port", description = "Port to listen on; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    int port = DashboardConfiguration.DEFAULT_PORT;

    @Option(names = "--token", description = "What every request must carry.")
    @Nullable
    String token;

    @Option(
            names = "--look-back",
            paramLabel = "DURATION",
            description = "How old readings may be to be shown at the start (default: ${DEFAULT-VALUE}).")
    Duration lookBack = DashboardConfiguration.DEFAULT_LOOK_BACK;

    @Option(
            names = "--history",
            paramLabel = "DURATION",
            description =
                    "How long readings are kept for looking back, and read again from the topic at the start, after those of --look-back (default: ${DEFAULT-VALUE}).")
    Duration history = HistoryBounds.DEFAULT.span();

    @Option(
            names = "--history-bytes",
            paramLabel = "BYTES",
            description =
                    "Memory that they may take; the oldest go first. A reading of seven labels takes 65 (default: ${DEFAULT-VALUE}).")
    long historyBytes = HistoryBounds.DEFAULT.bytes();

    @Mixin
    AlertOptions alerts = new AlertOptions();

    @Mixin
    MetricsOptions metrics = new MetricsOptions();

    @Override
    public Integer call() throws InterruptedException {
        DashboardConfiguration configuration = configuration();
        try (StopSignal stop = StopSignal.install();
                OpenedParts parts = new OpenedParts()) {
            Dashboard dashboard = parts.add(Dashboard.start(configuration));
            metrics.serve(
                    parts,
                    numbers -> DashboardMetrics.add(numbers, dashboard::summary),
                    () -> DashboardMetrics.health(dashboard.summary()));
            StandardOutput.print(spec, "page: " + dashboard.url());
            while (!stop.await(LOOK_EVERY)) {
                Optional<ForbiddenException> refusal = dashboard.refusal();
                if (refusal.isPresent()) {
                    throw refusal.get();
                }
            }
        }
        return ExitCode.OK.code();
    }

    DashboardConfiguration configuration() {
        return DashboardConfiguration.defaults(kafka.clientSettings())
                .withRegistry(kafka.schemaRegistrySettings().withKeys(keys.reading()))
                .withHost(host, token)
                .withPort(port)
                .withLookBack(lookBack)
                .withHistory(new HistoryBounds(history, historyBytes))
                .withAlerts(alerts.settings());
    }
}
