package io.mien.dashboard;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that see the page in Debian's Chromium, one for all tests of a class; they are skipped where it is not. */
abstract class PageInBrowser {
    @TempDir
    private static Path profile;

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

    @AfterAll
    static void stopBrowser() {
        if (page != null) {
            page.close();
        }
    }
}
