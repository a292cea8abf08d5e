package io.mien.bench;

import io.mien.demonstration.DemonstrationModel;
import io.mien.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Cameras, an ingest and a job as processes of their own, and what is seen of them. Used by one thread. */
final class FeedsRun implements AutoCloseable {
    private static final long SEED = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** The longest pause between two tries, and what a connection and the news of it take. */
    private static final Duration LONGEST_RETURN = Duration.ofSeconds(30 + 6);

    /** What starts up together is slow, and thinned until it has caught up. */
    private static final Duration SETTLING = Duration.ofSeconds(20);

    private static final Duration MEMORY_EVERY = Duration.ofSeconds(30);
    private static final Duration CALM = Duration.ofSeconds(8);
    private static final List<CameraFault> FAULTS = List.of(CameraFault.values());

    private final Path folder;
    private final Path out;
    private final List<CameraProcess> cameras;
    private final FeedWatch watch;
    private final ChildJvm ingest;
    private final ChildJvm job;
    private final long start = System.nanoTime();
    private final List<Return> returns = new ArrayList<>();
    private final List<long[]> memory = new ArrayList<>();
    private long memoryTaken;
    private boolean stopped;

    /** A camera that was away, and how long its feed took to be live once it was there again; empty: it was not. */
    private record Return(int camera, CameraFault fault, int secondsAway, Optional<Duration> after) {
        boolean isInTime() {
            return after.filter(time -> time.compareTo(LONGEST_RETURN) <= 0).isPresent();
        }
    }

    /**
     * What came of it.
     *
     * @param text the figures
     * @param flaws of the feeds that did not fail: windows that are missing or lack frames, and subjects more than the one
     * @param late failing ones that did not come back within their pause
     * @param lost pictures, camera frames and face frames that are unaccounted for
     */
    record Result(String text, long flaws, long late, long lost) {
        boolean holds() {
            return flaws == 0 && late == 0 && lost == 0;
        }

        String describe() {
            return "feeds: " + (holds() ? "holds" : "DOES NOT HOLD") + "; " + text;
        }
    }

    FeedsRun(
            Path folder,
            Path out,
            BrokerProcess broker,
            SchemaRegistry registry,
            List<CameraProcess> cameras,
            @Nullable Path detector)
            throws IOException {
        this.folder = folder;
        this.out = out;
        this.cameras = cameras;
        this.watch = new FeedWatch(broker.kafka(), registry);
        StringBuilder feeds = new StringBuilder("feeds:\n");
        for (int n = 0; n < cameras.size(); n++) {
            feeds.append("  - name: ")
                    .append(name(n))
                    .append("\n    address: ")
                    .append(cameras.get(n).address());
            feeds.append('\n');
        }
        Path file = Files.writeString(folder.resolve("feeds.yaml"), feeds);
        this.job = ChildJvm.start(
                folder.resolve("infer.log"),
                ChildJvm.Command.class,
                List.of(
                        "infer",
                        "--bootstrap-servers",
                        broker.server(),
                        "--model",
                        DemonstrationModel.copyTo(folder.resolve("model")).toString(),
                        "--purpose",
                        "feeds test",
                        "--freshness",
                        "2s",
                        "--state",
                        folder.resolve("infer-state").toString()));
        List<String> arguments = new ArrayList<>(List.of(
                "ingest",
                "--bootstrap-servers",
                broker.server(),
                "--feeds",
                file.toString(),
                "--freshness",
                "2s",
                "--account",
                folder.resolve("account.json").toString(),
                "--state",
                folder.resolve("ingest-state").toString()));
        if (detector != null) {
            arguments.addAll(List.of("--detector", detector.toString()));
        }
        this.ingest = ChildJvm.start(folder.resolve("ingest.log"), ChildJvm.Command.class, arguments);
    }

    private static String name(int camera) {
        return String.format(Locale.ROOT, "camera-%02d", camera);
    }

    private int well() {
        return cameras.size() - FAULTS.size();
    }

    /** Lets them fail in turn, one after the other, for so long. */
    void strike(double minutes, int every, int longest) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!allAreRead()) {
            look();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no reading of each camera within " + PATIENCE
                        + " (expected: a machine that can follow " + cameras.size() + " of them; --cameras)");
            }
        }
        lookFor(SETTLING);
        watch.count();
        long end = System.nanoTime() + (long) (minutes * 60e9);
        for (int turn = 0; System.nanoTime() < end; turn++) {
            int failing = turn % FAULTS.size();
            CameraFault fault = FAULTS.get(failing);
            int camera = well() + failing;
            lookFor(Duration.ofSeconds(every));
            int away = 5 + random.nextInt(Math.max(1, longest - 4));
            fault.strike(cameras.get(camera));
            lookFor(Duration.ofSeconds(away));
            Instant struck = Instant.now();
            fault.mend(cameras.get(camera));
            note(new Return(camera, fault, away, awaitLive(camera, struck)));
        }
    }

    private boolean allAreRead() {
        for (int n = 0; n < cameras.size(); n++) {
            if (!watch.isLive(name(n)) || !watch.isRead(name(n))) {
                return false;
            }
        }
        return true;
    }

    private void lookFor(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            look();
        }
    }

    private void look() throws IOException {
        requireAlive(ingest, "ingest.log");
        requireAlive(job, "infer.log");
        watch.look();
        long now = System.nanoTime();
        if (!stopped && (memory.isEmpty() || now - memoryTaken > MEMORY_EVERY.toNanos())) {
            memoryTaken = now;
            memory.add(new long[] {
                (now - start) / 1_000_000_000,
                MemorySample.resident(Long.toString(ingest.pid())),
                MemorySample.resident(Long.toString(job.pid()))
            });
            write();
        }
    }

    private void requireAlive(ChildJvm process, String log) throws IOException {
        if (!stopped && !process.isAlive()) {
            List<String> lines = Files.readAllLines(folder.resolve(log));
            throw new IllegalStateException("a process ended; the end of its " + log + ":\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
        }
    }

    /** A camera that was away for less than the feed's patience was never lost: it is back at once. */
    private Optional<Duration> awaitLive(int camera, Instant mended) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            look();
            Optional<Instant> since = watch.liveSince(name(camera));
            if (since.isPresent() && Instant.now().isAfter(mended.plusSeconds(1))) {
                Duration after = Duration.between(mended, since.get());
                return Optional.of(after.isNegative() ? Duration.ZERO : after);
            }
        }
        return Optional.empty();
    }

    private void note(Return back) throws IOException {
        returns.add(back);
        StringBuilder table = new StringBuilder("camera,fault,seconds_away,back_after_ms\n");
        returns.forEach(each -> table.append(name(each.camera()))
                .append(',')
                .append(each.fault())
                .append(',')
                .append(each.secondsAway())
                .append(',')
                .append(each.after()
                        .map(Duration::toMillis)
                        .map(String::valueOf)
                        .orElse("never"))
                .append('\n'));
        Files.writeString(out.resolve("strikes.csv"), table);
    }

    private void write() throws IOException {
        StringBuilder table = new StringBuilder(FeedReadings.header() + "\n");
        for (int n = 0; n < cameras.size(); n++) {
            table.append(watch.readings(name(n)).line(name(n))).append('\n');
        }
        Files.writeString(out.resolve("feeds.csv"), table);
        StringBuilder sizes = new StringBuilder("seconds,ingest_mb,job_mb\n");
        memory.forEach(taken ->
                sizes.append(String.format(Locale.ROOT, "%d,%.1f,%.1f%n", taken[0], taken[1] / 1e6, taken[2] / 1e6)));
        Files.writeString(out.resolve("memory.csv"), sizes);
    }

    /** Stops ingest, lets the job read the rest, and counts. */
    Result end() throws IOException, InterruptedException {
        stopped = true;
        watch.stopCounting();
        ingest.stop();
        long seen = -1;
        long changed = System.nanoTime();
        while (System.nanoTime() - changed < (jobCounts().read() == watch.faceFrames() ? CALM : PATIENCE).toNanos()) {
            look();
            if (watch.read() + watch.faceFrames() != seen) {
                seen = watch.read() + watch.faceFrames();
                changed = System.nanoTime();
            }
        }
        write();
        long flaws = 0;
        long thinned = 0;
        long readings = 0;
        for (int n = 0; n < well(); n++) {
            FeedReadings feed = watch.readings(name(n));
            flaws += feed.flaws() + feed.subjects() - 1;
            thinned += feed.thinned();
            readings += feed.readings();
        }
        long late = returns.stream().filter(back -> !back.isInTime()).count();
        List<Duration> times =
                returns.stream().flatMap(back -> back.after().stream()).sorted().toList();
        PictureAccounts pictures = PictureAccounts.read(folder.resolve("account.json"));
        JobCounts counts = jobCounts();
        long lost = pictures.unaccounted(watch.faceFrames(), counts);
        String text = String.format(
                Locale.ROOT,
                "%d feeds, %.0f s; %d that did not fail: %d readings, %d windows missing, padded without a word or of another subject, %d that say what they lack; %d failures:"
                        + " back after %.1f s (median), %.1f (longest), %d late; %s; %d records of face-frames, %s; %d unaccounted for; resident, first and last quarter: ingest %.0f"
                        + " and %.0f MB, job %.0f and %.0f",
                cameras.size(),
                (System.nanoTime() - start) / 1e9,
                well(),
                readings,
                flaws,
                thinned,
                returns.size(),
                times.isEmpty() ? 0 : times.get(times.size() / 2).toMillis() / 1e3,
                times.isEmpty() ? 0 : times.get(times.size() - 1).toMillis() / 1e3,
                late,
                pictures.describe(),
                watch.faceFrames(),
                counts.describe(),
                lost,
                quarter(0, 1),
                quarter(3, 1),
                quarter(0, 2),
                quarter(3, 2));
        return new Result(text, flaws, late, lost);
    }

    private double quarter(int quarter, int column) {
        int size = memory.size();
        return memory.subList(quarter * size / 4, Math.max(quarter * size / 4 + 1, (quarter + 1) * size / 4)).stream()
                        .mapToLong(taken -> taken[column])
                        .average()
                        .orElse(0)
                / 1e6;
    }

    private JobCounts jobCounts() throws IOException {
        return JobCounts.last(folder.resolve("infer.log"));
    }

    @Override
    public void close() {
        ingest.close();
        job.close();
        watch.close();
    }
}
