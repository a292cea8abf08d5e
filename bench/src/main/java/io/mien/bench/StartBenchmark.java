package io.mien.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures the time from the start of {@code ./mien demo} to its first readings: without the class-data archive, as
 * after a build, and with it, as from then on. The readings are those of the file that {@code --readings} writes from
 * the topic.
 */
@Command(
        name = "bench/run start",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Seconds from the start of ./mien demo to its first reading, with and without the class-data archive.")
final class StartBenchmark implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(StartBenchmark.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_MILLIS = 10;
    private static final String READY = "page ";
    private static final String OK = "\"status\":\"OK\"";

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--repetitions", description = "Starts of each kind.")
    int repetitions = 5;

    /** Seconds from the process's start to the named events. */
    private static final class Starts {
        private final Measurements ready = new Measurements();
        private final Measurements reading = new Measurements();
        private final Measurements okReading = new Measurements();

        String describe() {
            return String.format(
                    Locale.ROOT,
                    "OK reading after %s s (any reading %s s, all started %s s)",
                    okReading.describe(1),
                    reading.describe(1),
                    ready.describe(1));
        }
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new StartBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Starts without = new Starts();
        Starts with = new Starts();
        for (int i = 0; i < repetitions; i++) {
            deleteArchive();
            start(without);
            if (!hasArchive()) {
                throw new IllegalStateException(
                        "no class-data archive in " + archives() + " after a start without one");
            }
            start(with);
        }
        String line = String.format(
                Locale.ROOT,
                "start: with the archive %s; without %s; ratio %.2f; median of %d, smallest and largest",
                with.describe(),
                without.describe(),
                with.okReading.ratioTo(without.okReading),
                repetitions);
        FigureLine.print(spec, line);
        return 0;
    }

    private static void start(Starts starts) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mien-bench-");
        Path readings = folder.resolve("readings.jsonl");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder("./mien", "demo", "--port", "0", "--readings", readings.toString())
                .redirectErrorStream(true)
                .start();
        try {
            AtomicLong ready = noteReady(process);
            long any = 0;
            long ok = 0;
            while (ok == 0) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
                List<String> lines = Files.exists(readings) ? Files.readAllLines(readings) : List.of();
                long now = System.nanoTime();
                any = any == 0 && !lines.isEmpty() ? now : any;
                ok = lines.stream().anyMatch(line -> line.contains(OK)) ? now : 0;
                if (!process.isAlive() || now - begin > PATIENCE.toNanos()) {
                    throw new IllegalStateException("./mien demo gave no OK reading in " + PATIENCE + ", or ended");
                }
            }
            starts.ready.add((ready.get() - begin) / 1e9);
            starts.reading.add((any - begin) / 1e9);
            starts.okReading.add((ok - begin) / 1e9);
        } finally {
            stop(process);
            Files.deleteIfExists(readings);
            Files.delete(folder);
        }
    }

    /** Reads what the process prints, to its end, and notes when it said that all is started. */
    private static AtomicLong noteReady(Process process) {
        AtomicLong ready = new AtomicLong();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            if (ready.get() == 0 && line.startsWith(READY)) {
                                ready.set(System.nanoTime());
                            }
                        }
                    } catch (IOException e) {
                        // Stopping the process closes its output under us; what mattered of it was read before.
                        log.debug("output of ./mien ended", e);
                    }
                },
                "output-of-mien");
        reader.setDaemon(true);
        reader.start();
        return ready;
    }

    /** Stops the process as Ctrl-C does; the first start then still writes the archive. */
    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("./mien demo did not stop in " + PATIENCE);
        }
    }

    private static Path archives() {
        return Path.of("cli", "target");
    }

    private static boolean hasArchive() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(archives(), "*.jsa")) {
            return files.iterator().hasNext();
        }
    }

    private static void deleteArchive() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(archives(), "*.jsa")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
