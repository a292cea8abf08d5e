package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.schemas.avro.ReadingStatus;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The page as a person sees it, in Debian's Chromium. With {@code -Dmien.screenshots=FOLDER} it leaves pictures of what
 * it saw there.
 */
class DashboardPageIT {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";
    private static final DashboardConfiguration CONFIGURATION = DashboardConfiguration.defaults(
                    Map.of("bootstrap.servers", "127.0.0.1:1"))
            .withPort(0);

    /** It warns that this browser is newer than what it knows; kept here, or the setting would be collected. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    @TempDir
    private static Path profile;

    private static ChromeDriver browser;

    private final SharedState state = new SharedState(new DashboardState(240, Duration.ofMinutes(10), Instant::now));
    private DashboardServer server;

    @BeforeAll
    static void startBrowser() {
        assumeTrue(Files.isExecutable(BROWSER), BROWSER + " is not there: the page is NOT tested in a browser");
        assumeTrue(Files.isExecutable(DRIVER), DRIVER + " is not there: the page is NOT tested in a browser");
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--user-data-dir=" + profile.resolve("chromium"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(DRIVER.toString()))
                        .usingAnyFreePort()
                        .build(),
                options);
        // It opens a page of its own, whose requests would else come into the first test's account.
        browser.get("about:blank");
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void startServer() {
        server = new DashboardServer(CONFIGURATION, state);
        drain();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void anEmptyPageSaysWhatItWaitsFor() throws IOException {
        state.connection(KafkaConnection.UNAVAILABLE, "no answer from 127.0.0.1:9092");
        open(1280, 900, "light");

        awaitText("#connection", "Kafka unavailable");
        assertThat(text("#problem")).contains("no answer from 127.0.0.1:9092");
        assertThat(text("#empty-title")).isEqualTo("Waiting for the first reading");

        state.connection(KafkaConnection.CONNECTED, null);
        awaitText("#connection", "Live");
        assertThat(text("#empty-text")).contains("topic expressions");
        assertThat(one("#problem").isDisplayed()).isFalse();
        assertThat(one("#untrained").isDisplayed()).isFalse();
        screenshot("empty-light");
        assertNothingWrong();
    }

    @Test
    void eachSubjectHasACardWithItsLabelItsStatusAndItsChart() throws Exception {
        fill(false);
        open(1280, 900, "light");

        await().until(() -> all(".card").size() == 4);
        WebElement first = card("cam1", "s1");
        assertThat(first.findElement(By.cssSelector(".top-label")).getText())
                .isEqualToIgnoringCase(TestReading.top(TestReading.probabilities(119)));
        assertThat(first.findElement(By.cssSelector(".top-probability")).getText())
                .matches("\\d+ %");
        assertThat(badge(first)).isEqualTo("OK");
        assertThat(first.findElements(By.cssSelector(".labels li"))).hasSize(7);
        assertThat(first.findElement(By.cssSelector("footer")).getText()).contains("16 frames");

        assertThat(badge(card("cam1", "s2"))).isEqualTo("DEGRADED");
        assertThat(card("cam1", "s2").getText()).contains("6 repeated", "10 frames of 16");
        assertThat(badge(card("cam2", "s1"))).isEqualTo("ABSTAINED");
        assertThat(card("cam2", "s1").getText()).contains("No label", "3 frames of 16");

        // Folded away, and not among the faces.
        assertThat(card("cam2", "s2").isDisplayed()).isFalse();
        assertThat(text("#left-count")).isEqualTo("1 face has left");
        assertThat(text("#faces")).isEqualTo("3");
        one("#left-count").click();
        assertThat(badge(card("cam2", "s2"))).startsWith("left ").endsWith(" ago");

        for (WebElement canvas : all(".card canvas")) {
            assertThat(inkOf(canvas)).as("pixels drawn").isGreaterThan(2_000);
        }
        assertThat(text("#connection")).isEqualTo("Live");
        assertThat(text("#streams")).contains("cam1", "2 faces", "cam2", "1 face", "frames/s");
        assertThat(text("#models")).contains("dfer-clip-tiny 1", "dfew-7", "a test");
        assertThat(text("body")).contains("apparent expression", "not what a person feels");
        assertThat(one("#untrained").isDisplayed()).isFalse();
        screenshot("page-1280-light");
        scheme("dark");
        await().untilAsserted(() -> screenshot("page-1280-dark"));
        assertNothingWrong();
    }

    @Test
    void readingsThatComeAreSeenWithoutReloading() throws Exception {
        Instant first = Instant.now();
        state.connection(KafkaConnection.CONNECTED, null);
        open(1280, 900, "light");
        awaitText("#connection", "Live");

        for (int number = 0; number < 3; number++) {
            state.add(TestReading.of("cam1", "s1", number, first), Instant.now());
        }
        await().until(() -> all(".card").size() == 1);
        assertThat(one("#empty").isDisplayed()).isFalse();
        assertThat(text(".top-label")).isEqualToIgnoringCase("happiness");

        state.add(TestReading.of("cam1", "s1", 24, first), Instant.now());
        awaitText(".top-label", "neutral");
        awaitText("#totals", "4 readings");
        assertNothingWrong();
    }

    @Test
    void aSubjectWithoutReadingsIsSilentAndThenHasLeft() throws Exception {
        Instant now = Instant.now();
        state.connection(KafkaConnection.CONNECTED, null);
        state.add(TestReading.of("cam1", "s1", 0, now), now.minusSeconds(12));
        open(1280, 900, "light");

        await().until(() -> badge(card("cam1", "s1")).matches("silent for 1[2-9] s"));
        assertNothingWrong();
    }

    @Test
    void facesThatHaveLeftAreFoldedAwayOnlyWhileOthersAreInView() throws Exception {
        Instant now = Instant.now();
        state.connection(KafkaConnection.CONNECTED, null);
        state.add(TestReading.of("cam1", "s1", 0, now), now.minusSeconds(60));
        open(1280, 900, "light");

        awaitText("#left-count", "1 face has left");
        assertThat(card("cam1", "s1").isDisplayed()).isTrue();
        assertThat(text("#faces")).isEqualTo("0");

        state.add(TestReading.of("cam1", "s2", 0, now), now);
        await().until(() -> all("#cards .card").size() == 1);
        assertThat(card("cam1", "s1").isDisplayed()).isFalse();
        assertThat(text("#faces")).isEqualTo("1");

        // A reading that comes after all brings its face back.
        state.add(TestReading.of("cam1", "s1", 1, now), Instant.now());
        await().until(() -> all("#cards .card").size() == 2);
        assertThat(one("#left").isDisplayed()).isFalse();
        assertThat(all("#cards .card"))
                .first()
                .satisfies(first -> assertThat(first.getText()).contains("cam1 s1"));
        assertNothingWrong();
    }

    @Test
    void anUntrainedModelIsAnnouncedLoudly() throws Exception {
        fill(true);
        open(1280, 900, "light");

        await().until(() -> one("#untrained").isDisplayed());
        assertThat(text("#untrained")).contains("UNTRAINED: labels mean nothing");
        assertThat(text("#models")).contains("untrained");
        await().until(() -> all(".card").size() == 4);
        assertThat(card("cam1", "s1").getText()).contains("untrained model");
        assertThat(card("cam2", "s1").getText()).doesNotContain("untrained model");
        screenshot("untrained-1280-light");
        assertNothingWrong();
    }

    @Test
    void deadLettersAreAClickAway() throws Exception {
        fill(false);
        open(1280, 900, "light");
        awaitText("#dead-letters-open", "7");

        one("#dead-letters-open").click();

        assertThat(one("#dead-letters").isDisplayed()).isTrue();
        assertThat(text("#dead-letters-counts")).contains("Not an image", "NOT_AN_IMAGE", "face-frames", "5");
        assertThat(text("#dead-letters-newest"))
                .contains("Image: no JPEG", "partition 0", "offset 4711", "found by guard");
        screenshot("dead-letters-1280-light");
        scheme("dark");
        screenshot("dead-letters-1280-dark");
        one("#dead-letters-close").click();
        assertThat(one("#dead-letters").isDisplayed()).isFalse();
        assertNothingWrong();
    }

    @Test
    void onATelephoneNothingIsWiderThanTheScreen() throws Exception {
        fill(true);
        Instant now = Instant.now();
        String long200 = "a-very-long-name-without-any-blank-".repeat(6);
        state.add(TestReading.of(long200, long200, 0, now), now);
        open(390, 844, "light");

        await().until(() -> all(".card").size() == 5);
        assertNoSidewaysScrolling();
        screenshot("page-390-light");
        scheme("dark");
        screenshot("page-390-dark");
        one("#dead-letters-open").click();
        assertNoSidewaysScrolling();
        screenshot("dead-letters-390-dark");
        one("#dead-letters-close").click();
        one("#models summary").click();
        assertNoSidewaysScrolling();
        assertNothingWrong();
    }

    @Test
    void namesOfStreamsAreTextWhateverTheyHold() throws Exception {
        Instant now = Instant.now();
        state.connection(KafkaConnection.CONNECTED, null);
        state.add(
                TestReading.builder(HOSTILE, "<b>s1</b>", 0, now)
                        .setStatus(ReadingStatus.DEGRADED)
                        .setReason(HOSTILE)
                        .setPurpose(HOSTILE)
                        .build(),
                now);
        state.add(new DeadLetter(now.toEpochMilli(), HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE));
        open(1280, 900, "light");

        await().until(() -> all(".card").size() == 1);
        assertThat(text(".card h2")).isEqualTo(HOSTILE + " <b>s1</b>");
        assertThat(text(".reason")).isEqualTo(HOSTILE);
        one("#dead-letters-open").click();
        assertThat(text("#dead-letters-newest")).contains(HOSTILE);
        assertThat(all("img[src='x']")).isEmpty();
        assertThat(all(".card b b, .card h2 b")).isEmpty();
        assertNothingWrong();
    }

    @Test
    void aPageWhoseServerIsRestartedRecoversByItself() throws Exception {
        fill(false);
        open(1280, 900, "light");
        awaitText("#connection", "Live");

        URI url = server.url();
        server.close();
        awaitText("#connection", "Reconnecting…");
        assertThat(all(".card")).hasSize(4);
        drain();

        server = new DashboardServer(CONFIGURATION.withPort(url.getPort()), state);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(text("#connection")).isEqualTo("Live"));
        assertThat(all(".card")).hasSize(4);
    }

    @Test
    void aTokenIsAskedForOnceAndLeavesTheAddress() throws Exception {
        fill(false);
        String token = "correct-horse-battery";
        server.close();
        server = new DashboardServer(CONFIGURATION.withHost("127.0.0.1", token), state);

        browser.get(server.url() + "?token=" + token);

        awaitText("#connection", "Live");
        await().until(() -> all(".card").size() == 4);
        assertThat(browser.getCurrentUrl()).isEqualTo(server.url().toString());
        assertNothingWrong();
    }

    /** Two streams and four subjects, one of each kind, a minute long. */
    private void fill(boolean untrained) throws InvalidReadingException {
        state.connection(KafkaConnection.CONNECTED, null);
        Instant now = Instant.now();
        int readings = 120;
        Instant first = now.minus(TestReading.SLIDE.multipliedBy(readings));
        for (int number = 0; number < readings; number++) {
            Instant at = first.plus(TestReading.SLIDE.multipliedBy(number + 1));
            boolean away = number > 60 && number < 76;
            state.add(
                    untrained
                            ? TestReading.untrained(TestReading.of("cam1", "s1", number, first))
                            : TestReading.of("cam1", "s1", number, first),
                    at);
            if (!away) {
                state.add(TestReading.degraded("cam1", "s2", number + 40, first.minusSeconds(20)), at);
            }
            state.add(
                    number % 50 > 42 || number > 115
                            ? TestReading.abstaining("cam2", "s1", number, first)
                            : TestReading.of("cam2", "s1", number, first),
                    at);
            if (number < 40) {
                state.add(TestReading.of("cam2", "s2", number, first), at);
            }
        }
        for (int each = 0; each < 7; each++) {
            boolean picture = each < 5;
            state.add(new DeadLetter(
                    now.minusSeconds(each).toEpochMilli(),
                    "face-frames",
                    "0",
                    Integer.toString(4711 + each),
                    picture ? "NOT_AN_IMAGE" : "NOT_AVRO",
                    picture ? "image: no JPEG (expected: it begins with ff d8)" : "value: truncated",
                    "guard"));
        }
    }

    private void open(int width, int height, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        scheme(scheme);
        browser.get(server.url().toString());
    }

    private static void scheme(String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private static WebElement one(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private static List<WebElement> all(String selector) {
        return browser.findElements(By.cssSelector(selector));
    }

    private static String text(String selector) {
        return one(selector).getText();
    }

    private static void awaitText(String selector, String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(text(selector)).containsIgnoringCase(text));
    }

    private static WebElement card(String stream, String subject) {
        return one(".card[data-stream='" + stream + "'][data-subject='" + subject + "']");
    }

    private static String badge(WebElement card) {
        return card.findElement(By.cssSelector(".badge")).getText();
    }

    private static long inkOf(WebElement canvas) {
        Object ink = browser.executeScript("""
                arguments[0].scrollIntoView();
                const canvas = arguments[0];
                const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                let ink = 0;
                for (let alpha = 3; alpha < pixels.length; alpha += 4) {
                  ink += pixels[alpha] > 128 ? 1 : 0;
                }
                return ink;
                """, canvas);
        return ((Number) Objects.requireNonNull(ink)).longValue();
    }

    private static void assertNoSidewaysScrolling() {
        assertThat(browser.executeScript(
                        "return document.scrollingElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo(0L);
    }

    /** No error in the console, and no request to anywhere but the dashboard. */
    private void assertNothingWrong() throws IOException {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .as("the browser's console")
                .isEmpty();
        List<String> elsewhere = new ArrayList<>();
        int requests = 0;
        for (LogEntry entry : browser.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = new ObjectMapper().readTree(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                String url = message.at("/params/request/url").asText();
                requests++;
                if (!url.startsWith(server.url().toString()) && !isTheBrowsersOwn(message)) {
                    elsewhere.add(url);
                }
            }
        }
        assertThat(requests).isGreaterThan(10);
        assertThat(elsewhere).isEmpty();
    }

    /** The start page of some versions goes on loading for a while, and late events of it reach the log. */
    private static boolean isTheBrowsersOwn(JsonNode request) {
        return request.at("/params/documentURL").asText().startsWith("chrome://");
    }

    private static void drain() {
        browser.manage().logs().get(LogType.BROWSER);
        browser.manage().logs().get(LogType.PERFORMANCE);
    }

    private static void screenshot(String name) throws IOException {
        String folder = System.getProperty("mien.screenshots");
        if (folder != null) {
            Files.createDirectories(Path.of(folder));
            Object height = browser.executeScript("return document.documentElement.scrollHeight");
            Object width = browser.executeScript("return document.documentElement.clientWidth");
            Map<String, Object> page = Map.of(
                    "captureBeyondViewport",
                    true,
                    "clip",
                    Map.of(
                            "x",
                            0,
                            "y",
                            0,
                            "scale",
                            1,
                            "width",
                            Objects.requireNonNull(width),
                            "height",
                            Objects.requireNonNull(height)));
            Object data =
                    browser.executeCdpCommand("Page.captureScreenshot", page).get("data");
            Files.write(Path.of(folder, name + ".png"), OutputType.BYTES.convertFromBase64Png(String.valueOf(data)));
        }
    }
}
