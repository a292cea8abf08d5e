package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.dashboard.history.ReadingPlace;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ModelReference;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** "Which camera went silent, and what was before?": one stream on a timeline, in Debian's Chromium. */
@Tag("long")
class StreamPageIT extends PageInBrowser {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ROWS = "Subjects on one timeline";
    private static final String EVENTS = "What happened";

    private final Instant first = Instant.now().minusSeconds(70);
    private final SharedState state =
            new SharedState(new DashboardState(240, Duration.ofMinutes(10), InstantSource.system()));
    private final ReadingHistory history = new ReadingHistory(HistoryBounds.DEFAULT, InstantSource.system());
    private final FeedChanges feeds = new FeedChanges();
    private DashboardServer server;
    private long offset;

    @BeforeEach
    void startServer() throws InvalidReadingException {
        server = serve(state, history, feeds);
        for (int number = 0; number < 120; number++) {
            ExpressionReading reading = TestReading.of("cam1", "s1", number, first);
            take(number < 90 ? reading : ofSecondModel(reading));
        }
        for (int number = 0; number < 120; number++) {
            if (number >= 20 && number < 30) {
                take(TestReading.abstaining("cam1", "s2", number, first));
            } else if (number < 50 || number >= 80) {
                take(ExpressionReading.newBuilder(TestReading.of("cam1", "s2", number, first))
                        .setSkippedCells(number < 10 ? List.of(1, 2) : null)
                        .build());
            }
        }
        feeds.add("cam1", first.plusSeconds(25), "RECONNECTING", "nothing listens at rtsp://10.0.0.8/main");
        feeds.add("cam1", first.plusSeconds(40), "LIVE", "");
        page.go("about:blank");
        page.drain();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private void take(ExpressionReading reading) throws InvalidReadingException {
        state.add(reading, Instant.now());
        history.add(reading, new ReadingPlace(0, offset++), Instant.now());
    }

    private static ExpressionReading ofSecondModel(ExpressionReading reading) {
        return ExpressionReading.newBuilder(reading)
                .setModel(ModelReference.newBuilder(reading.getModel())
                        .setVersion("2")
                        .setSavedModelDigest("sha256:2")
                        .build())
                .build();
    }

    /** A view that asks again every two seconds would else throw each answer away as no longer the newest. */
    @Test
    void answersThatTakeLongerThanTheViewRefreshesAreShownAndItIsNamedMeanwhile() throws Exception {
        page.open(server.url(), 1280, 1000, "light");
        await().atMost(PATIENCE).until(() -> page.allOf("link", "cam1").size() == 1);
        page.answersTake(Duration.ofSeconds(5));
        try {
            page.the("link", "cam1").sendKeys(Keys.ENTER);

            assertThat(page.one("#stream-title").getText()).contains("cam1");
            assertThat(page.one("#stream-pause").getText()).isEqualTo("Pause");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(page.the("list", ROWS).getText()).contains("s1", "120 readings"));
        } finally {
            page.answersTake(Duration.ZERO);
        }
    }

    @Test
    void aStreamsSubjectsAreOnOneTimelineWithWhatHappened() throws Exception {
        page.open(server.url(), 1280, 1000, "light");
        await().atMost(PATIENCE).until(() -> page.allOf("link", "cam1").size() == 1);
        page.the("link", "cam1").sendKeys(Keys.ENTER);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page.the("list", ROWS).getText())
                        .contains("s1", "120 readings", "s2", "90 readings, 10 abstained", "Happiness"));
        assertThat(page.the("region", "Stream cam1").getText()).contains(", going on", "Held: ", "Pause");
        assertThat(page.the("list", EVENTS).getText())
                .contains(
                        "RECONNECTING: nothing listens at rtsp://10.0.0.8/main",
                        "dfer-clip-tiny 1 → dfer-clip-tiny 2",
                        "the job was behind: cells passed over in 10 readings",
                        "10 readings · 3 frames of 16 (expected: at least 4)");
        assertThat(page.all("#stream-events li[data-kind='GAP']"))
                .singleElement()
                .satisfies(gap -> assertThat(gap.getText()).contains("No readings", "s2"));
        for (WebElement canvas : page.all("#stream-rows canvas")) {
            assertThat(page.inkOf(canvas)).as("pixels drawn").isGreaterThan(2_000);
        }
        assertThat(page.one("#all-streams").isDisplayed()).isFalse();
        page.screenshot("stream-1280-light");
        page.assertAccessible();
        page.scheme("dark");
        page.assertAccessible();
        page.screenshot("stream-1280-dark");

        page.the("link", "All streams").sendKeys(Keys.ENTER);
        await().atMost(PATIENCE)
                .until(() -> page.one("#all-streams").isDisplayed()
                        && !page.one("#stream-view").isDisplayed());
        page.assertNothingWrong(server.url());
    }

    @Test
    void aPausedTimelineIsALinkThatOpensAtTheSamePlace() throws Exception {
        page.open(URI.create(server.url() + "#stream=cam1&span=600000"), 1280, 1000, "light");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(page.the("list", ROWS).getText()).contains("120 readings"));
        page.the("button", "Pause").sendKeys(Keys.ENTER);
        for (int times = 0; times < 3; times++) {
            page.the("button", "Zoom in").sendKeys(Keys.ENTER);
        }
        page.the("button", "Later").sendKeys(Keys.ENTER);
        String time = first.plusSeconds(30).toString().substring(0, 19);
        page.the("checkbox", "Times in UTC").sendKeys(Keys.SPACE);
        page.setValue("#stream-time", time);
        page.the("button", "Go there").sendKeys(Keys.ENTER);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page.text("#stream-range"))
                        .contains(", paused")
                        .contains("UTC"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(page.the("list", ROWS).getText()).contains("s1"));
        String address = page.address();
        assertThat(address).contains("#stream=cam1&from=", "&to=");
        String range = page.text("#stream-range");
        String rows = page.the("list", ROWS).getText();

        // New readings move nothing, neither here nor where the link is opened.
        take(TestReading.of("cam1", "s1", 200, first));
        page.go("about:blank");
        page.open(URI.create(address), 390, 844, "light");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page.text("#stream-range")).isEqualTo(range));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(page.the("list", ROWS).getText()).isEqualTo(rows));
        assertThat(page.all("#stream-rows .marks i"))
                .isNotEmpty()
                .allSatisfy(mark -> assertThat(mark.getSize().getWidth()).isPositive());
        page.assertNoSidewaysScrolling();
        page.assertAccessible();
        page.screenshot("stream-390-light");

        page.the("button", "Go on with the newest").sendKeys(Keys.ENTER);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page.text("#stream-range")).contains(", going on"));
        page.the("checkbox", "Times in UTC").sendKeys(Keys.SPACE);
        page.assertNothingWrong(server.url());
    }

    @Test
    void aStreamOfWhichNothingIsHeldIsToldSo() throws Exception {
        page.open(URI.create(server.url() + "#stream=%3Cimg%20src=x%3E"), 1280, 1000, "light");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                page.the("region", "Stream <img src=x>").getText())
                        .contains("No readings in this time.", "Nothing is held of this stream"));
        assertThat(page.all("img[src='x']")).isEmpty();
        page.assertNothingWrong(server.url());
    }
}
