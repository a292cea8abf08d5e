package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.dashboard.alerts.AlertRule;
import io.mien.dashboard.alerts.AlertTimes;
import io.mien.dashboard.alerts.StreamSelection;
import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.dashboard.webhooks.RetryPauses;
import io.mien.dashboard.webhooks.WebhookSecret;
import io.mien.dashboard.webhooks.WebhookSettings;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedCondition;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What rules have found, as a person sees and hears it, in Debian's Chromium. */
@Tag("long")
class AlertsPageIT extends PageInBrowser {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";
    private static final ReadingHistory HISTORY = new ReadingHistory(HistoryBounds.DEFAULT, InstantSource.system());
    private static final AlertTimes TWO_SECONDS = new AlertTimes(Duration.ofSeconds(2), Duration.ofSeconds(2), null);
    private static final AlertSettings SETTINGS = new AlertSettings(
            List.of(
                    new AlertRule.LabelAbove("fear held", StreamSelection.ALL, "fear", 0.6, 0.5, 1, false, TWO_SECONDS),
                    new AlertRule.FeedDown("camera down", StreamSelection.ALL, TWO_SECONDS)),
            List.of(new WebhookSettings(
                    "desk",
                    URI.create("http://127.0.0.1:1/"),
                    false,
                    WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                    Set.of(),
                    RetryPauses.DEFAULT,
                    Duration.ofSeconds(5))));

    private final Instant first = Instant.now().minusSeconds(60);
    private final AlertDesk desk = new AlertDesk(SETTINGS, InstantSource.system());
    private final SharedState state =
            new SharedState(new DashboardState(240, Duration.ofMinutes(10), InstantSource.system(), desk));
    private DashboardServer server;

    @BeforeEach
    void startServer() {
        server = serve(state, HISTORY, new FeedChanges());
        page.drain();
    }

    @AfterEach
    void stopServer() {
        server.close();
        desk.close();
    }

    private void read(String stream, int from, int to, boolean fear) throws InvalidReadingException {
        float share = fear ? 0.7f : 0.1f;
        float other = (1 - share) / 6;
        for (int number = from; number < to; number++) {
            ExpressionReading reading = TestReading.builder(stream, "s1", number, first)
                    .setProbabilities(List.of(other, other, other, other, other, other, share))
                    .setTopLabel(fear ? "fear" : "happiness")
                    .build();
            state.add(reading, Instant.now());
        }
    }

    @Test
    void anAlertIsShownSaidAndNamesItsReadingsUntilItEnds() throws Exception {
        page.open(server.url(), 1280, 900, "light");
        await().untilAsserted(
                        () -> assertThat(page.the("region", "Alerts").getText()).contains("None now, by 2 rules."));

        read("hall", 0, 6, true);
        await().untilAsserted(() -> assertThat(
                        page.the("list", "Alerts that go on").getText())
                .contains("fear held", "since", "fear above 60 % for 2 s: s1 of hall (70 %)", "Readings: 5"));
        assertThat(page.the("region", "Alerts: 1").isDisplayed()).isTrue();
        assertThat(page.allOf("alert", ""))
                .extracting(each -> each.getAttribute("textContent"))
                .contains("Alert fear held: fear above 60 % for 2 s: s1 of hall (70 %).");

        WebElement readings = page.the("list", "Alerts that go on").findElement(By.tagName("summary"));
        readings.sendKeys(Keys.ENTER);
        assertThat(page.the("list", "Alerts that go on").getText()).contains("hall/s1/0", "hall/s1/4");
        await().untilAsserted(() -> assertThat(page.the("list", "Webhooks").getText())
                .contains("Webhook desk", "1 waiting", "nobody answers at its address"));
        page.screenshot("alerts-1280-light");
        page.scheme("dark");
        page.screenshot("alerts-1280-dark");

        read("hall", 6, 12, false);
        await().untilAsserted(() ->
                assertThat(page.the("region", "Alerts").getText()).contains("None now", "Alerts that have ended: 1"));
        assertThat(page.allOf("status", ""))
                .extracting(each -> each.getAttribute("textContent"))
                .contains("Alert fear held has ended.");
        page.all("#alerts-past > summary").get(0).sendKeys(Keys.ENTER);
        assertThat(page.the("list", "Alerts that have ended: 1").getText()).contains("fear held", " until ");
        page.assertNothingWrong(server.url());
    }

    @Test
    void aFeedThatIsDownIsAnAlertAndItsTextsAreTextsOnATelephone() throws Exception {
        for (int n = 0; n < 3; n++) {
            read(HOSTILE + n, 0, 6, true);
        }
        state.add(
                TestFeed.of(
                        "entrance", FeedCondition.RECONNECTING, Instant.now().minusSeconds(9), "connection refused"),
                Instant.now());
        state.tick();
        page.open(server.url(), 390, 844, "light");
        await().untilAsserted(
                        () -> assertThat(page.the("list", "Alerts that go on").getText())
                                .contains(
                                        "camera down",
                                        "feed entrance gives no pictures for 2 s or longer: connection refused",
                                        HOSTILE + "2"));
        assertThat(page.allOf("alert", ""))
                .extracting(each -> each.getAttribute("textContent"))
                .contains("4 alerts go on.");
        page.assertNoSidewaysScrolling();
        page.screenshot("alerts-390-light");
        page.assertNothingWrong(server.url());
    }

    @Test
    void soundIsOffUntilItIsWantedAndThenStaysSo() throws IOException {
        page.open(server.url(), 1280, 900, "light");
        await().untilAsserted(() ->
                assertThat(page.the("checkbox", "Sound").isSelected()).isFalse());
        page.the("checkbox", "Sound").sendKeys(Keys.SPACE);
        assertThat(page.the("checkbox", "Sound").isSelected()).isTrue();
        page.open(server.url(), 1280, 900, "light");
        await().untilAsserted(() ->
                assertThat(page.the("checkbox", "Sound").isSelected()).isTrue());
        page.assertNothingWrong(server.url());
    }
}
