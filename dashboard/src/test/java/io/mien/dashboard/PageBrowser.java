package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium, and what tests ask of a page in it. Not safe for use by many threads. */
final class PageBrowser implements AutoCloseable {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** It warns that this browser is newer than what it knows; kept here, or the setting would be collected. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver browser;

    private PageBrowser(ChromeDriver browser) {
        this.browser = browser;
    }

    /** Skips the test, visibly, where there is no browser. */
    static void assumeInstalled() {
        assumeTrue(Files.isExecutable(BROWSER), BROWSER + " is not there: the page is NOT tested in a browser");
        assumeTrue(Files.isExecutable(DRIVER), DRIVER + " is not there: the page is NOT tested in a browser");
    }

    /** @param profile a folder for what it writes */
    static PageBrowser start(Path profile) {
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
        ChromeDriver browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(DRIVER.toString()))
                        .usingAnyFreePort()
                        .build(),
                options);
        // It begins with a page from the network, whose requests would else come into the first test's account.
        browser.get("about:blank");
        return new PageBrowser(browser);
    }

    /** How long each answer is on its way from now on; zero for as long as it takes. */
    void answersTake(Duration time) {
        browser.executeCdpCommand("Network.enable", Map.of());
        browser.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", time.toMillis(), "downloadThroughput", -1, "uploadThroughput", -1));
    }

    void go(String address) {
        browser.get(address);
    }

    String address() {
        return browser.getCurrentUrl();
    }

    /** Opens a page as on a screen of this size; below 600 pixels that of a telephone. */
    void open(URI url, int width, int height, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        scheme(scheme);
        go(url.toString());
    }

    void scheme(String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    WebElement one(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return browser.findElements(By.cssSelector(selector));
    }

    String text(String selector) {
        return one(selector).getText();
    }

    void awaitText(String selector, String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(text(selector)).containsIgnoringCase(text));
    }

    /** All that assistive technology calls so, among the elements that can be of that role. */
    List<WebElement> allOf(String role, String name) {
        String candidates = switch (role) {
            case "list" -> "ul, ol";
            case "region" -> "section";
            case "checkbox" -> "input[type=checkbox]";
            case "textbox" -> "input[type=text]";
            case "searchbox" -> "input[type=search]";
            case "combobox" -> "select";
            case "listitem" -> "li";
            case "link" -> "a";
            case "alert", "status" -> "[role=" + role + "]";
            case "dialog" -> "dialog";
            default -> role;
        };
        return all(candidates).stream()
                .filter(each -> role.equals(each.getAriaRole()))
                .filter(each -> String.valueOf(each.getAccessibleName()).startsWith(name))
                .toList();
    }

    /** The one that assistive technology calls so; the name may go on. */
    WebElement the(String role, String name) {
        List<WebElement> found = allOf(role, name);
        assertThat(found).as(role + " named " + name).hasSize(1);
        return found.get(0);
    }

    WebElement card(String stream, String subject) {
        return one(".card[data-stream='" + stream + "'][data-subject='" + subject + "']");
    }

    String badge(WebElement card) {
        return card.findElement(By.cssSelector(".badge")).getText();
    }

    long inkOf(WebElement canvas) {
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

    /** Nothing that axe-core knows to keep somebody from using the page, as it is now. */
    void assertAccessible() throws IOException {
        if (Boolean.FALSE.equals(browser.executeScript("return 'axe' in window"))) {
            browser.executeScript(axe());
        }
        Object found = browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ["violations"] }).then((result) =>
                  done(result.violations.flatMap((each) => each.nodes.map((node) =>
                    `${each.id}: ${node.target} ${node.failureSummary}`))));
                """);
        assertThat((List<?>) found).as("what axe-core finds").isEmpty();
    }

    private static String axe() throws IOException {
        try (InputStream file = PageBrowser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Fills a field whose keys depend on the browser's language. */
    void setValue(String selector, String value) {
        browser.executeScript("arguments[0].value = arguments[1]", one(selector), value);
    }

    /** What a person would paste now. */
    String clipboard() {
        Object text = browser.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; navigator.clipboard.readText().then(done, done);");
        return String.valueOf(text);
    }

    /** Lets the page use the clipboard, as a person who presses a button does. */
    void allowClipboard() {
        browser.executeCdpCommand(
                "Browser.grantPermissions",
                Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
    }

    void assertNoSidewaysScrolling() {
        assertThat(browser.executeScript(
                        "return document.scrollingElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo(0L);
    }

    /** No error in the console since the last {@link #drain}, and no request to anywhere but the dashboard. */
    void assertNothingWrong(URI dashboard) throws IOException {
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
                // The browser draws its own controls with pictures in their addresses.
                boolean inside = url.startsWith(dashboard.toString()) || url.startsWith("data:");
                if (!inside && !isTheBrowsersOwn(message)) {
                    elsewhere.add(url);
                }
            }
        }
        assertThat(requests).isGreaterThan(10);
        assertThat(elsewhere).isEmpty();
    }

    /** What the page has asked for since the last {@link #drain}. */
    List<String> requests() throws IOException {
        List<String> urls = new ArrayList<>();
        for (LogEntry entry : browser.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = new ObjectMapper().readTree(entry.getMessage()).path("message");
            String url = message.at("/params/request/url").asText();
            if (message.path("method").asText().equals("Network.requestWillBeSent") && url.startsWith("http")) {
                urls.add(url);
            }
        }
        return urls;
    }

    /** The start page of some versions goes on loading for a while, and late events of it reach the log. */
    private static boolean isTheBrowsersOwn(JsonNode request) {
        return request.at("/params/documentURL").asText().startsWith("chrome://");
    }

    /** Forgets what the browser has logged so far. */
    void drain() {
        browser.manage().logs().get(LogType.BROWSER);
        browser.manage().logs().get(LogType.PERFORMANCE);
    }

    /** For what only one test does. */
    ChromeDriver driver() {
        return browser;
    }

    void screenshot(String name) throws IOException {
        String folder = System.getProperty("mien.screenshots");
        if (folder != null) {
            // Rows that are out of sight are not drawn.
            browser.executeScript("scrollTo(0, 0)");
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

    @Override
    public void close() {
        browser.quit();
    }
}
