package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.feeds.Feeds;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.schemas.avro.ExpressionReading;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** The project's own images, as the compose file starts them, each of their containers killed in the middle of its work. */
final class ComposeStackIT {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration FEED = Duration.ofSeconds(20);
    private static final String UNBROKEN = "unbroken";

    /** Those to kill, one after the other. */
    private static final List<String> SERVICES =
            List.of(System.getProperty("mien.images.kill", "kafka,registry,ingest,jobmanager,taskmanager,dashboard")
                    .split(","));

    @Test
    void aContainerThatIsKilledAndStartedLosesNoReadingAndTheGatewayAnswers() throws Exception {
        try (ComposeStack stack = ComposeStack.start()) {
            try {
                killEachOnce(stack);
                requireGateway(stack);
            } catch (AssertionError | ConditionTimeoutException e) {
                throw new AssertionError(e.getMessage() + "\n" + stack.events("ingest"), e);
            }
        }
    }

    private static void killEachOnce(ComposeStack stack) throws Exception {
        try (Feeds feeds = publish(stack, UNBROKEN)) {
            awaitReadings(stack, UNBROKEN);
            awaitEnd(feeds);
        }
        for (String service : SERVICES) {
            try (Feeds feeds = publish(stack, service)) {
                awaitReadings(stack, service);
                stack.killAndStart(service);
                stack.awaitHealthy(service);
                awaitEnd(feeds);
            }
        }
        await().atMost(PATIENCE).pollInterval(EVERY).untilAsserted(() -> {
            Map<String, PublishedTrack> tracks = PublishedReadings.tracks(stack.bootstrapServers(), stack.schemas());
            assertThat(tracks).hasSize(1 + SERVICES.size());
            PublishedReadings.requireWhole(readings(stack), tracks);
        });
        requireTheFramesOfTheUnbrokenFeed(PublishedReadings.tracks(stack.bootstrapServers(), stack.schemas()));
        awaitPage(stack);
    }

    private static Feeds publish(ComposeStack stack, String name) {
        FeedPlan plan = new FeedPlan(
                name,
                () -> new DrawnFaceSource(name, DrawnFaceSource.Scene.PORTRAIT, FEED),
                Pace.AS_FAST_AS_POSSIBLE,
                false);
        return Feeds.start(List.of(plan), stack.kafka(), stack.schemas());
    }

    private static void awaitReadings(ComposeStack stack, String stream) {
        await().atMost(PATIENCE)
                .pollInterval(EVERY)
                .until(() -> readings(stack).stream()
                        .anyMatch(reading -> reading.getStreamId().equals(stream)));
    }

    private static void awaitEnd(Feeds feeds) throws IOException {
        await().atMost(PATIENCE).until(feeds::haveEnded);
        feeds.requireNoFailure();
    }

    private static List<ExpressionReading> readings(ComposeStack stack) throws Exception {
        return PublishedReadings.readings(stack.bootstrapServers(), stack.schemas());
    }

    private static void requireTheFramesOfTheUnbrokenFeed(Map<String, PublishedTrack> tracks) {
        NavigableSet<Long> expected = tracks.entrySet().stream()
                .filter(track -> track.getKey().startsWith(UNBROKEN + '/'))
                .findFirst()
                .orElseThrow()
                .getValue()
                .sequences();
        assertThat(expected).isNotEmpty();
        tracks.forEach(
                (subject, track) -> assertThat(track.sequences()).as(subject).isEqualTo(expected));
    }

    private static void awaitPage(ComposeStack stack) throws Exception {
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        assertThat(get(browser, stack.dashboard()).statusCode()).isEqualTo(200);
        URI state = stack.dashboard().resolve("/api/state");
        await().atMost(PATIENCE)
                .pollInterval(EVERY)
                .until(() -> new ObjectMapper()
                                .readTree(get(browser, state).body())
                                .path("readings")
                                .asInt()
                        > 0);
    }

    private static void requireGateway(ComposeStack stack) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(stack.startGateway(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> get(HttpClient browser, URI address) throws Exception {
        return browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
}
