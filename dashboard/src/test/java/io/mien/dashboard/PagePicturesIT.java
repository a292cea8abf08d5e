package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.dashboard.alerts.AlertRule;
import io.mien.dashboard.alerts.AlertTimes;
import io.mien.dashboard.alerts.StreamSelection;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;

/**
 * Makes the pictures of docs/, of a desk of twelve cameras, in light, dark and on a telephone: into target/pictures, whence
 * they are copied by hand when the page looks different.
 */
@Tag("long")
@EnabledIfSystemProperty(
        named = "mien.pictures",
        matches = "true",
        disabledReason = "makes pictures; -Dmien.pictures=true")
class PagePicturesIT extends PageInBrowser {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final int LARGEST = 150_000;
    private static final int PAST = 1_200;
    private static final List<String> CAMERAS = List.of(
            "entrance-1",
            "entrance-2",
            "hall-1",
            "hall-2",
            "hall-3",
            "desk-1",
            "desk-2",
            "lounge",
            "stairs",
            "lift",
            "yard",
            "gate");

    @TempDir
    private static Path folder;

    private static Instant first;
    private static EmbeddedBroker broker;
    private static Dashboard dashboard;
    private static SchemaRegistry registry;
    private static TopicWriter writer;
    private static final ScheduledExecutorService LIVE = Executors.newSingleThreadScheduledExecutor();
    private static ScheduledFuture<?> readings;
    private static ScheduledFuture<?> states;
    private static int number = PAST;

    @BeforeAll
    static void start() throws Exception {
        first = Instant.now().minus(TestReading.SLIDE.multipliedBy(PAST));
        broker = EmbeddedBroker.start(folder);
        Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        TopicWriter.createTopics(kafka, EnumSet.allOf(Topic.class), 1);
        TopicWriter.keepTimesAsSaid(kafka, Topic.EXPRESSIONS);
        registry = new SchemaRegistrySettings(null, kafka).open();
        writer = new TopicWriter(kafka, registry);
        for (int past = 0; past < PAST; past++) {
            write(past);
        }
        feeds();
        AlertRule afraid = new AlertRule.LabelAbove(
                "fear at the desk",
                StreamSelection.ALL,
                "fear",
                0.8,
                0.7,
                1,
                false,
                new AlertTimes(Duration.ofSeconds(4), Duration.ofSeconds(4), null));
        dashboard = Dashboard.start(DashboardConfiguration.defaults(kafka)
                .withPort(0)
                .withAlerts(new AlertSettings(List.of(afraid), List.of())));
        readings =
                LIVE.scheduleAtFixedRate(() -> write(number++), 0, TestReading.SLIDE.toMillis(), TimeUnit.MILLISECONDS);
        states = LIVE.scheduleAtFixedRate(PagePicturesIT::feeds, 8, 8, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> dashboard.summary().alerts().active() > 0);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        LIVE.shutdownNow();
        assertThat(LIVE.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        writer.close();
        registry.close();
        dashboard.close();
        broker.close();
    }

    private static void write(int at) {
        Future<?> sent = CompletableFuture.completedFuture(null);
        for (int camera = 0; camera < CAMERAS.size(); camera++) {
            String name = CAMERAS.get(camera);
            boolean lost = (name.equals("yard") && at > PAST - 300) || (name.equals("gate") && at > PAST - 60);
            for (int subject = 0; subject < (lost ? 0 : 1 + camera % 3); subject++) {
                ExpressionReading reading = reading(name, camera, subject, at);
                sent = writer.send(reading, reading.getProducedAt());
            }
        }
        require(sent);
    }

    /** The last one of those before it stands for all: they are in one partition. */
    private static void require(Future<?> sent) {
        try {
            sent.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a reading is not written", e);
        }
    }

    private static ExpressionReading reading(String name, int camera, int subject, int at) {
        int shifted = at / 4 + 37 * camera + 11 * subject;
        boolean abstains = (name.equals("stairs") && at > PAST - 160) || shifted % 97 > 91;
        boolean afraid = name.equals("desk-1") && at > PAST - 30;
        List<Float> shares =
                afraid ? List.of(0.01f, 0.03f, 0.04f, 0.02f, 0.03f, 0.01f, 0.86f) : TestReading.probabilities(shifted);
        ExpressionReading.Builder builder = abstains
                ? ExpressionReading.newBuilder(TestReading.abstaining(name, "s" + (subject + 1), at, first))
                : TestReading.builder(name, "s" + (subject + 1), at, first)
                        .setProbabilities(shares)
                        .setTopLabel(TestReading.top(shares));
        if (name.equals("lounge") && at > PAST - 80) {
            builder.setSkippedCells(List.of(3, 4));
        }
        float left = 120 + 340 * subject + 20 * (float) Math.sin(at / 30.0);
        return builder.setLastBox(new Box(left, 150f + 60 * subject, 180f, 210f))
                .setPurpose("queue times at the desk")
                .build();
    }

    private static void feeds() {
        try {
            for (String camera : CAMERAS) {
                FeedCondition state = switch (camera) {
                    case "yard" -> FeedCondition.RECONNECTING;
                    case "gate" -> FeedCondition.SILENT;
                    default -> FeedCondition.LIVE;
                };
                Instant since =
                        first.plus(TestReading.SLIDE.multipliedBy(camera.equals("yard") ? PAST - 300 : PAST - 60));
                writer.send(TestFeed.ofGroup(
                        camera,
                        camera.matches("yard|gate")
                                ? "outside"
                                : camera.matches("stairs|lift") ? "upstairs" : "ground floor",
                        state,
                        state == FeedCondition.LIVE ? first : since,
                        switch (state) {
                            case RECONNECTING -> "nothing listens at rtsp://10.0.0.8/main";
                            case SILENT -> "no picture since then";
                            default -> "";
                        }));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the feeds' states are not written", e);
        }
    }

    @Test
    void theViewsOfTheDocumentsAreWhole() throws Exception {
        for (String how : List.of("light", "dark", "telephone")) {
            boolean small = how.equals("telephone");
            int width = small ? 390 : 1120;
            int height = small ? 844 : 760;
            page.open(dashboard.url(), width, height, small ? "light" : how);
            await().atMost(PATIENCE)
                    .until(() -> page.text("#streams-count").startsWith("12 streams")
                            && page.text("#streams").contains("OVERLOADED"));
            scrollTo("#overview");
            picture("overview-" + how);
            scrollTo("#alerts");
            page.one("#alerts-active details summary").click();
            picture("alert-" + how);
            String reading = String.valueOf(page.one("#alerts-active details a").getAttribute("href"));
            page.go(dashboard.url() + "#stream=hall-3&span=300000");
            await().atMost(PATIENCE)
                    .until(() -> page.all("#stream-rows canvas").size() == 2
                            && page.all("#stream-frame rect").size() == 2);
            scrollTo("#stream-view");
            picture("stream-" + how);
            page.go("about:blank");
            page.go(reading);
            await().atMost(PATIENCE)
                    .until(() -> page.all("#evidence-content section").size() > 3);
            picture("reading-" + how);
        }
        assertThat(made()).hasSize(12);
        assertThat(readings.isDone() || states.isDone())
                .as("the cameras have ceased")
                .isFalse();
    }

    private static void scrollTo(String selector) {
        page.driver()
                .executeScript("arguments[0].scrollIntoView()", page.driver().findElement(By.cssSelector(selector)));
    }

    /** As on the screen: two frames later, since what has just come into sight is drawn with the next one. */
    private static void picture(String name) throws IOException {
        page.driver().executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 600);
                """);
        byte[] png = page.driver().getScreenshotAs(OutputType.BYTES);
        assertThat(png).hasSizeLessThan(LARGEST);
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isGreaterThanOrEqualTo(390);
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve("page-" + name + ".png"), png);
    }

    private static List<Path> made() throws IOException {
        try (Stream<Path> files = Files.list(PICTURES)) {
            return files.toList();
        }
    }
}
