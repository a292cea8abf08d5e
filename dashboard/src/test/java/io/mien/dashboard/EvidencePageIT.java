package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.broker.EmbeddedBroker;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FrameBox;
import io.mien.schemas.avro.WindowRule;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** "Send me what this reading was made of": the evidence of one reading, in Debian's Chromium, of a real topic. */
@Tag("long")
class EvidencePageIT extends PageInBrowser {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    @TempDir
    private static Path folder;

    private static Instant first;
    private static EmbeddedBroker broker;
    private static Map<String, String> kafka;
    private static Dashboard dashboard;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        first = Instant.now().minusSeconds(30);
        broker = EmbeddedBroker.start(folder);
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        TopicWriter.createTopics(kafka, EnumSet.allOf(Topic.class), 1);
        try (SchemaRegistry registry = new SchemaRegistrySettings(null, kafka).open();
                TopicWriter writer = new TopicWriter(kafka, registry)) {
            for (int number = 0; number < 8; number++) {
                writer.send(TestReading.of("cam1", "s1", number, first));
            }
            writer.send(whole(8));
            writer.send(TestReading.abstaining("cam1", "s2", 8, first));
            writer.send(TestReading.builder(HOSTILE, "s1", 8, first)
                    .setPurpose(HOSTILE)
                    .build());
        }
        dashboard = Dashboard.start(DashboardConfiguration.defaults(kafka).withPort(0));
        await().atMost(PATIENCE).until(() -> dashboard.summary().readings() == 11);
    }

    @AfterAll
    static void stop() {
        dashboard.close();
        broker.close();
    }

    @BeforeEach
    void forget() {
        page.go("about:blank");
        page.drain();
    }

    /** A degraded reading with all that a record can say. */
    private static ExpressionReading whole(int number) {
        return ExpressionReading.newBuilder(TestReading.degraded("cam1", "s1", number, first))
                .setWindowing(new WindowRule(16, 500_000L, 4, 4))
                .setSkippedCells(List.of(3, 7))
                .setBoxes(List.of(
                        new FrameBox(120L, new Box(100f, 40f, 84f, 96f)),
                        new FrameBox(179L, new Box(108f, 44f, 84f, 96f))))
                .setSourcePosition(12_500_000L)
                .setSourceSession("session-7")
                .setJobPurpose("another test")
                .build();
    }

    @Test
    void anAuditorReadsWhatAReadingWasMadeOfAndTakesItAlong() throws Exception {
        page.open(dashboard.url(), 1280, 1000, "light");
        page.allowClipboard();
        await().atMost(PATIENCE)
                .until(() -> page.allOf("link", "Evidence of the newest reading of cam1 s1")
                                .size()
                        == 1);
        page.the("link", "Evidence of the newest reading of cam1 s1").sendKeys(Keys.ENTER);

        await().atMost(PATIENCE)
                .until(() ->
                        page.allOf("dialog", "Evidence: one reading of cam1 s1").size() == 1);
        WebElement dialog = page.the("dialog", "Evidence: one reading of cam1 s1");
        assertThat(dialog.getText())
                .contains(
                        "DEGRADED: made of less than it should be",
                        "10 frames of 16, the others repeat a neighbour",
                        "a face followed through this stream, not an identity",
                        "the window begins 12.5 s after the source’s first picture",
                        "session-7",
                        "16, each of 125 ms",
                        "2 cells: 3, 7, counted from 0",
                        "number 120 to 179 of the stream",
                        "topic face-frames, partition 0, offsets 100 to 160",
                        "a reading every 0.5 s; it abstains below 4 cells",
                        "dfer-clip-tiny 1",
                        "sha256:0123456789abcdef",
                        "sha256:fedcba",
                        "2.18.0",
                        "AVX2",
                        "float32",
                        "another test",
                        "expressions/0/8",
                        "cam1/s1/8");
        assertThat(page.the("table", "Probability of each label").getText()).contains("Happiness", "0.");
        page.screenshot("evidence-1280-light");
        page.assertAccessible();

        page.the("checkbox", "Times in UTC").sendKeys(Keys.SPACE);
        assertThat(dialog.getText()).contains(first.plusSeconds(4).toString().substring(11, 19), " UTC\nWindow ends");

        page.the("button", "Copy as JSON").sendKeys(Keys.ENTER);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page.the("status", "").getText())
                        .isNotEqualTo("Reading its record from the topic."));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(dialog.getText()).contains("Copied."));
        JsonNode copied = JSON.readTree(page.clipboard());
        assertThat(copied)
                .isEqualTo(JSON.readTree(
                        get(String.valueOf(page.the("link", "Open as JSON").getAttribute("href")))
                                .body()));
        assertThat(copied.at("/reading/probabilities")).hasSize(7);
        assertThat(copied.at("/record/sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(copied.at("/reading/boxes/1/box/width").asInt()).isEqualTo(84);

        page.the("textbox", "Folder of the model package").sendKeys("my package");
        page.the("button", "Copy: Audit it in the topics").sendKeys(Keys.ENTER);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page.clipboard())
                        .isEqualTo("mien audit --bootstrap-servers " + kafka.get("bootstrap.servers")
                                + " --reading expressions/0/8 --model 'my package'"));
        page.scheme("dark");
        page.assertAccessible();
        page.screenshot("evidence-1280-dark");

        page.the("button", "Close").sendKeys(Keys.ENTER);
        assertThat(page.address()).isEqualTo(dashboard.url().toString());
        page.assertNothingWrong(dashboard.url());
    }

    @Test
    void aReadingThatAbstainedIsReadableOnATelephone() throws Exception {
        page.open(URI.create(dashboard.url() + "#reading=" + id("cam1/s2/8")), 390, 844, "light");

        await().atMost(PATIENCE)
                .until(() ->
                        page.allOf("dialog", "Evidence: one reading of cam1 s2").size() == 1);
        assertThat(page.the("dialog", "Evidence").getText())
                .contains("none: it abstained", "3 frames of 16 (expected: at least 4)");
        page.assertNoSidewaysScrolling();
        page.assertAccessible();
        page.screenshot("evidence-390-light");
        page.assertNothingWrong(dashboard.url());
    }

    @Test
    void aLinkOpensTheSameReadingOnAPageThatNeverHeldIt() throws Exception {
        DashboardConfiguration forgetful = DashboardConfiguration.defaults(kafka)
                .withPort(0)
                .withLookBack(Duration.ZERO)
                .withHistory(new HistoryBounds(Duration.ZERO, HistoryBounds.DEFAULT.bytes()));
        try (Dashboard other = Dashboard.start(forgetful)) {
            String link = "#reading=" + id("cam1/s1/2") + "&place=expressions/0/2";
            page.open(URI.create(other.url() + link), 1280, 1000, "light");
            await().atMost(PATIENCE)
                    .until(() -> page.allOf("dialog", "Evidence: one reading of cam1 s1")
                                    .size()
                            == 1);
            assertThat(page.the("dialog", "Evidence").getText()).contains("cam1/s1/2", "expressions/0/2");

            // Without its place this page cannot know it, and says what would help.
            page.go("about:blank");
            page.open(URI.create(other.url() + "#reading=" + id("cam1/s1/2")), 1280, 1000, "light");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(page.the("dialog", "Evidence of one reading")
                                    .getText())
                            .contains(
                                    "This reading cannot be shown. reading cam1/s1/2: not among those that this page holds",
                                    "#reading=…&place=expressions/0/40"));
        }
    }

    @Test
    void whatCannotBeShownIsRefusedWithASentence() throws Exception {
        assertThat(reading("id=" + id("cam1/s1/0")).statusCode()).isEqualTo(200);
        assertThat(reading("stream=cam1&subject=s1&window_end=" + first.toEpochMilli())
                        .body())
                .contains("cam1/s1/0");
        assertThat(reading("").statusCode()).isEqualTo(400);
        assertThat(reading("place=face-frames/0/1").body()).contains("expected: expressions/0/40");
        assertThat(reading("place=expressions/0/1&id=" + id("cam1/s1/0")))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                .satisfies(answer ->
                        assertThat(answer.body()).contains("another reading lies there, cam1/s1/1", "made anew"));
        assertThat(reading("place=expressions/0/4711").body()).contains("ends before offset 11");
        assertThat(reading("place=expressions/9/0").body()).contains("no such partition");
    }

    @Test
    void whatARecordSaysIsTextAndNeverACommand() throws Exception {
        page.open(URI.create(dashboard.url() + "#reading=" + id(HOSTILE + "/s1/8")), 1280, 1000, "light");

        await().atMost(PATIENCE)
                .until(() -> page.allOf("dialog", "Evidence: one reading of " + HOSTILE)
                                .size()
                        == 1);
        assertThat(page.all("img[src='x']")).isEmpty();
        JsonNode commands =
                JSON.readTree(reading("id=" + id(HOSTILE + "/s1/8")).body()).get("commands");
        assertThat(commands)
                .hasSize(3)
                .allSatisfy(command -> assertThat(command.asText()).matches("mien [A-Za-z0-9 ._:/-]+"));
        page.assertNothingWrong(dashboard.url());
    }

    private static String id(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> reading(String query) throws IOException, InterruptedException {
        return get(dashboard.url() + "api/reading?" + query);
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    }
}
