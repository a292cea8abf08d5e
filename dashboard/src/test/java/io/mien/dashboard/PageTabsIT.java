package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.schemas.avro.ExpressionReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WindowType;

/** The page in several tabs of Debian's Chromium, which share a worker. */
@Tag("long")
class PageTabsIT extends PageInBrowser {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SharedState state =
            new SharedState(new DashboardState(240, Duration.ofMinutes(10), InstantSource.system()));
    private DashboardServer server;

    @BeforeEach
    void startServer() throws InvalidReadingException {
        server = serve(state, new ReadingHistory(HistoryBounds.DEFAULT, InstantSource.system()), new FeedChanges());
        take(TestReading.of("hall-1", "s1", 0, Instant.now()));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private void take(ExpressionReading reading) throws InvalidReadingException {
        state.add(reading, reading.getProducedAt());
    }

    private void openOverview() {
        page.open(server.url(), 1280, 1000, "light");
        await().atMost(PATIENCE).until(() -> shown().contains("hall-1"));
    }

    private static void closeAllBut(String first) {
        for (String tab : page.driver().getWindowHandles()) {
            if (!tab.equals(first)) {
                page.driver().switchTo().window(tab).close();
            }
        }
        page.driver().switchTo().window(first);
    }

    /** A browser opens six connections to a host: with one for each tab the seventh would stay empty. */
    @Test
    void eightTabsShareOneStreamOfEvents() throws Exception {
        openOverview();
        String firstTab = page.driver().getWindowHandle();
        try {
            for (int tab = 1; tab < 8; tab++) {
                page.driver().switchTo().newWindow(WindowType.TAB);
                page.go(server.url().toString());
                page.awaitText("#connection", "Live");
                await().atMost(PATIENCE).until(() -> shown().contains("hall-1"));
            }
            assertThat(PageThreads.busy()).isEqualTo(1);

            take(TestReading.of("new-one", "s1", 0, Instant.now()));
            for (String tab : page.driver().getWindowHandles()) {
                page.driver().switchTo().window(tab);
                await().atMost(PATIENCE).until(() -> shown().contains("new-one"));
            }
        } finally {
            closeAllBut(firstTab);
        }
        take(TestReading.of("newer-one", "s1", 0, Instant.now()));
        await().atMost(PATIENCE).until(() -> shown().contains("newer-one"));
    }

    /** Each second brings an update: one that is not taken must not be followed by others, which would pile up all night. */
    @Test
    void aTabThatIsBusyGetsTheWholeStateAfterwardsAndNoQueue() throws Exception {
        String awake = page.driver().getWindowHandle();
        Object counting = countMessages();
        openOverview();
        try {
            page.driver().switchTo().newWindow(WindowType.TAB);
            String busy = page.driver().getWindowHandle();
            countMessages();
            openOverview();
            await().atMost(PATIENCE).until(() -> messages().contains("update"));
            page.driver().executeScript("""
                    messages.length = 0;
                    setTimeout(() => {
                      const end = performance.now() + 8000;
                      while (performance.now() < end) {}
                      messages.push("awake");
                    });
                    """);

            page.driver().switchTo().window(awake);
            int before = messages().size();
            take(TestReading.of("new-one", "s1", 0, Instant.now()));
            await().atMost(PATIENCE).until(() -> messages().size() >= before + 5);
            assertThat(messages().subList(before, before + 5)).containsOnly("update");

            page.driver().switchTo().window(busy);
            await().atMost(PATIENCE).until(() -> messages().contains("snapshot"));
            // One may have come before it was busy, and one waited.
            assertThat(messages().indexOf("awake")).isLessThanOrEqualTo(1);
            assertThat(messages().indexOf("snapshot")).isLessThanOrEqualTo(3);
            await().atMost(PATIENCE).until(() -> shown().contains("new-one"));
        } finally {
            closeAllBut(awake);
            page.driver().executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", counting));
        }
    }

    /** In the pages that this tab opens from now on. */
    private static Object countMessages() {
        return Objects.requireNonNull(page.driver()
                .executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                        window.messages = [];
                        window.SharedWorker = class extends SharedWorker {
                          constructor(...options) {
                            super(...options);
                            this.port.addEventListener("message", ({ data }) => messages.push(data.kind));
                          }
                        };
                        """))
                .get("identifier"));
    }

    private static List<String> messages() {
        Object messages = page.driver().executeScript("return window.messages");
        return ((List<?>) Objects.requireNonNull(messages))
                .stream().map(String::valueOf).toList();
    }
}
