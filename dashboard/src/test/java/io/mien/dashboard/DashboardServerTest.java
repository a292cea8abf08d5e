package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TOKEN = "correct-horse-battery";
    private static final ReadingHistory HISTORY = new ReadingHistory(HistoryBounds.DEFAULT, InstantSource.system());
    private static final DashboardConfiguration CONFIGURATION = DashboardConfiguration.defaults(
                    Map.of("bootstrap.servers", "127.0.0.1:1"))
            .withPort(0);

    private final SharedState state =
            new SharedState(new DashboardState(100, Duration.ofMinutes(10), new SettableClock(START)));
    private final HttpClient client = HttpClient.newHttpClient();
    private DashboardServer server = new DashboardServer(CONFIGURATION, state, HISTORY, new FeedChanges());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void thePageMayLoadNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = get("");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe", "http"));
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.body()).doesNotContain("http://", "https://", "<style", "onclick");
    }

    @Test
    void everyFileThatThePageAsksForIsThereAndOfItsType() throws Exception {
        String page = get("").body();
        Stream<String> files = Pattern.compile("(?:src|href)=\"(assets/[^\"]+)\"")
                .matcher(page)
                .results()
                .map(match -> match.group(1));

        assertThat(files.distinct()).hasSize(4).allSatisfy(file -> {
            HttpResponse<String> answer = get(file);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isNotEmpty();
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith(typeOf(file)));
        });
    }

    @Test
    void aFileThatIsNoneOfThePagesIsNotFound() throws Exception {
        assertThat(get("assets/nothing.js").statusCode()).isEqualTo(404);
        assertThat(get("assets/..%2fDashboard.class").statusCode()).isIn(400, 404);
        assertThat(get("nothing").statusCode()).isEqualTo(404);
        assertThat(get("nothing").headers().firstValue("Content-Security-Policy"))
                .isPresent();
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() throws Exception {
        String tag = get("assets/chart.umd.js").headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = client.send(
                request("assets/chart.umd.js").header("If-None-Match", tag).build(), BodyHandlers.ofString());

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void theStateIsJson() throws Exception {
        state.add(TestReading.of("cam1", "s1", 0, START), START);

        HttpResponse<String> answer = get("api/state");
        JsonNode body = JSON.readTree(answer.body());

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(body.path("readings").asInt()).isEqualTo(1);
        assertThat(body.at("/subjects/0/topLabel").asText()).isEqualTo("happiness");
        assertThat(body.at("/subjects/0/points/0/p")).hasSize(7);
        assertThat(body.at("/models/0/untrained").asBoolean()).isFalse();
    }

    @Test
    void aStreamsSubjectsAreAskedForSinceARevision() throws Exception {
        state.add(TestReading.of("cam1", "s1", 0, START), START);
        state.add(TestReading.of("cam1", "s2", 0, START), START);
        state.add(TestReading.of("cam10", "s1", 0, START), START);

        JsonNode all = JSON.readTree(get("api/subjects?stream=cam1").body());
        assertThat(all.path("subjects")).hasSize(2);
        assertThat(all.path("models")).hasSize(1);
        state.add(TestReading.of("cam1", "s2", 1, START), START);
        JsonNode since = JSON.readTree(
                get("api/subjects?stream=cam1&since=" + all.path("revision").asLong())
                        .body());

        assertThat(since.path("present")).hasSize(2);
        assertThat(since.path("subjects")).hasSize(1);
        assertThat(since.at("/subjects/0/subject").asText()).isEqualTo("s2");
        assertThat(since.at("/subjects/0/points")).hasSize(1);
        assertThat(JSON.readTree(get("api/subjects").body()).path("subjects")).hasSize(3);
        assertThat(get("api/subjects?since=yesterday").statusCode()).isEqualTo(400);
    }

    @Test
    void healthSaysHowKafkaIs() throws Exception {
        state.connection(KafkaConnection.UNAVAILABLE, "no answer");

        JsonNode body = JSON.readTree(get("api/health").body());

        assertThat(body.path("status").asText()).isEqualTo("UP");
        assertThat(body.path("kafka").asText()).isEqualTo("UNAVAILABLE");
        assertThat(body.path("problem").asText()).isEqualTo("no answer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*/*", "text/*;q=0.5, application/json", "Text/Event-Stream", "application/json, */*;q=0.1"})
    void aProgramThatTakesAnythingGetsTheEvents(String accept) throws Exception {
        HttpRequest.Builder request = request("api/events");
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        HttpResponse<Stream<String>> answer = client.send(request.build(), BodyHandlers.ofLines());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        try (Stream<String> lines = answer.body()) {
            assertThat(ServerEvent.in(lines).next().name()).isEqualTo("snapshot");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html, image/*", "text/event-stream;q=0, */*"})
    void aProgramThatDoesNotTakeEventsIsToldSo(String accept) throws Exception {
        HttpResponse<String> answer =
                client.send(request("api/events").header("Accept", accept).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(answer.body())
                .isEqualTo("Accept: " + accept + " (expected: text/event-stream, or a range with it, or none)");
    }

    @Test
    void eventsBeginWithEverythingAndGoOnWithWhatIsNew() throws Exception {
        state.add(TestReading.of("cam1", "s1", 0, START), START);
        try (Stream<String> lines = events()) {
            Iterator<ServerEvent> events = ServerEvent.in(lines);

            ServerEvent snapshot = events.next();
            assertThat(snapshot.name()).isEqualTo("snapshot");
            assertThat(snapshot.data().at("/streams/0/readings").asInt()).isEqualTo(1);
            assertThat(snapshot.data().at("/streams/0/strip")).hasSize(1);
            assertThat(snapshot.data().path("labels").get(0).asText()).isEqualTo("happiness");

            state.add(TestReading.of("cam1", "s1", 1, START), START);
            ServerEvent update = events.next();
            assertThat(update.name()).isEqualTo("update");
            assertThat(update.data().at("/streams/0/readings").asInt()).isEqualTo(2);
            assertThat(update.data().path("page").asText()).matches("[0-9a-f]{8}");
            assertThat(update.data().path("readings").asInt()).isEqualTo(2);
        }
    }

    @Test
    void somethingIsSentEvenWhenNothingHappens() throws Exception {
        try (Stream<String> lines = events()) {
            Iterator<ServerEvent> events = ServerEvent.in(lines);
            events.next();
            long begin = System.nanoTime();

            assertThat(events.next().data().path("streams")).isEmpty();
            assertThat(events.next().data().path("streams")).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(5));
        }
    }

    @Test
    void manyReadingsAtOnceBecomeFewUpdates() throws Exception {
        try (Stream<String> lines = events()) {
            Iterator<ServerEvent> events = ServerEvent.in(lines);
            events.next();
            for (int number = 0; number < 90; number++) {
                state.add(TestReading.of("cam1", "s1", number, START), START);
            }

            int updates = 0;
            int readings = 0;
            while (readings < 90) {
                readings = events.next().data().path("readings").asInt();
                updates++;
            }
            assertThat(updates).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aBrowserThatDoesNotReadHoldsNobodyUp() throws Exception {
        try (Socket slow =
                new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
            slow.setReceiveBufferSize(1 << 10);
            slow.getOutputStream()
                    .write("GET /api/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            try (Stream<String> lines = events()) {
                Iterator<ServerEvent> events = ServerEvent.in(lines);
                events.next();
                for (int number = 0; number < 2_000; number++) {
                    state.add(TestReading.of("cam" + number % 50, "s1", number, START), START);
                }

                int readings = 0;
                while (readings < 2_000) {
                    readings = events.next().data().path("readings").asInt();
                }
                assertThat(readings).isEqualTo(2_000);
            }
        }
    }

    @Test
    void aPageThatIsClosedFreesItsThread() throws Exception {
        long before = PageThreads.all();
        Stream<String> lines = events();
        ServerEvent.in(lines).next();
        assertThat(PageThreads.all()).isEqualTo(before + 1);

        lines.close();

        // Idle threads of the pool stay for a minute: what counts is that none is held by the page.
        await().atMost(Duration.ofSeconds(20)).until(() -> PageThreads.busy() == 0);
    }

    @Test
    void theNameAskedForMustBeOneOfThisMachine() throws Exception {
        assertThat(statusFor("localhost:1234")).contains("200");
        assertThat(statusFor("127.0.0.1")).contains("200");
        assertThat(statusFor("[::1]:80")).contains("200");
        assertThat(statusFor("attacker.example:1234")).contains("403");
        assertThat(statusFor("127.0.0.1.attacker.example")).contains("403");
    }

    @Test
    void withATokenNothingIsAnsweredWithoutIt() throws Exception {
        restart(CONFIGURATION.withHost("127.0.0.1", TOKEN));

        for (String path : new String[] {"", "assets/app.js", "api/state", "api/events", "api/health", "nothing"}) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(get("?token=wrong").statusCode()).isEqualTo(401);
        assertThat(get("?token=wrong").body()).doesNotContain(TOKEN);
    }

    @Test
    void theTokenInAHeaderOpensTheApi() throws Exception {
        restart(CONFIGURATION.withHost("127.0.0.1", TOKEN));

        HttpRequest request =
                request("api/state").header("Authorization", "Bearer " + TOKEN).build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void theTokenInTheAddressBecomesACookieAndLeavesTheAddress() throws Exception {
        restart(CONFIGURATION.withHost("127.0.0.1", TOKEN));

        HttpResponse<String> first = get("?token=" + TOKEN);
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();

        assertThat(first.statusCode()).isEqualTo(302);
        assertThat(first.headers().firstValue("Location").orElseThrow())
                .endsWith("/")
                .doesNotContain(TOKEN);
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
        HttpRequest second = request("").header("Cookie", cookie.split(";")[0]).build();
        assertThat(client.send(second, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void aTakenPortIsOneClearSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new DashboardServer(
                            CONFIGURATION.withPort(taken.getLocalPort()), state, HISTORY, new FeedChanges()))
                    .isInstanceOf(DashboardException.class)
                    .hasMessageStartingWith(
                            "dashboard port: " + taken.getLocalPort() + " cannot be listened on at 127.0.0.1")
                    .hasMessageNotContaining("\n");
        }
    }

    private static String typeOf(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript";
            case "css" -> "text/css";
            default -> "image/svg+xml";
        };
    }

    private void restart(DashboardConfiguration configuration) {
        server.close();
        server = new DashboardServer(configuration, state, HISTORY, new FeedChanges());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private Stream<String> events() throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer = client.send(
                request("api/events").header("Accept", "text/event-stream").build(), BodyHandlers.ofLines());
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        return answer.body();
    }

    /** Java's own client does not let a test choose the name it asks for. */
    private String statusFor(String host) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
            socket.getOutputStream()
                    .write(("GET /api/health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
