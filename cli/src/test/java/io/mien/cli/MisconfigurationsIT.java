package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mien.broker.EmbeddedBroker;
import io.mien.cli.terminal.ExitCode;
import io.mien.demonstration.DemonstrationModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people get wrong around Kafka, registries, rights, ports, files and state, and what each command says to it: one
 * sentence, the documented code, no stack trace, no secret, and never that the fault is Mien's own.
 */
@Tag("long")
final class MisconfigurationsIT {
    private static final String INFER =
            "infer --model {model} --purpose t --state {state} --bootstrap-servers {broker} ";
    private static final String INGEST = "ingest --state {state} --bootstrap-servers {broker} ";
    private static final String TOPICS = "topics create --bootstrap-servers {broker} ";
    private static final String PAGE = "dashboard --port 0 --bootstrap-servers {broker} ";
    private static final String REGISTRY = "registry --port 0 --bootstrap-servers {broker} ";
    private static final String GATEWAY =
            "gateway --port 0 --stream-token alice=a-token-of-alices --bootstrap-servers {broker} ";
    private static final String LETTERS = "dlq list --bootstrap-servers {broker} ";
    private static final String REDRIVE = "dlq redrive --bootstrap-servers {broker} ";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)(?::([^}]*))?}");

    /** A mistake, and the answer; braces in the arguments stand for parts of the test's world. */
    record Mistake(ExitCode code, String saying, String arguments) {
        @Override
        public String toString() {
            return arguments + " (" + saying + ")";
        }
    }

    @TempDir
    static Path world;

    private static EmbeddedBroker broker;
    private static EmbeddedBroker empty;
    private static HttpServer web;
    private static ServerSocket taken;
    private static Path model;

    @TempDir
    Path folder;

    static List<Mistake> mistakes() {
        List<Mistake> all = new ArrayList<>();
        // A file for all of Kafka's clients that is none.
        for (String command : List.of(INFER, INGEST, TOPICS, PAGE, REGISTRY, GATEWAY, LETTERS, REDRIVE)) {
            all.add(new Mistake(
                    ExitCode.USAGE,
                    "value.deserializer is Mien's own to set",
                    command + "--kafka-config {file:value.deserializer=org.example.Other}"));
            all.add(new Mistake(
                    ExitCode.USAGE,
                    "schema.registry.basic.auth.user.info",
                    command + "--kafka-config {file:schema.registry.basic.auth.userinfo=user:s3cret}"));
        }
        for (String command : List.of(INFER, INGEST, TOPICS, REGISTRY, LETTERS, REDRIVE)) {
            all.add(new Mistake(
                    ExitCode.USAGE, "security.protocol", command + "--kafka-config {file:security.protocol=NONSENSE}"));
        }
        all.add(new Mistake(ExitCode.USAGE, "cannot be read", INFER + "--kafka-config {state}/none.properties"));
        all.add(new Mistake(ExitCode.USAGE, "no properties file", INGEST + "--kafka-config {file:path=\\users}"));
        all.add(new Mistake(
                ExitCode.USAGE,
                "none.jks",
                TOPICS + "--kafka-config {file:security.protocol=SSL;ssl.truststore.location=none.jks}"));
        all.add(new Mistake(
                ExitCode.USAGE,
                "JAAS",
                INGEST + "--kafka-config {file:security.protocol=SASL_PLAINTEXT;sasl.mechanism=PLAIN}"));
        // Registries.
        for (String command : List.of(INFER, INGEST, TOPICS, PAGE, LETTERS, REDRIVE)) {
            all.add(new Mistake(
                    ExitCode.USAGE,
                    "expected: one such as https://registry:8081",
                    command + "--schema-registry user:s3cret@host"));
        }
        all.add(new Mistake(
                ExitCode.USAGE,
                "both are given",
                INFER + "--schema-registry {web} --schema-registry-token s3cret --schema-registry-user-info u:s3cret"));
        all.add(new Mistake(
                ExitCode.USAGE,
                "USER:PASSWORD",
                TOPICS + "--schema-registry {web} --schema-registry-user-info s3cret"));
        all.add(
                new Mistake(
                        ExitCode.USAGE,
                        "none.p12",
                        TOPICS
                                + "--schema-registry https://localhost:1 --kafka-config {file:schema.registry.ssl.truststore.location=none.p12}"));
        for (String command : List.of(INFER, INGEST, TOPICS)) {
            all.add(new Mistake(
                    ExitCode.KAFKA, "does not know this client", command + "--schema-registry {web}/closed"));
            all.add(new Mistake(ExitCode.KAFKA, "no JSON", command + "--schema-registry {web}/page"));
            all.add(new Mistake(ExitCode.KAFKA, "base address", command + "--schema-registry {web}/nothing"));
        }
        all.add(new Mistake(ExitCode.KAFKA, "no answer in 10 s", TOPICS + "--schema-registry {webtls}"));
        all.add(new Mistake(
                ExitCode.USAGE, "this is a registry itself", REGISTRY + "--schema-registry http://user:s3cret@host"));
        // Topics and brokers.
        for (String command : List.of(INFER, INGEST, LETTERS, REDRIVE)) {
            all.add(new Mistake(ExitCode.KAFKA, "run `mien topics create`", command.replace("{broker}", "{empty}")));
        }
        all.add(new Mistake(
                ExitCode.KAFKA, "replication", "topics create --replication 3 --bootstrap-servers {empty}"));
        all.add(new Mistake(ExitCode.USAGE, "--partitions 0", TOPICS + "--partitions 0"));
        all.add(new Mistake(
                ExitCode.USAGE, "expected: at most PT1M, the brokers'", INFER + "--guarantee EXACTLY_ONCE"));
        all.add(new Mistake(
                ExitCode.USAGE,
                "transaction timeout: PT5S",
                INFER + "--guarantee EXACTLY_ONCE --transaction-timeout 5s"));
        all.add(new Mistake(
                ExitCode.USAGE,
                "freshness: PT2S (expected: none with exact readings",
                INFER + "--freshness 2s --exact"));
        all.add(new Mistake(
                ExitCode.USAGE, "freshness: PT0.1S (expected: at least PT0.5S", INFER + "--freshness 100ms"));
        all.add(new Mistake(
                ExitCode.USAGE, "--freshness: PT2S (expected: none with --exact", "demo --exact --freshness 2s"));
        // State, files and models.
        all.add(new Mistake(ExitCode.USAGE, "another inference job uses it", INFER + "--state {locked}"));
        all.add(new Mistake(ExitCode.USAGE, "parallelism: 3 (expected: 2", INFER + "--parallelism 3 --state {left}"));
        all.add(new Mistake(ExitCode.DISK, "state directory", INFER + "--state {file:a=b}"));
        all.add(new Mistake(ExitCode.DISK, "state directory", INGEST + "--state {file:a=b}"));
        all.add(new Mistake(ExitCode.MODEL, "mien-model.json", INFER + "--model {state}"));
        all.add(new Mistake(ExitCode.INPUT, "not there", INGEST + "--input {state}/none.mp4"));
        all.add(new Mistake(
                ExitCode.DISK, "--to", "dlq export --to {state}/none/x.jsonl --bootstrap-servers {broker}"));
        // Numbers and names.
        all.add(new Mistake(ExitCode.USAGE, "parallelism: 0", INFER + "--parallelism 0"));
        all.add(new Mistake(ExitCode.USAGE, "whole number of cells", INFER + "--slide 300ms"));
        all.add(new Mistake(ExitCode.USAGE, "checkpoint interval", INFER + "--checkpoint-interval 10ms"));
        all.add(new Mistake(ExitCode.USAGE, "threads", INGEST + "--threads 0"));
        all.add(new Mistake(ExitCode.USAGE, "--schema-id", INFER + "--schema-id elsewhere"));
        all.add(new Mistake(ExitCode.USAGE, "face-frames", LETTERS + "--topic expressions"));
        all.add(new Mistake(ExitCode.USAGE, "--reason", LETTERS + "--reason SOMETHING"));
        all.add(new Mistake(ExitCode.USAGE, "how long ago", LETTERS + "--since yesterday"));
        all.add(new Mistake(ExitCode.USAGE, "earlier one first", LETTERS + "--since 1m --until 1h"));
        all.add(new Mistake(ExitCode.USAGE, "face-frames.dlq/2/17", "dlq show 17 --bootstrap-servers {broker}"));
        // Tokens.
        String noToken = "gateway --bootstrap-servers {broker} ";
        all.add(new Mistake(ExitCode.USAGE, "no stream (expected: STREAM=TOKEN", noToken));
        all.add(new Mistake(ExitCode.USAGE, "expected: 16 to 1024", noToken + "--stream-token alice=s3cret"));
        all.add(new Mistake(ExitCode.USAGE, "expected: STREAM=TOKEN", noToken + "--stream-token s3cret"));
        all.add(new Mistake(
                ExitCode.USAGE, "line 2: cannot be understood", noToken + "--token-file {file:streams:;s3cret}"));
        all.add(new Mistake(ExitCode.USAGE, "cannot be read", noToken + "--token-file {state}/none.yaml"));
        all.add(new Mistake(ExitCode.USAGE, "tile rate: 0 (expected: 1 to 120)", GATEWAY + "--tile-rate 0"));
        all.add(new Mistake(ExitCode.KAFKA, "topic camera-frames: not there", GATEWAY.replace("{broker}", "{empty}")));
        // Ports and addresses.
        all.add(new Mistake(ExitCode.PORT, "cannot be listened on", GATEWAY.replace("--port 0", "--port {taken}")));
        for (String command : List.of(PAGE, REGISTRY)) {
            all.add(new Mistake(ExitCode.PORT, "cannot be listened on", command.replace("--port 0", "--port {taken}")));
            all.add(new Mistake(ExitCode.USAGE, "at least 16", command + "--host 0.0.0.0 --token s3cret"));
        }
        all.add(new Mistake(ExitCode.USAGE, "access token", PAGE + "--host 0.0.0.0"));
        all.add(new Mistake(ExitCode.PORT, "cannot be listened on", INGEST + "--metrics-port {taken}"));
        return List.copyOf(all);
    }

    @BeforeAll
    static void start() throws Exception {
        broker =
                EmbeddedBroker.start(world.resolve("kafka"), freePort(), Map.of("transaction.max.timeout.ms", "60000"));
        empty = EmbeddedBroker.start(world.resolve("empty"));
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            int status = path.startsWith("/closed") ? 401 : path.startsWith("/page") ? 200 : 404;
            byte[] body = "<html>a page</html>".getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
        model = DemonstrationModel.copyTo(world.resolve("model"));
        assertThat(InProcessMien.run("topics", "create", "--bootstrap-servers", broker.bootstrapServers())
                        .exitCode())
                .isZero();
    }

    @AfterAll
    static void stop() throws IOException {
        web.stop(0);
        taken.close();
        empty.close();
        broker.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsSaidInOneSentenceWithItsCode(Mistake mistake) throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        try (FileChannel lock =
                FileChannel.open(locked.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(lock.tryLock()).isNotNull();

            InProcessMien.Result result = InProcessMien.run(arguments(mistake));

            assertThat(result.exitCode())
                    .as(result.err())
                    .isEqualTo(mistake.code().code());
            List<String> lines = result.err()
                    .lines()
                    .filter(line -> !line.startsWith("Try '") && !line.startsWith("Did you mean"))
                    .toList();
            assertThat(lines).hasSize(1);
            assertThat(lines.get(0))
                    .startsWith("mien: ")
                    .contains(mistake.saying())
                    .doesNotContain("fault of Mien's own")
                    .doesNotContain("s3cret");
        }
    }

    private String[] arguments(Mistake mistake) throws IOException {
        Matcher matcher = PLACEHOLDER.matcher(mistake.arguments());
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(
                    filled, Matcher.quoteReplacement(part(matcher.group(1), String.valueOf(matcher.group(2)))));
        }
        matcher.appendTail(filled);
        List<String> arguments =
                new ArrayList<>(List.of(filled.toString().strip().split(" +")));
        // Of an option that is given twice, as here to change a common one, the last counts.
        for (String option : List.of("--state", "--model")) {
            int first = arguments.indexOf(option);
            if (first >= 0 && first < arguments.lastIndexOf(option)) {
                arguments.subList(first, first + 2).clear();
            }
        }
        return arguments.toArray(String[]::new);
    }

    private String part(String name, String content) throws IOException {
        return switch (name) {
            case "broker" -> broker.bootstrapServers();
            case "empty" -> empty.bootstrapServers();
            case "web" -> "http://localhost:" + web.getAddress().getPort();
            case "webtls" -> "https://localhost:" + web.getAddress().getPort();
            case "taken" -> Integer.toString(taken.getLocalPort());
            case "model" -> model.toString();
            case "state" -> folder.resolve("state").toString();
            case "locked" -> folder.resolve("locked").toString();
            case "left" -> left().toString();
            case "file" ->
                Files.writeString(folder.resolve("client.properties"), content.replace(";", "\n"))
                        .toString();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The state of a job of two slots that was killed. */
    private Path left() throws IOException {
        Path left = Files.createDirectory(folder.resolve("left"));
        Files.writeString(left.resolve("parallelism"), "2");
        Path checkpoint = Files.createDirectories(left.resolve("checkpoints/job/chk-1"));
        Files.createFile(checkpoint.resolve("_metadata"));
        return left;
    }
}
