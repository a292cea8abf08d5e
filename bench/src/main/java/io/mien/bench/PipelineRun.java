package io.mien.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process, with those it starts, that reads films and writes a line of JSON for each reading, watched from outside: by the readings of whole
 * windows that come, the time that it has had on processors, and its memory.
 *
 * @param name for people
 * @param command its words, with the films
 * @param readings the file that it writes
 */
record PipelineRun(String name, List<String> command, Path readings) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long LOOK_AGAIN_MILLIS = 2;
    private static final int CELLS = 16;
    /** Without a reading for so long it has come to the end; the slowest contender's pause is a tenth. */
    private static final Duration END_OF_FILMS = Duration.ofSeconds(30);

    private static final Duration LOOK_CLOSER = Duration.ofSeconds(1);

    /**
     * What a stretch in the middle took.
     *
     * @param perSecond readings
     * @param processorMillis a reading, user and system
     * @param residentMegabytes at its end
     * @param latency milliseconds after a window's end until its reading is in the file, half of them; means nothing of films
     *     that are not read at their own pace
     * @param slowestLatency of 99 %
     */
    record Stride(
            double perSecond,
            double processorMillis,
            double residentMegabytes,
            double latency,
            double slowestLatency) {}

    /** Runs it to where enough has come; the first reading begins the time that does not count. */
    Stride measure(Duration warmUp, Duration counted) throws IOException, InterruptedException {
        return run(follower -> {
            follower.followFor(warmUp);
            Moment begin = follower.begin();
            follower.followFor(counted);
            return follower.since(begin, follower.now());
        });
    }

    /** Runs it to the end of its films: from the first reading on until none has come for a while, which itself does not count. */
    Stride measureWhole() throws IOException, InterruptedException {
        return run(follower -> follower.since(follower.begin(), follower.followToEnd()));
    }

    /** Looks at a process from its first reading on. */
    private interface Measuring {
        Stride measure(Follower follower) throws IOException, InterruptedException;
    }

    private Stride run(Measuring measuring) throws IOException, InterruptedException {
        Path output = readings.resolveSibling("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        // How a process allocates memory is its own to say, not this benchmark's.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("MALLOC_"));
        Process process = builder.start();
        try {
            awaitFile(process, output);
            try (BufferedReader lines = Files.newBufferedReader(readings)) {
                Follower follower = new Follower(lines, process, output);
                follower.awaitReading();
                return measuring.measure(follower);
            }
        } finally {
            process.destroy();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
            Files.deleteIfExists(readings);
        }
    }

    private void awaitFile(Process process, Path output) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(readings)) {
            requireAlive(process, output, deadline);
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private void requireAlive(Process process, Path output, long deadline) throws IOException {
        if (!process.isAlive() || System.nanoTime() > deadline) {
            throw new IllegalStateException(name + ": it ended, or took too long (expected: films longer than the time"
                    + " that counts; --pictures); it said:\n" + Files.readString(output));
        }
    }

    private static Duration processorTime(Process process) {
        return ProcessRate.processorTime(all(process));
    }

    private static double residentMegabytes(Process process) throws IOException {
        long bytes = 0;
        for (long each : all(process)) {
            bytes += MemorySample.resident(Long.toString(each));
        }
        return bytes / 1e6;
    }

    /** The process and those it started: {@code ./mien} is a script that starts another. */
    private static List<Long> all(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /**
     * How far a process is.
     *
     * @param nanoTime when
     * @param count readings that had come
     * @param processor time that it had had on processors
     * @param residentMegabytes its memory
     */
    private record Moment(long nanoTime, long count, Duration processor, double residentMegabytes) {}

    /** Reads the file as it grows. */
    private final class Follower {
        private final BufferedReader lines;
        private final Process process;
        private final Path output;
        private final StringBuilder begun = new StringBuilder();
        private LatencyTally latency = new LatencyTally();
        private long count;

        Follower(BufferedReader lines, Process process, Path output) {
            this.lines = lines;
            this.process = process;
            this.output = output;
        }

        void awaitReading() throws IOException, InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (count == 0) {
                look();
                requireAlive(process, output, deadline);
            }
        }

        void followFor(Duration time) throws IOException, InterruptedException {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                look();
                requireAlive(process, output, Long.MAX_VALUE);
            }
        }

        Moment begin() throws IOException {
            latency = new LatencyTally();
            return now();
        }

        Moment now() throws IOException {
            return new Moment(System.nanoTime(), count, processorTime(process), residentMegabytes(process));
        }

        /** As far as it was with its last readings, to a second. */
        Moment followToEnd() throws IOException, InterruptedException {
            Moment last = now();
            while (process.isAlive() && System.nanoTime() - last.nanoTime() < END_OF_FILMS.toNanos()) {
                long before = count;
                look();
                if (count > before && System.nanoTime() - last.nanoTime() > LOOK_CLOSER.toNanos()) {
                    last = now();
                }
            }
            // Mien ends with its films, the plain pipeline waits to be ended.
            if (!process.isAlive() && process.exitValue() != 0) {
                requireAlive(process, output, Long.MAX_VALUE);
            }
            return last;
        }

        Stride since(Moment begin, Moment end) {
            long counted = end.count() - begin.count();
            if (counted == 0) {
                throw new IllegalStateException(name + ": no reading in the time that counts");
            }
            return new Stride(
                    counted * 1e9 / (end.nanoTime() - begin.nanoTime()),
                    end.processor().minus(begin.processor()).toNanos() / 1e6 / counted,
                    end.residentMegabytes(),
                    latency.quantile(0.5),
                    latency.quantile(0.99));
        }

        private void look() throws IOException, InterruptedException {
            int next = lines.read();
            if (next < 0) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } else if (next == '\n') {
                take(JSON.readTree(begun.toString()));
                begun.setLength(0);
            } else {
                begun.append((char) next);
            }
        }

        private void take(JsonNode reading) {
            JsonNode frames = reading.path("frames").path("count");
            if (frames.isMissingNode() || frames.intValue() == CELLS) {
                count++;
                latency.add(windowEnd(reading.path("window_end")), Instant.now());
            }
        }
    }

    private static Instant windowEnd(JsonNode end) {
        return end.isNumber()
                ? Instant.ofEpochMilli((long) (1_000 * end.doubleValue()))
                : Instant.parse(end.textValue());
    }
}
