package io.mien.dashboard;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.ReadingHistory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Tests that see the page in Debian's Chromium, one for all tests of a class; they are skipped where it is not. */
abstract class PageInBrowser {
    @TempDir
    private static Path profile;

    /** Where nothing listens: what these pages show is given to their state. */
    static final DashboardConfiguration CONFIGURATION = DashboardConfiguration.defaults(
                    Map.of("bootstrap.servers", "127.0.0.1:1"))
            .withPort(0);

    static PageBrowser page;

    @BeforeAll
    static void startBrowser() {
        PageBrowser.assumeInstalled();
        page = PageBrowser.start(profile);
    }

    /** The page of the test before asks for a server that is gone. */
    @BeforeEach
    void leaveThePageBefore() {
        page.go("about:blank");
        page.drain();
    }

    /** A server that takes itself to be connected to Kafka. */
    static DashboardServer serve(SharedState state, ReadingHistory history, FeedChanges feeds) {
        DashboardServer server = new DashboardServer(CONFIGURATION, state, history, feeds);
        state.connection(KafkaConnection.CONNECTED, null);
        return server;
    }

    /** The streams on the overview, from above; none while it is not there. */
    static List<String> shown() {
        return page.allOf("list", "Streams").stream()
                .flatMap(list -> list.findElements(By.tagName("a")).stream())
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText)
                .toList();
    }

    @AfterAll
    static void stopBrowser() {
        if (page != null) {
            page.close();
        }
    }
}
