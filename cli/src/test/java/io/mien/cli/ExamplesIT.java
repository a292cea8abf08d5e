package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mien.cli.demo.EmbeddedStack;
import io.mien.cli.demo.StackPlan;
import io.mien.cli.terminal.StopSignal;
import io.mien.gateway.Gateway;
import io.mien.gateway.GatewayConfiguration;
import io.mien.gateway.GatewayCounts;
import io.mien.gateway.GatewayState;
import io.mien.gateway.StreamGrant;
import io.mien.gateway.StreamToken;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.topology.FaceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example clients, as examples/README.md says, against the whole system; the gateway's over a network that breaks. */
@Tag("long")
final class ExamplesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Path PYTHON = Path.of("../examples/python");
    private static final Path JAVASCRIPT = Path.of("../examples/javascript");
    private static final Path TILES = PYTHON.resolve("tiles");
    private static final String CAROLS_TOKEN = "carols-token-for-examples";
    private static final String DAVES_TOKEN = "daves-token-for-examples";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("CAROLS_TOKEN", CAROLS_TOKEN, "DAVES_TOKEN", DAVES_TOKEN);

    @TempDir
    Path folder;

    private boolean tilesWereThere;

    @BeforeEach
    void look() throws Exception {
        assumeTrue(
                Files.isExecutable(PYTHON.resolve("venv/bin/python")),
                "the example clients are NOT tested: no examples/python/venv (examples/README.md says how to make it)");
        assumeTrue(
                Files.isDirectory(JAVASCRIPT.resolve("node_modules/ws")) && isThere("node", "--version"),
                "the example clients are NOT tested: no node, or no examples/javascript/node_modules (examples/README.md)");
        assumeTrue(
                isThere(
                        PYTHON.resolve("venv/bin/python").toString(),
                        "-c",
                        "import av, PIL, confluent_kafka, fastavro, websockets"),
                "the example clients are NOT tested: packages are missing in examples/python/venv");
        tilesWereThere = Files.exists(TILES);
    }

    private static boolean isThere(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void tidy() throws IOException {
        if (!tilesWereThere && Files.exists(TILES)) {
            try (Stream<Path> files = Files.list(TILES)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(TILES);
        }
    }

    @Test
    void eachClientWorksAsItsLineInTheReadmeSays() throws Exception {
        List<ExampleLines.Line> lines = ExampleLines.read();
        assertThat(lines).hasSize(7);
        StackPlan plan = new StackPlan(
                folder, null, FaceSettings.defaults(DetectorSettings.cascade()), "examples", 0, false, List.of());
        try (StopSignal stop = StopSignal.install();
                EmbeddedStack stack = EmbeddedStack.start(plan, stop);
                Gateway gateway = Gateway.start(GatewayConfiguration.defaults(
                                stack.kafka(),
                                List.of(
                                        new StreamGrant("carol", StreamToken.parse(CAROLS_TOKEN), null),
                                        new StreamGrant("dave", StreamToken.parse(DAVES_TOKEN), "a study of dave's")))
                        .withRegistry(stack.schemas())
                        .withAddress("127.0.0.1", 0));
                BreakingNetwork network = new BreakingNetwork(gateway.url())) {
            Map<String, String> addresses = Map.of(
                    "BROKER", stack.bootstrapServers(),
                    "REGISTRY", stack.registryUrl().toString(),
                    "GATEWAY", "ws://127.0.0.1:" + network.port());
            await().atMost(PATIENCE).until(() -> gateway.counts().state() == GatewayState.CONNECTED);

            run(lines, List.of("--save"), addresses, () -> {});
            Outputs sent = run(
                    lines,
                    List.of("python tiles.py --bootstrap", "python gateway.py", "node tiles.js", "node gateway.js"),
                    addresses,
                    () -> {
                        await().atMost(PATIENCE).until(() -> gateway.counts().written() > 40);
                        network.breakAll();
                    });
            Outputs read = run(lines, List.of("python readings.py", "node readings.js"), addresses, () -> {});

            assertThat(sent.of("python tiles.py --bootstrap")).contains(" pictures sent as alice");
            assertThat(sent.of("node tiles.js")).contains(" pictures sent as bob");
            assertThat(read.of("python readings.py")).contains(" alice/s1 ").doesNotContain("\n0 readings");
            assertThat(read.of("node readings.js")).contains(" bob/s1 ").doesNotContain("\n0 readings");
            goesOnWithItsSubject("carol", sent.of("python gateway.py"));
            goesOnWithItsSubject("dave", sent.of("node gateway.js"));
            GatewayCounts counts = gateway.counts();
            assertThat(counts.received())
                    .isEqualTo(counts.written() + counts.repeated())
                    .isGreaterThan(80);
            assertThat(counts.sessions()).isEqualTo(2);
            StackReadings readings = StackReadings.of(stack);
            for (String stream : List.of("alice", "bob", "carol", "dave")) {
                assertThat(readings.of(stream))
                        .as(stream)
                        .anySatisfy(reading ->
                                assertThat(reading.get("status").toString()).isEqualTo("OK"));
            }
            assertThat(readings.of("dave"))
                    .allSatisfy(reading ->
                            assertThat(reading.get("purpose").toString()).isEqualTo("a study of dave's"));
            assertThat(PlainReadings.records(stack.bootstrapServers(), "camera-frames.dlq"))
                    .isEmpty();
        }
    }

    /** Its connection was broken in between. */
    private static void goesOnWithItsSubject(String stream, String output) {
        assertThat(output)
                .contains("connected as " + stream, "connection lost, trying again", " " + stream + "/s1 ")
                .contains(" 0 left out, ")
                .doesNotContain(" 0 readings")
                .doesNotContain(stream + "/s2");
    }

    /** What clients said, all of which have ended well. */
    private record Outputs(Map<String, String> byClient) {
        String of(String client) {
            return byClient.getOrDefault(client, "");
        }
    }

    /** Starts the lines with these clients at the same time, and waits for their ends. */
    private Outputs run(
            List<ExampleLines.Line> lines, List<String> clients, Map<String, String> addresses, Runnable meanwhile)
            throws Exception {
        Map<String, Process> processes = new LinkedHashMap<>();
        Map<String, String> outputs = new LinkedHashMap<>();
        try {
            for (String client : clients) {
                ExampleLines.Line line = lines.stream()
                        .filter(each -> each.text().contains(client))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no line in the README has " + client));
                processes.put(client, line.start(addresses, ENVIRONMENT, output(client)));
            }
            meanwhile.run();
            for (Map.Entry<String, Process> started : processes.entrySet()) {
                boolean ended = started.getValue().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                String said = started.getKey() + ": " + Files.readString(output(started.getKey()));
                assertThat(ended).as(said).isTrue();
                assertThat(started.getValue().exitValue()).as(said).isZero();
                outputs.put(started.getKey(), said);
            }
            return new Outputs(outputs);
        } finally {
            processes.values().forEach(Process::destroyForcibly);
        }
    }

    private Path output(String client) {
        return folder.resolve(client.replaceAll("[^a-z]+", "-") + ".out");
    }
}
