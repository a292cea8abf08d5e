package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.broker.EmbeddedBroker;
import io.mien.dashboard.alerts.AlertRule;
import io.mien.dashboard.alerts.AlertTimes;
import io.mien.dashboard.alerts.StreamSelection;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
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
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/**
 * What somebody who sees the page for the first time is asked for, done as assistive technology finds it, by roles and names,
 * in Debian's Chromium, of real topics.
 */
@Tag("long")
class NewcomerPageIT extends PageInBrowser {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AlertTimes TWO_SECONDS = new AlertTimes(Duration.ofSeconds(2), Duration.ofSeconds(2), null);

    @TempDir
    private static Path folder;

    private static Instant first;
    private static EmbeddedBroker broker;
    private static Dashboard dashboard;

    @BeforeAll
    static void start() throws Exception {
        first = Instant.now().minusSeconds(120);
        broker = EmbeddedBroker.start(folder);
        Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        TopicWriter.createTopics(kafka, EnumSet.allOf(Topic.class), 1);
        try (SchemaRegistry registry = new SchemaRegistrySettings(null, kafka).open();
                TopicWriter writer = new TopicWriter(kafka, registry)) {
            for (int number = 0; number < 200; number++) {
                writer.send(TestReading.of("hall", "s1", number, first));
                // Fear for four seconds, a minute and a half after the beginning.
                boolean afraid = number >= 180 && number < 188;
                writer.send(afraid ? fear(number) : TestReading.of("desk", "s1", number, first));
            }
            writer.send(TestFeed.of("desk", FeedCondition.LIVE, first, ""));
            writer.send(TestFeed.of("hall", FeedCondition.LIVE, first, ""));
            writer.send(TestFeed.of("yard", FeedCondition.SILENT, first.plusSeconds(30), "no picture since then"));
        }
        AlertRule afraid =
                new AlertRule.LabelAbove("fear held", StreamSelection.ALL, "fear", 0.9, 0.8, 1, false, TWO_SECONDS);
        dashboard = Dashboard.start(DashboardConfiguration.defaults(kafka)
                .withPort(0)
                .withAlerts(new AlertSettings(List.of(afraid), List.of())));
        await().atMost(PATIENCE).until(() -> dashboard.summary().readings() == 400);
    }

    private static ExpressionReading fear(int number) {
        return TestReading.builder("desk", "s1", number, first)
                .setProbabilities(List.of(0.01f, 0.01f, 0.01f, 0.01f, 0.01f, 0.01f, 0.94f))
                .setTopLabel("fear")
                .build();
    }

    @AfterAll
    static void stop() {
        dashboard.close();
        broker.close();
    }

    @BeforeEach
    void open() {
        page.open(dashboard.url(), 1280, 1000, "light");
        await().atMost(PATIENCE)
                .until(() -> page.allOf("list", "Streams").size() == 1
                        && page.allOf("link", "yard").size() == 1);
    }

    @Test
    void whichCameraWentSilentAndWhen() {
        page.the("checkbox", "Times in UTC").sendKeys(Keys.SPACE);
        new Select(page.the("combobox", "Show")).selectByVisibleText("Not live");

        String since = first.plusSeconds(30).toString().substring(11, 19);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page.the("list", "Streams").getText())
                        .contains("yard", "SILENT", "since " + since + ": no picture since then")
                        .doesNotContain("hall", "desk"));
        page.the("checkbox", "Times in UTC").sendKeys(Keys.SPACE);
        new Select(page.the("combobox", "Show")).selectByVisibleText("All");
    }

    @Test
    void showMeTheMinuteBeforeThisAlert() throws Exception {
        WebElement ended = page.the("region", "Alerts");
        ended.findElement(By.tagName("summary")).sendKeys(Keys.ENTER);
        assertThat(page.the("list", "Alerts that have ended: 1").getText()).contains("fear held");
        page.the("link", "The minute before, in desk").sendKeys(Keys.ENTER);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                page.the("list", "Subjects on one timeline").getText())
                        .contains("s1"));
        // The alert began with the first reading of fear, at its window's end.
        long began = first.plus(TestReading.SLIDE.multipliedBy(180)).toEpochMilli();
        assertThat(page.address()).contains("#stream=desk&from=" + (began - 60_000) + "&to=" + (began + 10_000));
        assertThat(page.the("region", "Stream desk").getText()).contains(", paused", "140 readings");
        page.assertNothingWrong(dashboard.url());
    }

    @Test
    void sendMeWhatThisReadingWasMadeOf() throws Exception {
        page.allowClipboard();
        WebElement ended = page.the("region", "Alerts");
        ended.findElement(By.tagName("summary")).sendKeys(Keys.ENTER);
        page.the("list", "Alerts that have ended: 1")
                .findElement(By.tagName("summary"))
                .sendKeys(Keys.ENTER);
        page.the("link", "desk/s1/181").sendKeys(Keys.ENTER);
        await().atMost(PATIENCE)
                .until(() ->
                        page.allOf("dialog", "Evidence: one reading of desk s1").size() == 1);
        page.assertAccessible();
        page.the("button", "Copy as JSON").sendKeys(Keys.ENTER);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(new ObjectMapper()
                                .readTree(page.clipboard())
                                .at("/reading/reading_id")
                                .asText())
                        .isEqualTo("desk/s1/181"));
        page.assertNothingWrong(dashboard.url());
    }
}
