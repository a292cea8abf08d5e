package io.mien.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.schemas.avro.CameraFrame;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The example page in Debian's Chromium, with the camera that Chromium pretends to have. */
@Timeout(120)
@Tag("long")
class CameraPageIT {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** It warns that this browser is newer than what it knows; kept here, or the setting would be collected. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    @TempDir
    private static Path folder;

    private static TestKafka kafka;
    private static Gateway gateway;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(BROWSER), BROWSER + " is not there: the page is NOT tested in a browser");
        assumeTrue(Files.isExecutable(DRIVER), DRIVER + " is not there: the page is NOT tested in a browser");
        kafka = new TestKafka(folder.resolve("kafka"));
        gateway = Gateway.start(TestStreams.configuration(kafka.server()));
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1100,900",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--user-data-dir=" + folder.resolve("chromium"));
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
        browser.get("about:blank");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (gateway != null) {
            gateway.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    private static String text(String id) {
        return browser.findElement(By.id(id)).getText();
    }

    private static void begin(String token) {
        browser.get(gateway.url().toString());
        browser.findElement(By.id("token")).sendKeys(token);
        browser.findElement(By.id("toggle")).click();
    }

    @Test
    void theCamerasPicturesGoToKafkaAndTheReadingsAreShown() throws Exception {
        browser.manage().logs().get(LogType.BROWSER);
        browser.manage().logs().get(LogType.PERFORMANCE);
        begin(TestStreams.ALICES_TOKEN);
        await().atMost(PATIENCE).until(() -> Integer.parseInt(text("accepted")) >= 10);
        assertThat(text("state")).isEqualTo("Connected: stream alice.");
        await().atMost(PATIENCE).until(() -> gateway.counts().state() == GatewayState.CONNECTED);
        kafka.send(TestReadings.of("alice", "s1", 1, Instant.now()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text("readings")).contains("happiness 75 %"));
        assertThat(text("model")).isEqualTo("model dfer-clip-tiny 1, for: a test");
        screenshot("camera");
        browser.findElement(By.id("toggle")).click();
        await().atMost(PATIENCE)
                .until(() -> kafka.cameraFrames("alice").stream().anyMatch(CameraFrame::getStreamEnded));

        List<CameraFrame> frames = kafka.cameraFrames("alice");
        CameraFrame first = frames.get(0);
        assertThat(first.getWidth()).isEqualTo(640);
        assertThat(first.getHeight()).isEqualTo(360);
        assertThat(first.getCapturedAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        for (int n = 0; n < frames.size(); n++) {
            assertThat(frames.get(n).getSequence()).isEqualTo(n);
        }
        assertNothingWrong(gateway.url());
    }

    @Test
    void aWrongTokenIsSaidInWords() throws IOException {
        begin("a-wrong-token-of-a-stranger");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text("state")).startsWith("Ended: token: missing or wrong (expected:"));
        assertThat(text("toggle")).isEqualTo("Start");
        screenshot("refused");
    }

    /** Nothing in the console, as of the content-security policy, and no request to anywhere else. */
    private static void assertNothingWrong(URI url) throws IOException {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .as("the browser's console")
                .isEmpty();
        List<String> elsewhere = new ArrayList<>();
        for (LogEntry entry : browser.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = new ObjectMapper().readTree(entry.getMessage()).path("message");
            String request = message.at("/params/request/url").asText();
            if (message.path("method").asText().equals("Network.requestWillBeSent")
                    && !request.startsWith(url.toString())
                    && !message.at("/params/documentURL").asText().startsWith("chrome://")) {
                elsewhere.add(request);
            }
        }
        assertThat(elsewhere).isEmpty();
    }

    private static void screenshot(String name) throws IOException {
        String to = System.getProperty("mien.screenshots");
        if (to != null) {
            Files.createDirectories(Path.of(to));
            Files.write(Path.of(to, name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        }
    }
}
