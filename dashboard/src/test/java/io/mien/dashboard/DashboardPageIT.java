package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.avro.ReadingStatus;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * The page as a person sees it, in Debian's Chromium. With {@code -Dmien.screenshots=FOLDER} it leaves pictures of what
 * it saw there.
 */
class DashboardPageIT extends PageInBrowser {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";
    private static final ReadingHistory HISTORY = new ReadingHistory(HistoryBounds.DEFAULT, InstantSource.system());
    private final SharedState state = new SharedState(new DashboardState(240, Duration.ofMinutes(10), Instant::now));
    private DashboardServer server;

    @BeforeEach
    void startServer() {
        server = new DashboardServer(CONFIGURATION, state, HISTORY, new FeedChanges());
        page.drain();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void anEmptyPageSaysWhatItWaitsFor() throws IOException {
        state.connection(KafkaConnection.UNAVAILABLE, "no answer from 127.0.0.1:9092");
        page.open(server.url(), 1280, 900, "light");

        page.awaitText("#connection", "Kafka unavailable");
        assertThat(page.text("#problem")).contains("no answer from 127.0.0.1:9092");
        assertThat(page.text("#empty-title")).isEqualTo("Waiting for the first reading");

        state.connection(KafkaConnection.CONNECTED, null);
        page.awaitText("#connection", "Live");
        assertThat(page.text("#empty-text")).contains("topic expressions");
        assertThat(page.one("#problem").isDisplayed()).isFalse();
        assertThat(page.one("#untrained").isDisplayed()).isFalse();
        page.screenshot("empty-light");
        page.assertNothingWrong(server.url());
    }

    @Test
    void eachSubjectHasACardWithItsLabelItsStatusAndItsChart() throws Exception {
        fill(false);
        page.open(server.url(), 1280, 900, "light");

        await().until(() -> page.all(".card").size() == 4);
        WebElement first = page.card("cam1", "s1");
        assertThat(first.findElement(By.cssSelector(".top-label")).getText())
                .isEqualToIgnoringCase(TestReading.top(TestReading.probabilities(119)));
        assertThat(first.findElement(By.cssSelector(".top-probability")).getText())
                .matches("\\d+ %");
        assertThat(page.badge(first)).isEqualTo("OK");
        assertThat(first.findElements(By.cssSelector(".labels li"))).hasSize(7);
        assertThat(first.findElement(By.cssSelector("footer")).getText()).contains("16 frames");

        assertThat(page.badge(page.card("cam1", "s2"))).isEqualTo("DEGRADED");
        assertThat(page.card("cam1", "s2").getText()).contains("6 repeated", "10 frames of 16");
        assertThat(page.badge(page.card("cam2", "s1"))).isEqualTo("ABSTAINED");
        assertThat(page.card("cam2", "s1").getText()).contains("No label", "3 frames of 16");

        // Folded away, and not among the faces.
        assertThat(page.card("cam2", "s2").isDisplayed()).isFalse();
        assertThat(page.text("#left-count")).isEqualTo("1 face has left");
        assertThat(page.text("#faces")).isEqualTo("3");
        page.one("#left-count").click();
        assertThat(page.badge(page.card("cam2", "s2"))).startsWith("left ").endsWith(" ago");

        for (WebElement canvas : page.all(".card canvas")) {
            assertThat(page.inkOf(canvas)).as("pixels drawn").isGreaterThan(2_000);
        }
        assertThat(page.text("#connection")).isEqualTo("Live");
        assertThat(page.text("#streams")).contains("cam1", "2 faces", "cam2", "1 face", "frames/s");
        assertThat(page.text("#models")).contains("dfer-clip-tiny 1", "dfew-7", "a test");
        assertThat(page.text("body")).contains("apparent expression", "not what a person feels");
        assertThat(page.one("#untrained").isDisplayed()).isFalse();
        page.screenshot("page-1280-light");
        page.scheme("dark");
        await().untilAsserted(() -> page.screenshot("page-1280-dark"));
        page.assertNothingWrong(server.url());
    }

    @Test
    void readingsThatComeAreSeenWithoutReloading() throws Exception {
        Instant first = Instant.now();
        state.connection(KafkaConnection.CONNECTED, null);
        page.open(server.url(), 1280, 900, "light");
        page.awaitText("#connection", "Live");

        for (int number = 0; number < 3; number++) {
            state.add(TestReading.of("cam1", "s1", number, first), Instant.now());
        }
        await().until(() -> page.all(".card").size() == 1);
        assertThat(page.one("#empty").isDisplayed()).isFalse();
        assertThat(page.text(".top-label")).isEqualToIgnoringCase("happiness");

        state.add(TestReading.of("cam1", "s1", 24, first), Instant.now());
        page.awaitText(".top-label", "neutral");
        page.awaitText("#totals", "4 readings");
        page.assertNothingWrong(server.url());
    }

    @Test
    void aSubjectWithoutReadingsIsSilentAndThenHasLeft() throws Exception {
        Instant now = Instant.now();
        state.connection(KafkaConnection.CONNECTED, null);
        state.add(TestReading.of("cam1", "s1", 0, now), now.minusSeconds(5));
        page.open(server.url(), 1280, 900, "light");

        await().until(() -> page.all(".card").size() == 1);
        await().until(() -> page.badge(page.card("cam1", "s1")).matches("silent for ([5-9]|1[0-2]) s"));
        page.awaitText("#left-count", "1 face has left");
        assertThat(page.badge(page.card("cam1", "s1"))).startsWith("left ");
        page.assertNothingWrong(server.url());
    }

    @Test
    void facesThatHaveLeftAreFoldedAwayOnlyWhileOthersAreInView() throws Exception {
        Instant now = Instant.now();
        state.connection(KafkaConnection.CONNECTED, null);
        state.add(TestReading.of("cam1", "s1", 0, now), now.minusSeconds(60));
        page.open(server.url(), 1280, 900, "light");

        page.awaitText("#left-count", "1 face has left");
        assertThat(page.card("cam1", "s1").isDisplayed()).isTrue();
        assertThat(page.text("#faces")).isEqualTo("0");

        // Readings ten seconds apart: this one may be silent for long.
        state.add(TestReading.of("cam1", "s2", 0, now), now);
        state.add(TestReading.of("cam1", "s2", 20, now), Instant.now());
        await().until(() -> page.all("#cards .card").size() == 1);
        assertThat(page.card("cam1", "s1").isDisplayed()).isFalse();
        assertThat(page.text("#faces")).isEqualTo("1");

        // A reading that comes after all brings its face back.
        state.add(TestReading.of("cam1", "s1", 20, now), Instant.now());
        await().until(() -> page.all("#cards .card").size() == 2);
        assertThat(page.one("#left").isDisplayed()).isFalse();
        assertThat(page.all("#cards .card"))
                .first()
                .satisfies(first -> assertThat(first.getText()).contains("cam1 s1"));
        page.assertNothingWrong(server.url());
    }

    @Test
    void anUntrainedModelIsAnnouncedLoudly() throws Exception {
        fill(true);
        page.open(server.url(), 1280, 900, "light");

        await().until(() -> page.one("#untrained").isDisplayed());
        assertThat(page.text("#untrained")).contains("UNTRAINED: labels mean nothing");
        assertThat(page.text("#models")).contains("untrained");
        await().until(() -> page.all(".card").size() == 4);
        assertThat(page.card("cam1", "s1").getText()).contains("untrained model");
        assertThat(page.card("cam2", "s1").getText()).doesNotContain("untrained model");
        page.screenshot("untrained-1280-light");
        page.assertNothingWrong(server.url());
    }

    @Test
    void liveFeedsAreShownWithWhatIsWrongFirst() throws Exception {
        fill(false);
        page.open(server.url(), 1280, 900, "light");
        page.awaitText("#connection", "Live");
        assertThat(page.one("#feeds").isDisplayed()).isFalse();

        Instant now = Instant.now();
        state.add(TestFeed.of("cam1", FeedCondition.LIVE, now.minusSeconds(600), ""), now);
        state.add(
                TestFeed.of(
                        "cam2", FeedCondition.SILENT, now.minusSeconds(3), "no picture since then; given up after 5 s"),
                now);
        state.add(
                TestFeed.of(
                        "yard",
                        FeedCondition.RECONNECTING,
                        now.minusSeconds(60),
                        "nothing listens at rtsp://10.0.0.8/main"),
                now);
        page.awaitText("#feeds-count", "1 of 3");
        page.awaitText("#streams-count", "3 streams, 2 need a look");
        assertThat(page.all("#streams > li").get(0).getText())
                .contains("RECONNECTING", "yard", "since ", "nothing listens at");
        assertThat(page.all("#streams > li").get(1).getText()).contains("SILENT", "cam2", "given up after 5 s");
        assertThat(page.all("#streams > li").get(2).getText()).contains("LIVE", "cam1");
        page.screenshot("feeds-1280-light");
        page.scheme("dark");
        page.screenshot("feeds-1280-dark");

        // Its process has not spoken for three times as long as it said.
        Instant before = Instant.now().minusSeconds(31);
        state.add(TestFeed.of(HOSTILE, FeedCondition.LIVE, before, HOSTILE), before);
        page.awaitText("#feeds-count", "1 of 4");
        await().untilAsserted(() -> assertThat(page.all("#streams > li").get(0).getText())
                .contains("NOT HEARD OF", HOSTILE, "not heard of since ", "before that LIVE"));
        assertThat(page.all("img[src='x']")).isEmpty();
        page.assertNothingWrong(server.url());
    }

    @Test
    void deadLettersAreAClickAway() throws Exception {
        fill(false);
        page.open(server.url(), 1280, 900, "light");
        page.awaitText("#dead-letters-open", "7");

        page.one("#dead-letters-open").click();

        assertThat(page.one("#dead-letters").isDisplayed()).isTrue();
        assertThat(page.text("#dead-letters-counts")).contains("Not an image", "NOT_AN_IMAGE", "face-frames", "5");
        assertThat(page.text("#dead-letters-newest"))
                .contains("Image: no JPEG", "partition 0", "offset 4711", "found by guard");
        page.screenshot("dead-letters-1280-light");
        page.scheme("dark");
        page.screenshot("dead-letters-1280-dark");
        page.one("#dead-letters-close").click();
        assertThat(page.one("#dead-letters").isDisplayed()).isFalse();
        page.assertNothingWrong(server.url());
    }

    @Test
    void onATelephoneNothingIsWiderThanTheScreen() throws Exception {
        fill(true);
        Instant now = Instant.now();
        String long200 = "a-very-long-name-without-any-blank-".repeat(6);
        state.add(TestReading.of(long200, long200, 0, now), now);
        page.open(server.url(), 390, 844, "light");

        await().until(() -> page.all(".card").size() == 5);
        page.assertNoSidewaysScrolling();
        page.screenshot("page-390-light");
        page.scheme("dark");
        page.screenshot("page-390-dark");
        page.one("#dead-letters-open").click();
        page.assertNoSidewaysScrolling();
        page.screenshot("dead-letters-390-dark");
        page.one("#dead-letters-close").click();
        page.one("#models summary").click();
        page.assertNoSidewaysScrolling();
        page.assertNothingWrong(server.url());
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
        page.open(server.url(), 1280, 900, "light");

        await().until(() -> page.all(".card").size() == 1);
        assertThat(page.text(".card h2")).isEqualTo(HOSTILE + " <b>s1</b>");
        assertThat(page.text(".reason")).isEqualTo(HOSTILE);
        page.one("#dead-letters-open").click();
        assertThat(page.text("#dead-letters-newest")).contains(HOSTILE);
        assertThat(page.all("img[src='x']")).isEmpty();
        assertThat(page.all(".card b b, .card h2 b")).isEmpty();
        page.assertNothingWrong(server.url());
    }

    @Test
    void aPageWhoseServerIsRestartedRecoversByItself() throws Exception {
        fill(false);
        page.open(server.url(), 1280, 900, "light");
        page.awaitText("#connection", "Live");
        await().until(() -> page.all(".card").size() == 4);

        URI url = server.url();
        server.close();
        page.awaitText("#connection", "Reconnecting…");
        assertThat(page.all(".card")).hasSize(4);
        page.drain();

        server = new DashboardServer(CONFIGURATION.withPort(url.getPort()), state, HISTORY, new FeedChanges());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(page.text("#connection")).isEqualTo("Live"));
        await().until(() -> page.all(".card").size() == 4);
    }

    @Test
    void aTokenIsAskedForOnceAndLeavesTheAddress() throws Exception {
        fill(false);
        String token = "correct-horse-battery";
        server.close();
        server = new DashboardServer(CONFIGURATION.withHost("127.0.0.1", token), state, HISTORY, new FeedChanges());

        page.go(server.url() + "?token=" + token);

        page.awaitText("#connection", "Live");
        await().until(() -> page.all(".card").size() == 4);
        assertThat(page.address()).isEqualTo(server.url().toString());
        page.assertNothingWrong(server.url());
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
}
