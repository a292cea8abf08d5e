package io.mien.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of a Flink cluster on this machine over HTTP. */
final class FlinkRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 250;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;

    FlinkRest(int port) {
        this.address = URI.create("http://localhost:" + port);
    }

    /** A question that fails while the cluster is busy, and is then asked again. */
    @FunctionalInterface
    interface Question {
        boolean holds() throws IOException, InterruptedException;
    }

    void await(Duration patience, Question question, String what) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        IOException last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (question.holds()) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        throw new IllegalStateException("Flink did not " + what + " within " + patience, last);
    }

    /** Uploads a jar; its id. */
    String upload(Path jar) throws IOException, InterruptedException {
        String boundary = "mien-bench";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(Files.readAllBytes(jar));
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        JsonNode answer = send(HttpRequest.newBuilder(address.resolve("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
        return String.valueOf(Path.of(answer.path("filename").asText()).getFileName());
    }

    /**
     * Starts a job.
     *
     * @param savepoint that it goes on from; null: none
     * @return its id
     */
    String run(String jar, List<String> arguments, int parallelism, @Nullable String savepoint)
            throws IOException, InterruptedException {
        ArrayNode list = JSON.createArrayNode();
        arguments.forEach(list::add);
        ObjectNode request = JSON.createObjectNode().put("parallelism", parallelism);
        request.set("programArgsList", list);
        if (savepoint != null) {
            request.put("savepointPath", savepoint);
        }
        return post("/jars/" + jar + "/run", request).path("jobid").asText();
    }

    /** Begins to stop a job with a savepoint; the id to ask for what became of it. */
    String stop(String job) throws IOException, InterruptedException {
        return post("/jobs/" + job + "/stop", JSON.createObjectNode().put("drain", false))
                .path("request-id")
                .asText();
    }

    /** Ends a job at once. */
    void cancel(String job) throws IOException, InterruptedException {
        JsonNode unused = send(HttpRequest.newBuilder(address.resolve("/jobs/" + job + "?mode=cancel"))
                .method("PATCH", BodyPublishers.noBody()));
    }

    String state(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job).path("state").asText();
    }

    /** Whether every task of the job runs. */
    boolean runs(String job) throws IOException, InterruptedException {
        JsonNode vertices = get("/jobs/" + job).path("vertices");
        return !vertices.isEmpty()
                && vertices.findValuesAsText("status").stream().allMatch("RUNNING"::equals);
    }

    /** Bytes of the newest checkpoint. */
    long checkpointBytes(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/checkpoints")
                .path("latest")
                .path("completed")
                .path("state_size")
                .asLong();
    }

    /** Failures that a job was started again after, as far as Flink remembers them. */
    int failures(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/exceptions")
                .path("exceptionHistory")
                .path("entries")
                .size();
    }

    /** How often a job was started again. */
    int restarts(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/metrics?get=numRestarts")
                .path(0)
                .path("value")
                .asInt();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path)));
    }

    private JsonNode post(String path, ObjectNode request) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request.toString())));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(request.timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("Flink answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body());
    }
}
