package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.schemas.avro.FeedCondition;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A desk with 256 streams of four subjects, two readings a second each, in Debian's Chromium. It holds that all of them are
 * shown and go on; how smoothly it only prints, for docs/benchmarks.md: {@code -Dmien.desk.seconds=600} for as long as that.
 */
@Tag("long")
class DeskLoadIT extends PageInBrowser {
    private static final Logger log = LoggerFactory.getLogger(DeskLoadIT.class);
    private static final int STREAMS = Integer.getInteger("mien.desk.streams", 256);
    private static final int SUBJECTS = 4;
    private static final int SECONDS = Integer.getInteger("mien.desk.seconds", 20);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Half of a second's readings at a time would come as a wave: they come in so many parts. */
    private static final int PARTS = 10;

    /** Kept in the page before anything of it runs. */
    private static final String WATCH = """
            window.desk = { long: 0, longest: 0, tasks: 0, frames: 0, paint: 0 };
            new PerformanceObserver((list) => list.getEntries().forEach((task) => {
              window.desk.long += task.duration;
              window.desk.tasks += 1;
              window.desk.longest = Math.max(window.desk.longest, task.duration);
            })).observe({ entryTypes: ["longtask"] });
            requestAnimationFrame(function look() {
              window.desk.frames += 1;
              const rows = document.querySelectorAll("#streams > li");
              if (!window.desk.paint && rows.length > 0 && rows[0].innerText.includes("face")) {
                requestAnimationFrame(() => { window.desk.paint = performance.now(); });
              }
              requestAnimationFrame(look);
            });
            """;

    private final Instant first = Instant.now();
    private final SharedState state =
            new SharedState(new DashboardState(240, Duration.ofMinutes(10), InstantSource.system()));
    private final ScheduledExecutorService sourceThread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger step = new AtomicInteger();
    private DashboardServer server;

    @BeforeEach
    void startServer() {
        server = serve(state, new ReadingHistory(HistoryBounds.DEFAULT, InstantSource.system()), new FeedChanges());
    }

    @AfterEach
    void stopServer() throws InterruptedException {
        sourceThread.shutdownNow();
        assertThat(sourceThread.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        server.close();
    }

    private static String stream(int number) {
        return "camera-" + number;
    }

    /** A part of the streams has its next readings; some abstain for a while, and some feeds are lost for a while. */
    private void readSome() {
        int now = step.getAndIncrement();
        int number = now / PARTS;
        for (int stream = now % PARTS; stream < STREAMS; stream += PARTS) {
            boolean lost = (stream + number / 60) % 40 == 0;
            boolean abstains = (stream + number / 40) % 30 == 0;
            if (number % 20 == 0) {
                state.add(
                        TestFeed.ofGroup(
                                stream(stream),
                                "floor " + stream % 8,
                                lost ? FeedCondition.RECONNECTING : FeedCondition.LIVE,
                                first,
                                lost ? "nothing listens at rtsp://10.0.0.8/main" : ""),
                        Instant.now());
            }
            for (int subject = 0; subject < SUBJECTS && !lost; subject++) {
                read(stream, subject, number, abstains);
            }
        }
    }

    private void read(int stream, int subject, int number, boolean abstains) {
        try {
            state.add(
                    abstains
                            ? TestReading.abstaining(stream(stream), "s" + subject, number, first)
                            : TestReading.of(stream(stream), "s" + subject, number, first),
                    Instant.now());
        } catch (InvalidReadingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDeskOfManyStreamsShowsAllOfThemAndGoesOn() throws Exception {
        ScheduledFuture<?> source =
                sourceThread.scheduleAtFixedRate(this::readSome, 0, 500 / PARTS, TimeUnit.MILLISECONDS);
        await().atMost(PATIENCE)
                .until(() -> state.overview(0, "").streams().size() == STREAMS
                        && state.overview(0, "").faces() > STREAMS * SUBJECTS * 9 / 10);
        page.driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
        page.driver().executeCdpCommand("Performance.enable", Map.of());
        page.open(server.url(), 1440, 900, "light");
        await().atMost(PATIENCE)
                .until(() -> page.text("#streams-count").startsWith(STREAMS + " streams") && figure("paint") > 0);
        double loadTasks = figure("long");
        long begun = System.nanoTime();
        List<Double> heap = new ArrayList<>();
        long samples = Math.max(4, SECONDS / 60);
        for (int sample = 0; sample < samples; sample++) {
            long until = begun + Duration.ofSeconds(SECONDS).toNanos() * (sample + 1) / samples;
            await().atMost(Duration.ofSeconds(SECONDS + 60))
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> {
                        page.driver().executeScript("scrollBy(0, scrollY > 6000 ? -6000 : 700)");
                        return System.nanoTime() >= until;
                    });
            heap.add(usedMegabytes());
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double longTasks = figure("long") - loadTasks;
        log.info(
                "FIGURES streams={} subjects={} seconds={} first_useful_paint_ms={} long_tasks_at_load_ms={}"
                        + " long_tasks={} long_task_share_percent={} longest_ms={} frames_per_second={} heap_mb={}"
                        + " load_average={}",
                STREAMS,
                STREAMS * SUBJECTS,
                Math.round(seconds),
                Math.round(figure("paint")),
                Math.round(loadTasks),
                Math.round(figure("tasks")),
                String.format(Locale.ROOT, "%.2f", longTasks / seconds / 10),
                Math.round(figure("longest")),
                Math.round(figure("frames") / seconds),
                heap,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());

        assertThat(page.all("#streams > li")).hasSize(STREAMS);
        long readings = state.summary().readings();
        await().atMost(PATIENCE).until(() -> Long.parseLong(page.text("#totals").replaceAll("\\D", "")) > readings);
        assertThat(source.isDone()).as("readings have ceased").isFalse();
        page.assertNothingWrong(server.url());
    }

    private static double figure(String name) {
        Object value = page.driver().executeScript("return window.desk[arguments[0]]", name);
        return ((Number) Objects.requireNonNull(value)).doubleValue();
    }

    /** Of the page's own JavaScript, after what nobody needs any more is thrown away. */
    private static double usedMegabytes() {
        page.driver().executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        List<?> metrics = (List<?>) Objects.requireNonNull(page.driver()
                .executeCdpCommand("Performance.getMetrics", Map.of())
                .get("metrics"));
        return metrics.stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> "JSHeapUsedSize".equals(each.get("name")))
                .mapToDouble(each -> ((Number) Objects.requireNonNull(each.get("value"))).doubleValue() / 1e6)
                .map(megabytes -> Math.round(megabytes * 10) / 10.0)
                .findFirst()
                .orElseThrow();
    }
}
