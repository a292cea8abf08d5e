package io.mien.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The script that stops a job before its release is changed, beside answers as Flink 2.3 gave them. */
final class JobManagerScriptTest {
    private static final String SCRIPT = Path.of("bin/job-manager").toString();
    private static final String JOB = "3f2c0b1f5f0a4c0d9a5b6c7d8e9f0a1b";
    private static final String TRIGGER = "0123456789abcdef0123456789abcdef";

    private final Map<String, Queue<String>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    JobManagerScriptTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void listen() {
        server.createContext("/", exchange -> {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            requests.add(request + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Queue<String> given = answers.getOrDefault(request, new ConcurrentLinkedQueue<>());
            String answer = given.size() > 1 ? given.poll() : given.peek();
            byte[] body = (answer == null ? "{\"errors\":[\"Not found\"]}" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private void answer(String request, String... bodies) {
        answers.put(request, new ConcurrentLinkedQueue<>(List.of(bodies)));
    }

    private static String overview(String state, int running, int total) {
        return """
                {"jobs":[{"jid":"%s","name":"mien-infer mien-infer","start-time":1,"end-time":-1,"duration":2,"state":"%s",\
                "last-modification":3,"tasks":{"running":%d,"canceling":0,"canceled":0,"total":%d,"created":0,"scheduled":0,\
                "deploying":0,"reconciling":0,"finished":0,"initializing":0,"failed":0},"pending-operators":0}]}""".formatted(JOB, state, running, total);
    }

    /** What the script said, and the code that it ended with. */
    private record Result(int code, String said) {}

    private Result script(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), said);
    }

    private String address() {
        return "localhost:" + server.getAddress().getPort();
    }

    @Test
    void aJobIsStoppedWithASavepointAndWithoutDraining() throws Exception {
        answer("GET /jobs/overview", overview("RUNNING", 5, 8), overview("RUNNING", 8, 8));
        answer("POST /jobs/" + JOB + "/stop", "{\"request-id\":\"" + TRIGGER + "\"}");
        answer(
                "GET /jobs/" + JOB + "/savepoints/" + TRIGGER,
                "{\"status\":{\"id\":\"IN_PROGRESS\"},\"operation\":null}",
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/state/savepoints/savepoint-3f2c0b-1\"}}");
        Result result = script("stop", address(), "--within", "20");
        assertThat(result.said()).contains("stopped with savepoint file:/state/savepoints/savepoint-3f2c0b-1");
        assertThat(result.code()).isZero();
        assertThat(requests).contains("POST /jobs/" + JOB + "/stop {\"drain\":false}");
    }

    @Test
    void aJobThatTakesNoSavepointIsNoSuccess() throws Exception {
        answer("GET /jobs/overview", overview("RUNNING", 8, 8));
        answer("POST /jobs/" + JOB + "/stop", "{\"request-id\":\"" + TRIGGER + "\"}");
        answer(
                "GET /jobs/" + JOB + "/savepoints/" + TRIGGER,
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"failure-cause\":{\"class\":\"java.io.IOException\",\"stack-trace\":\"No space left\"}}}");
        Result result = script("stop", address(), "--within", "20");
        assertThat(result.said()).contains("no savepoint").contains("No space left");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void aJobThatTakesTooLongIsNoSuccess() throws Exception {
        answer("GET /jobs/overview", overview("RUNNING", 8, 8));
        answer("POST /jobs/" + JOB + "/stop", "{\"request-id\":\"" + TRIGGER + "\"}");
        answer(
                "GET /jobs/" + JOB + "/savepoints/" + TRIGGER,
                "{\"status\":{\"id\":\"IN_PROGRESS\"},\"operation\":null}");
        Result result = script("stop", address(), "--within", "2");
        assertThat(result.said()).contains("no savepoint within 2 s");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void aJobManagerThatStaysAsItIsGoesOn() throws Exception {
        answer("GET /jobs/overview", overview("RUNNING", 8, 8));
        answer(
                "GET /jobmanager/config",
                "[{\"key\":\"parallelism.default\",\"value\":\"2\"},{\"key\":\"mien.template\",\"value\":\"0a1b2c3d\"}]");
        assertThat(script("stop", address(), "--unless", "0a1b2c3d").code()).isZero();
        assertThat(requests).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    void aJobThatKeepsFailingDoesNotKeepAnUpgradeAway() throws Exception {
        answer("GET /jobs/overview", overview("RESTARTING", 0, 8));
        Result result = script("stop", address(), "--within", "4");
        assertThat(result.said()).contains("goes on from the newest checkpoint");
        assertThat(result.code()).isZero();
    }

    @Test
    void whereNoJobManagerIsThereIsNothingToStop() throws Exception {
        String address = address();
        server.stop(0);
        Result result = script("stop", address);
        assertThat(result.said()).contains("nothing to stop");
        assertThat(result.code()).isZero();
    }

    @Test
    void aJobManagerIsReadyWhenEveryTaskOfItsJobRuns() throws Exception {
        answer("GET /jobs/overview", "{\"jobs\":[]}");
        assertThat(script("ready", address()).code()).isNotZero();
        answer("GET /jobs/overview", overview("RUNNING", 7, 8));
        assertThat(script("ready", address()).code()).isNotZero();
        answer("GET /jobs/overview", overview("FAILING", 8, 8));
        assertThat(script("ready", address()).code()).isNotZero();
        answer("GET /jobs/overview", overview("RUNNING", 8, 8));
        assertThat(script("ready", address()).code()).isZero();
    }

    @Test
    void itSaysHowItIsUsed() throws Exception {
        assertThat(script().said()).contains("job-manager stop HOST:PORT").doesNotContain("set -uo");
    }
}
