package io.mien.cli.stream;

import io.mien.cli.metrics.GatewayMetrics;
import io.mien.cli.metrics.MetricsOptions;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.StandardOutput;
import io.mien.cli.terminal.StopSignal;
import io.mien.gateway.Gateway;
import io.mien.gateway.GatewayConfiguration;
import io.mien.gateway.GatewayLimits;
import io.mien.gateway.StreamGrant;
import io.mien.gateway.StreamToken;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien gateway}. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Takes tiles of a call's participants and gives their readings, over WebSocket and HTTP, for those who cannot speak Kafka.",
        footer = {
            "",
            "Examples:",
            "  MIEN_GATEWAY_STREAM_TOKEN=alice=some-long-random-token mien gateway",
            "  mien gateway --bootstrap-servers broker:9092 --host 0.0.0.0 --token-file tokens.yaml",
            "",
            "Each token opens one stream, whatever the client says. Tokens are better in a file, which is looked at again every",
            "few seconds, or in the environment, since a command line can be read by others. The page at its address takes a",
            "camera, as an example. docs/gateway.md tells how clients speak to it."
        })
public final class GatewayCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(GatewayCommand.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Option(names = "--host", description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    String host = GatewayConfiguration.DEFAULT_HOST;

    @Option(names = "--port", description = "Port to listen on; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    int port = GatewayConfiguration.DEFAULT_PORT;

    @Option(
            names = "--stream-token",
            paramLabel = "STREAM=TOKEN",
            split = ",",
            description =
                    "A stream and its token, 16 characters or more, or sha256: and the token's digest; may be given again. Best as MIEN_GATEWAY_STREAM_TOKEN.")
    List<String> streamTokens = List.of();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Streams and their tokens, in YAML (docs/gateway.md). Changes hold at once: who has no token any more is sent away.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--tile-rate",
            paramLabel = "TILES",
            description = "Tiles a second that a stream may send (default: ${DEFAULT-VALUE}).")
    int tileRate = GatewayLimits.DEFAULT.tilesPerSecond();

    @Option(
            names = "--tile-bytes",
            paramLabel = "BYTES",
            description = "Bytes that a tile may have (default: ${DEFAULT-VALUE}).")
    int tileBytes = GatewayLimits.DEFAULT.tileBytes();

    @Option(
            names = "--tile-pixels",
            paramLabel = "PIXELS",
            description = "Width times height that a tile may have (default: ${DEFAULT-VALUE}).")
    long tilePixels = GatewayLimits.DEFAULT.tilePixels();

    @Option(names = "--connections", description = "WebSockets open at a time (default: ${DEFAULT-VALUE}).")
    int connections = GatewayLimits.DEFAULT.connections();

    @Option(
            names = "--buffer-bytes",
            paramLabel = "BYTES",
            description =
                    "Tiles that may wait in memory for Kafka; beyond that clients are asked to wait (default: ${DEFAULT-VALUE}).")
    int bufferBytes = GatewayLimits.DEFAULT.bufferBytes();

    @Option(
            names = "--session-ends-after",
            paramLabel = "DURATION",
            description =
                    "A participant who sent no tile for so long has left; until then a client that connects again goes on (default: ${DEFAULT-VALUE}).")
    Duration sessionEndsAfter = GatewayConfiguration.DEFAULT_SESSION_ENDS_AFTER;

    @Mixin
    MetricsOptions metrics = new MetricsOptions();

    /** What was wrong with the file of tokens when it was last looked at. */
    private String complaint = "";

    @Override
    public Integer call() throws InterruptedException {
        Optional<StreamTokenFile> known = tokens();
        GatewayConfiguration configuration = configuration(known);
        kafka.requireTopics(Set.of(Topic.EXPRESSIONS), Set.of(Topic.CAMERA_FRAMES, Topic.FACE_FRAMES));
        configuration.registry().register(List.of(Topic.CAMERA_FRAMES, Topic.FACE_FRAMES));
        try (StopSignal stop = StopSignal.install();
                OpenedParts parts = new OpenedParts()) {
            Gateway gateway = parts.add(Gateway.start(configuration));
            metrics.serve(
                    parts,
                    numbers -> GatewayMetrics.add(numbers, gateway::counts),
                    () -> GatewayMetrics.health(gateway.counts()));
            StandardOutput.print(spec, "gateway: " + gateway.url());
            while (!stop.await(LOOK_EVERY)) {
                Optional<ForbiddenException> refusal = gateway.refusal();
                if (refusal.isPresent()) {
                    throw refusal.get();
                }
                known = follow(known, gateway);
            }
        }
        return ExitCode.OK.code();
    }

    private Optional<StreamTokenFile> tokens() {
        return Optional.ofNullable(tokenFile).map(StreamTokenFile::read);
    }

    /** What the file says now; what makes no sense is logged once, and what held before goes on. */
    private Optional<StreamTokenFile> follow(Optional<StreamTokenFile> known, Gateway gateway) {
        try {
            Optional<StreamTokenFile> now = tokens();
            if (!now.equals(known)) {
                List<StreamGrant> grants = grants(now);
                gateway.setGrants(grants);
                log.info("tokens changed: {} streams file={}", grants.size(), tokenFile);
            }
            complaint = "";
            return now;
        } catch (CommandException | IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(complaint)) {
                complaint = message;
                log.warn("tokens not changed: {}", message);
            }
            return known;
        }
    }

    GatewayConfiguration configuration() {
        return configuration(tokens());
    }

    private GatewayConfiguration configuration(Optional<StreamTokenFile> file) {
        List<StreamGrant> grants = grants(file);
        if (grants.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--stream-token and --token-file: no stream (expected: STREAM=TOKEN at least once, or a file of them)");
        }
        return GatewayConfiguration.defaults(kafka.clientSettings(), grants)
                .withRegistry(kafka.schemaRegistrySettings().withKeys(keys.access()))
                .withAddress(host, port)
                .withLimits(new GatewayLimits(
                        tileBytes,
                        tilePixels,
                        tileRate,
                        connections,
                        bufferBytes,
                        GatewayLimits.DEFAULT.tilesUnderWay()))
                .withSessionEndsAfter(sessionEndsAfter);
    }

    private List<StreamGrant> grants(Optional<StreamTokenFile> file) {
        List<StreamGrant> grants = new ArrayList<>();
        for (String given : streamTokens) {
            int equals = given.indexOf('=');
            if (equals < 1) {
                throw new CommandException(
                        ExitCode.USAGE, "--stream-token: no stream and token (expected: STREAM=TOKEN)");
            }
            grants.add(
                    new StreamGrant(given.substring(0, equals), StreamToken.parse(given.substring(equals + 1)), null));
        }
        file.ifPresent(found -> grants.addAll(found.grants()));
        return grants;
    }
}
