package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** What docker/compose.yaml starts, with free ports. Removed with its data when it is closed; its log stays in a file. */
final class ComposeStack implements AutoCloseable {
    /** Tag of the images to start. */
    private static final String TAG = System.getProperty("mien.images", "");

    private static final List<String> IMAGES =
            List.of("mien-ingest", "mien-job", "mien-dashboard", "mien-gateway", "mien-registry");
    private static final String KAFKA = "apache/kafka:4.2.1";
    private static final String PROJECT = "mien-test";
    private static final String STREAM_TOKEN = "sixteen-letters-for-alice";
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Path FOLDER = Path.of("../docker");
    private static final Path LOG = Path.of("target", "compose-stack.log");

    private final DockerClient docker = DockerClientFactory.instance().client();
    private final List<String> compose;
    private final int kafkaPort;
    private final int registryPort;
    private final int dashboardPort;
    private final int gatewayPort;
    private final Map<String, String> settings;

    private ComposeStack(List<String> compose) throws IOException {
        this.compose = compose;
        this.kafkaPort = freePort();
        this.registryPort = freePort();
        this.dashboardPort = freePort();
        this.gatewayPort = freePort();
        this.settings = Map.of(
                "TAG",
                TAG,
                "KAFKA_IMAGE",
                KAFKA,
                "KAFKA_PORT",
                Integer.toString(kafkaPort),
                "REGISTRY_PORT",
                Integer.toString(registryPort),
                "DASHBOARD_PORT",
                Integer.toString(dashboardPort),
                "FLINK_PORT",
                Integer.toString(freePort()),
                "DASHBOARD_TOKEN",
                "sixteen-letters-or-more",
                "GATEWAY_PORT",
                Integer.toString(gatewayPort),
                "GATEWAY_STREAM_TOKEN",
                "alice=" + STREAM_TOKEN,
                "CHECKPOINT_INTERVAL",
                "2s");
    }

    /** Starts it; the test is skipped where that cannot be. */
    static ComposeStack start() throws IOException {
        assumeTrue(!TAG.isEmpty(), "skipped: no images named (expected: -Dmien.images=TAG, made by docker/build.sh)");
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "skipped: no Docker engine answers");
        ComposeStack stack = new ComposeStack(composeCommand());
        Set<String> there = stack.docker.listImagesCmd().exec().stream()
                .filter(image -> image.getRepoTags() != null)
                .flatMap(image -> Arrays.stream(image.getRepoTags()))
                .collect(Collectors.toSet());
        List<String> needed = new ArrayList<>(List.of(KAFKA));
        IMAGES.forEach(image -> needed.add(image + ':' + TAG));
        assertThat(there).as("images of the engine").containsAll(needed);
        try {
            // What a test that was killed has left: its topics would be read as this one's.
            stack.remove();
            stack.run("up", "-d");
        } catch (IOException | RuntimeException | AssertionError e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    String bootstrapServers() {
        return "localhost:" + kafkaPort;
    }

    SchemaRegistrySettings schemas() {
        return new SchemaRegistrySettings(URI.create("http://localhost:" + registryPort), kafka());
    }

    Map<String, String> kafka() {
        return Map.of("bootstrap.servers", bootstrapServers());
    }

    URI dashboard() {
        return URI.create("http://localhost:" + dashboardPort + "/?token=" + settings.get("DASHBOARD_TOKEN"));
    }

    /** Starts the gateway, which a stack has only if it is asked for, and gives what asks it for a stream's readings. */
    HttpRequest startGateway() throws IOException {
        run("--profile", "gateway", "up", "-d", "gateway");
        awaitHealthy("gateway");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + gatewayPort + "/v1/readings"))
                .header("Authorization", "Bearer " + STREAM_TOKEN)
                .build();
    }

    /** Ends a service's process without a word and starts its container again. */
    void killAndStart(String service) {
        String id = container(service);
        docker.killContainerCmd(id).withSignal("KILL").exec();
        await().atMost(PATIENCE).until(() -> !Boolean.TRUE.equals(state(id).getRunning()));
        docker.startContainerCmd(id).exec();
    }

    void awaitHealthy(String service) {
        String id = container(service);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            InspectContainerResponse.ContainerState now = state(id);
            return now.getHealth() != null && "healthy".equals(now.getHealth().getStatus());
        });
    }

    /** What a service of Mien's has logged, without how far it was each second. */
    String events(String service) throws IOException {
        Path log = Files.createTempFile("events-", ".log");
        try {
            int unused = exitCode(command("logs", "--no-color", service).redirectOutput(log.toFile()));
            try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
                return lines.filter(line -> line.matches(".* (INFO|WARN|ERROR) .*"))
                        .collect(Collectors.joining("\n"));
            }
        } finally {
            Files.delete(log);
        }
    }

    private InspectContainerResponse.ContainerState state(String id) {
        return docker.inspectContainerCmd(id).exec().getState();
    }

    private String container(String service) {
        List<Container> found = docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("com.docker.compose.project", PROJECT, "com.docker.compose.service", service))
                .exec();
        assertThat(found).as("containers of service " + service).hasSize(1);
        return found.get(0).getId();
    }

    private static List<String> composeCommand() throws IOException {
        for (List<String> command : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            if (isThere(command)) {
                return command;
            }
        }
        return abort("skipped: neither docker compose nor docker-compose is there");
    }

    private static boolean isThere(List<String> command) throws IOException {
        List<String> version = new ArrayList<>(command);
        version.add("version");
        ProcessBuilder builder =
                new ProcessBuilder(version).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            return exitCode(builder) == 0;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return false; // not installed
        }
    }

    private void run(String... arguments) throws IOException {
        ProcessBuilder builder = command(arguments).redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
        assertThat(exitCode(builder))
                .as(() -> String.join(" ", builder.command()) + " failed: " + log())
                .isZero();
    }

    private ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>(compose);
        command.addAll(List.of(
                "-p",
                PROJECT,
                "-f",
                FOLDER.resolve("compose.yaml").toString(),
                "-f",
                Path.of("src/test/resources/io/mien/cli/compose.test.yaml").toString(),
                "--env-file",
                FOLDER.resolve(".env").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(settings);
        return builder;
    }

    private static int exitCode(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        try {
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted during " + builder.command());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String log() {
        try {
            return Files.readString(LOG, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            run("--profile", "gateway", "logs", "--no-color");
        } finally {
            remove();
        }
    }

    /** All containers of the project, and their data. */
    private void remove() throws IOException {
        run("--profile", "gateway", "down", "-v");
    }
}
