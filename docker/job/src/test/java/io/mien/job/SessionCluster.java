package io.mien.job;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;

/**
 * A job manager and a task manager in JVMs of their own, laid out and started as in the images: the models' libraries are
 * in Flink's lib folder, and the same script starts the processes. Killed when it is closed.
 */
final class SessionCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Path FLINK = Path.of("../local/flink");
    private static final Path LIBRARIES = Path.of("libraries", "target");
    private static final Path JVM_OPTIONS =
            Path.of("../../jvm.options").toAbsolutePath().normalize();
    private static final Path JOB_JAR = Path.of("target", "mien-job.jar");

    /** Flink's home, of links; not in a folder that a test deletes with what its links lead to. */
    private static final Path HOME = Path.of("target", "flink").toAbsolutePath();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final URI rest;

    private SessionCluster(Path folder, int restPort) {
        this.folder = folder;
        this.rest = URI.create("http://localhost:" + restPort);
    }

    /** Starts one with a slot; returns when the slot is there. */
    static SessionCluster start(Path folder) throws IOException {
        Path lib = emptied(HOME.resolve("lib"));
        link(FLINK.resolve("target/lib"), lib);
        link(LIBRARIES.resolve("lib"), lib);
        link(FLINK.resolve("conf"), emptied(HOME.resolve("conf")));
        Files.createDirectories(HOME.resolve("plugins"));
        int restPort = freePort();
        String properties = String.join(
                "\n",
                "jobmanager.rpc.address: localhost",
                "jobmanager.rpc.port: " + freePort(),
                "rest.port: " + restPort,
                "taskmanager.host: localhost",
                "taskmanager.numberOfTaskSlots: 1",
                "taskmanager.memory.process.size: 1600m",
                "taskmanager.memory.managed.size: 64m",
                "taskmanager.memory.network.max: 64m",
                "parallelism.default: 1",
                "heartbeat.timeout: 180s",
                "execution.checkpointing.dir: " + folder.resolve("checkpoints").toUri(),
                "io.tmp.dirs: " + Files.createDirectories(folder.resolve("tmp")));
        SessionCluster cluster = new SessionCluster(folder, restPort);
        try {
            cluster.launch("jobmanager", properties);
            cluster.launch("taskmanager", properties);
            patiently().until(() -> cluster.get("/overview").path("slots-total").asInt() == 1);
            return cluster;
        } catch (IOException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static Path emptied(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> links = Files.newDirectoryStream(folder)) {
            for (Path link : links) {
                Files.delete(link);
            }
        }
        return folder;
    }

    /** The model that the image brings along. */
    static Path demonstrationModel() {
        return LIBRARIES.resolve(Path.of("models", "demo")).toAbsolutePath();
    }

    private static void link(Path from, Path to) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Files.createSymbolicLink(to.resolve(file.getFileName()), file.toRealPath());
            }
        }
    }

    private void launch(String role, String properties) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", FLINK.resolve("docker-entrypoint.sh").toString(), role)
                .redirectErrorStream(true)
                .redirectOutput(log(role).toFile());
        Map<String, String> environment = builder.environment();
        environment.put("FLINK_HOME", HOME.toString());
        environment.put("FLINK_PROPERTIES", properties);
        environment.put(
                "FLINK_ENV_JAVA_OPTS",
                "@" + JVM_OPTIONS + " -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + folder.resolve("tmp")
                        + " -Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("native"));
        environment.put("TMPDIR", folder.toString());
        environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        processes.add(builder.start());
    }

    /** Uploads the job jar; its id on the cluster. */
    String upload() throws IOException, InterruptedException {
        String boundary = "mien-job-jar";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"mien-job.jar\"\r\n"
                        + "Content-Type: application/x-java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(Files.readAllBytes(JOB_JAR));
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        JsonNode answer = send(HttpRequest.newBuilder(rest.resolve("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
        return String.valueOf(Path.of(answer.path("filename").asText()).getFileName());
    }

    /** Starts a job and waits until all its tasks run; its id. */
    String run(String jar, List<String> arguments) throws IOException, InterruptedException {
        String job = submit(jar, arguments);
        patiently().until(() -> {
            JsonNode vertices = get("/jobs/" + job).path("vertices");
            return !vertices.isEmpty()
                    && vertices.findValuesAsText("status").stream().allMatch("RUNNING"::equals);
        });
        return job;
    }

    /** Starts a job that must fail and not be started again; what Flink says of it. */
    String runToFailure(String jar, List<String> arguments) throws IOException, InterruptedException {
        String job = submit(jar, arguments);
        patiently().until(() -> get("/jobs/" + job).path("state").asText().equals("FAILED"));
        return get("/jobs/" + job + "/exceptions").toString();
    }

    private String submit(String jar, List<String> arguments) throws IOException, InterruptedException {
        ArrayNode list = JSON.createArrayNode();
        arguments.forEach(list::add);
        String request = JSON.createObjectNode().set("programArgsList", list).toString();
        return send(HttpRequest.newBuilder(rest.resolve("/jars/" + jar + "/run"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(request)))
                .path("jobid")
                .asText();
    }

    void cancel(String job) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(rest.resolve("/jobs/" + job + "?mode=cancel"))
                .method("PATCH", BodyPublishers.noBody()));
        patiently().until(() -> get("/jobs/" + job).path("state").asText().equals("CANCELED"));
    }

    /** A busy job manager answers with an error now and then. */
    private static ConditionFactory patiently() {
        return await().atMost(PATIENCE).pollInterval(EVERY).ignoreExceptionsInstanceOf(IOException.class);
    }

    /** What a process wrote so far. */
    String output(String role) throws IOException {
        return Files.readString(log(role), StandardCharsets.UTF_8);
    }

    private Path log(String role) {
        return folder.resolve(role + ".log");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(rest.resolve(path)));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    @Override
    public void close() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }
}
