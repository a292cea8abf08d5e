package io.mien.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.dashboard.history.ReadingPlace;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedCondition;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** What a monitoring desk does with the page all day, in Debian's Chromium. */
@Tag("long")
class DeskPageIT extends PageInBrowser {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FORMULA = "=HYPERLINK(\"x\")";
    private static final String TOKEN = "correct-horse-battery";

    @TempDir
    private Path folder;

    private final Instant first = Instant.now().minusSeconds(60);
    private final SharedState state =
            new SharedState(new DashboardState(240, Duration.ofMinutes(10), InstantSource.system()));
    private final ReadingHistory history = new ReadingHistory(HistoryBounds.DEFAULT, InstantSource.system());
    private DashboardServer server;
    private long offset;

    @BeforeEach
    void startServer() throws InvalidReadingException {
        server = serve(state, history, new FeedChanges());
        Instant now = Instant.now();
        state.add(TestFeed.ofGroup("hall-1", "north", FeedCondition.LIVE, first, ""), now);
        state.add(TestFeed.ofGroup("hall-2", "north", FeedCondition.LIVE, first, ""), now);
        state.add(TestFeed.ofGroup("hall-10", "south", FeedCondition.SILENT, first, "no picture since then"), now);
        state.add(TestFeed.ofGroup("yard", "south", FeedCondition.RECONNECTING, first, "connection refused"), now);
        for (int number = 0; number < 120; number++) {
            take(withBox(TestReading.of("hall-1", "s1", number, first), 40));
            take(withBox(TestReading.of("hall-1", "s2", number, first), 400));
            take(
                    number < 40
                            ? TestReading.of("hall-2", "s1", number, first)
                            : TestReading.abstaining("hall-2", "s1", number, first));
            take(TestReading.of(FORMULA, "s1", number, first));
        }
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static ExpressionReading withBox(ExpressionReading reading, float x) {
        return ExpressionReading.newBuilder(reading)
                .setLastBox(new Box(x, 60f, 120f, 140f))
                .build();
    }

    private void take(ExpressionReading reading) throws InvalidReadingException {
        state.add(reading, reading.getProducedAt());
        history.add(reading, new ReadingPlace(0, offset++), Instant.now());
    }

    /** Not hall-10. */
    private static WebElement link(String stream) {
        return page.allOf("link", stream).stream()
                .filter(link -> link.getText().equals(stream))
                .findFirst()
                .orElseThrow();
    }

    private void openOverview(int width) {
        page.open(server.url(), width, 1000, "light");
        await().atMost(PATIENCE).until(() -> page.allOf("list", "Streams").size() == 1 && shown().size() == 5);
    }

    @Test
    void whatNeedsALookComesFirstAndRowsAreSearchedFilteredSortedAndPinned() throws Exception {
        openOverview(1280);
        await().untilAsserted(
                        () -> assertThat(shown()).containsExactly("yard", "hall-10", "hall-2", FORMULA, "hall-1"));
        await().untilAsserted(() -> assertThat(page.text("#streams-count")).isEqualTo("5 streams, 3 need a look"));
        // Rows are filled a few a frame.
        await().untilAsserted(() -> assertThat(page.the("list", "Streams").getText())
                .contains(
                        "RECONNECTING",
                        "connection refused",
                        "readings of the last minute abstained",
                        "2 faces",
                        "north"));

        new Select(page.the("combobox", "Order")).selectByVisibleText("Name");
        await().untilAsserted(
                        () -> assertThat(shown()).containsExactly(FORMULA, "hall-1", "hall-2", "hall-10", "yard"));
        new Select(page.the("combobox", "Group")).selectByVisibleText("north");
        await().untilAsserted(() -> assertThat(shown()).containsExactly("hall-1", "hall-2"));
        new Select(page.the("combobox", "Group")).selectByVisibleText("All groups");
        new Select(page.the("combobox", "Show")).selectByVisibleText("Not live");
        await().untilAsserted(() -> assertThat(shown()).containsExactly("hall-10", "yard"));
        new Select(page.the("combobox", "Show")).selectByVisibleText("All");
        page.the("searchbox", "Search").sendKeys("HALL-1");
        await().untilAsserted(() -> assertThat(shown()).containsExactly("hall-1", "hall-10"));
        page.the("searchbox", "Search").clear();
        page.the("searchbox", "Search").sendKeys("nothing of that name");
        await().untilAsserted(() -> assertThat(page.text("#streams-none")).contains("No stream fits"));

        openOverview(1280);
        page.the("button", "Pin yard").sendKeys(Keys.ENTER);
        await().untilAsserted(
                        () -> assertThat(shown()).containsExactly("yard", FORMULA, "hall-1", "hall-2", "hall-10"));
        // The browser keeps both, and the keyboard stays where it was.
        assertThat(page.driver().switchTo().activeElement().getAccessibleName()).isEqualTo("Pin yard");
        openOverview(1280);
        await().untilAsserted(() -> assertThat(shown()).startsWith("yard", FORMULA, "hall-1"));
        assertThat(page.the("button", "Pin yard").getAttribute("aria-pressed")).isEqualTo("true");
        page.the("button", "Pin yard").sendKeys(Keys.ENTER);
        new Select(page.the("combobox", "Order")).selectByVisibleText("Needs a look first");
        page.assertNothingWrong(server.url());
    }

    @Test
    void everyViewIsAccessibleInLightAndDarkAndOnATelephoneAndOnPaper() throws Exception {
        for (int width : new int[] {1280, 390}) {
            openOverview(width);
            await().until(() -> page.all(".card").size() == 4);
            for (String scheme : List.of("light", "dark")) {
                page.scheme(scheme);
                page.assertAccessible();
                page.assertNoSidewaysScrolling();
                page.screenshot("overview-" + width + "-" + scheme);
            }
            link("hall-1").sendKeys(Keys.ENTER);
            await().atMost(PATIENCE)
                    .until(() -> page.all("#stream-rows canvas").size() == 2
                            && page.all(".card").size() == 2);
            for (String scheme : List.of("light", "dark")) {
                page.scheme(scheme);
                page.assertAccessible();
                page.assertNoSidewaysScrolling();
                page.screenshot("desk-stream-" + width + "-" + scheme);
            }
            page.one("#dead-letters-open").sendKeys(Keys.ENTER);
            page.assertAccessible();
            page.one("#dead-letters-close").sendKeys(Keys.ENTER);
        }
        openOverview(1280);
        page.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        try {
            assertThat(page.one("#streams-search").isDisplayed()).isFalse();
            assertThat(page.one("#streams-csv").isDisplayed()).isFalse();
            await().untilAsserted(() ->
                    assertThat(page.the("list", "Streams").getText()).contains("yard", "RECONNECTING"));
            page.assertAccessible();
            page.screenshot("overview-print");
        } finally {
            page.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
        }
        page.assertNothingWrong(server.url());
    }

    @Test
    void aStreamsFacesAreOutlinesAndItsTimelineMovesByPointerAndKeys() throws Exception {
        page.open(URI.create(server.url() + "#stream=hall-1&span=120000"), 1280, 1000, "light");
        await().atMost(PATIENCE).until(() -> page.all("#stream-rows canvas").size() == 2);
        // The streams' states come by another way than the timeline.
        await().untilAsserted(() ->
                assertThat(page.text("#stream-feed")).contains("Feed: LIVE since", "dated by its own clock"));
        assertThat(page.all("#stream-frame rect")).hasSize(2);
        assertThat(page.the("list", "Where the faces are").getText())
                .contains("s1: 120 × 140 pixels at 40, 60", "s2: 120 × 140 pixels at 400, 60");
        assertThat(page.text("#stream-outlines-how")).contains("520 × 200 pixels");

        page.the("list", "Subjects on one timeline").sendKeys(Keys.ARROW_LEFT);
        await().untilAsserted(() -> assertThat(page.text("#stream-range")).contains(", paused"));
        long[] before = range();
        assertThat(before[1] - before[0]).isEqualTo(120_000);
        page.the("list", "Subjects on one timeline").sendKeys("+");
        await().untilAsserted(() -> assertThat(range()[1] - range()[0]).isEqualTo(60_000));

        long from = range()[0];
        WebElement chart = page.all("#stream-rows canvas").get(0);
        new Actions(page.driver())
                .moveToElement(chart)
                .clickAndHold()
                .moveByOffset(100, 0)
                .moveByOffset(100, 0)
                .release()
                .perform();
        await().untilAsserted(() -> assertThat(range()[0]).isBetween(from - 13_000, from - 8_000));
        assertThat(range()[1] - range()[0]).isEqualTo(60_000);
        // The end of a drag is no click: no evidence has been asked for.
        assertThat(page.one("#evidence").isDisplayed()).isFalse();

        new Actions(page.driver())
                .moveToElement(chart)
                .keyDown(Keys.SHIFT)
                .clickAndHold()
                .moveByOffset(200, 0)
                .release()
                .keyUp(Keys.SHIFT)
                .perform();
        await().untilAsserted(() -> assertThat(range()[1] - range()[0]).isBetween(8_000L, 13_000L));
        String range = page.text("#stream-range");
        String address = page.address();
        page.go("about:blank");
        page.go(address);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page.text("#stream-range")).isEqualTo(range));
        page.assertNothingWrong(server.url());
    }

    /** Of the address: milliseconds since 1970. */
    private static long[] range() {
        String hash = page.address().replaceFirst(".*#", "");
        return Stream.of("from", "to")
                .mapToLong(name -> Long.parseLong(hash.replaceFirst(".*" + name + "=(\\d+).*", "$1")))
                .toArray();
    }

    @Test
    void whatIsSeenIsDownloadedAsTableAndAsPicture() throws Exception {
        Downloaded downloaded = new Downloaded(page, folder);
        openOverview(1280);
        page.the("button", "Download as CSV").sendKeys(Keys.ENTER);
        String streams = new String(downloaded.take(".csv"), UTF_8);
        assertThat(streams.split("\r\n"))
                .hasSize(6)
                .satisfies(lines -> assertThat(lines[0]).startsWith("stream,group,state,needs_a_look,"))
                .satisfies(lines -> assertThat(lines[1]).startsWith("yard,south,RECONNECTING,"))
                .anySatisfy(line -> assertThat(line).startsWith("\"'=HYPERLINK(\"\"x\"\")\","));
        page.the("button", "Download as picture").sendKeys(Keys.ENTER);
        assertThat(ImageIO.read(new ByteArrayInputStream(downloaded.take(".png")))
                        .getWidth())
                .isEqualTo(1200);

        link("hall-2").sendKeys(Keys.ENTER);
        await().atMost(PATIENCE).until(() -> page.all("#stream-rows canvas").size() == 1);
        page.the("button", "Download as CSV").sendKeys(Keys.ENTER);
        String stream = new String(downloaded.take(".csv"), UTF_8);
        assertThat(stream.split("\r\n"))
                .hasSize(121)
                .satisfies(lines -> assertThat(lines[0])
                        .isEqualTo("stream,subject,window_end,status,readings,abstained,happiness,sadness,neutral,"
                                + "anger,surprise,disgust,fear"))
                .satisfies(lines -> assertThat(lines[1])
                        .startsWith("hall-2,s1," + first.toString().substring(0, 19)))
                .satisfies(lines -> assertThat(lines[120]).endsWith("ABSTAINED,1,1,,,,,,,"));
        page.the("button", "Download as picture").sendKeys(Keys.ENTER);
        assertThat(ImageIO.read(new ByteArrayInputStream(downloaded.take(".png")))
                        .getWidth())
                .isEqualTo(1200);
        page.assertNothingWrong(server.url());
    }

    @Test
    void belowAReverseProxysPathEverythingWorks() throws Exception {
        server.close();
        server = new DashboardServer(CONFIGURATION.withHost("127.0.0.1", TOKEN), state, history, new FeedChanges());
        try (ReverseProxy proxy = new ReverseProxy(server.url(), "/desk/mien/")) {
            page.go(proxy.url() + "?token=" + TOKEN);
            page.awaitText("#connection", "Live");
            assertThat(page.address()).isEqualTo(proxy.url().toString());
            await().atMost(PATIENCE)
                    .until(() -> shown().size() == 5 && page.all(".card").size() == 4);
            link("hall-1").sendKeys(Keys.ENTER);
            await().atMost(PATIENCE).until(() -> page.all("#stream-rows canvas").size() == 2);
            await().atMost(PATIENCE)
                    .until(() -> page.allOf("link", "Evidence of the newest reading of hall-1 s1")
                                    .size()
                            == 1);
            page.the("link", "Evidence of the newest reading of hall-1 s1").sendKeys(Keys.ENTER);
            // Its topic is not there, which is what the server says.
            await().atMost(PATIENCE)
                    .until(() -> page.text("#evidence-said").startsWith("This reading cannot be shown."));
            List<String> asked = page.requests();
            assertThat(asked)
                    .hasSizeGreaterThan(20)
                    .allMatch(url -> url.startsWith(proxy.url().toString()));
            page.go("about:blank");
        }
    }
}
