package io.mien.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Lets simulated cameras run for hours while processes are killed, the registry goes, the checkpoints' disk is full and the
 * cameras' clocks jump, and then counts every face frame and every reading by id against an undisturbed run of the same pictures.
 */
@Command(
        name = "bench/run soak",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Cameras for hours, with processes that are killed; everything is counted by id. Not a benchmark of speed.",
        footer = {
            "",
            "--out has samples.csv, strikes.csv, clocks.csv and, at the end, memory.svg, state.svg and lag.svg. With more --hours a",
            "run that came to its end goes on; an empty file DIR/stop brings it there early. Of each picture some 15 kB stay on",
            "disk. Ends with 1 if anything is lost, invented, doubled or different. Linux only."
        })
final class SoakBenchmark implements Callable<Integer> {
    private static final double SECONDS_AN_HOUR = 3600;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--hours", description = "Of the cameras' pictures, two a second each, in all.")
    double hours = 6;

    @Option(names = "--seed", description = "Of what happens, when, and to whom.")
    long seed = 1;

    @Option(names = "--cameras", description = "How many.")
    int number = 20;

    @Option(names = "--height", description = "Lines of their pictures.")
    int height = 180;

    @Option(names = "--every", description = "Seconds from one strike to the next, on average.")
    int every = 120;

    @Option(
            names = "--clock-every",
            description = "Seconds from one jump of a camera's clock to the next; 0: none jumps.")
    int clockEvery = 120;

    @Option(names = "--checkpoints", description = "Seconds between two.")
    int checkpoints = 5;

    @Option(names = "--sample", description = "Seconds between two samples of memory, state and lag.")
    int sample = 10;

    @Option(names = "--detector", paramLabel = "FILE", description = "YuNet's model file; without it the cascade.")
    @Nullable
    Path detector;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results, and of all data.")
    Path out = Path.of("bench/target/soak");

    public static void main(String[] args) {
        System.exit(new CommandLine(new SoakBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        SoakProgress progress = new SoakProgress(
                out,
                String.format(
                        Locale.ROOT,
                        "%d cameras of %d lines, seed %d, strikes every %d s, clocks every %d s, detector %s",
                        number,
                        height,
                        seed,
                        every,
                        clockEvery,
                        detector == null ? "cascade" : detector));
        int moments = (int) Math.round(hours * SECONDS_AN_HOUR / seconds(SoakStack.PACE));
        if (progress.moment() >= moments) {
            throw new IllegalArgumentException("--hours: " + hours + " (expected: more than the "
                    + progress.moment() * seconds(SoakStack.PACE) / SECONDS_AN_HOUR + " that are in --out)");
        }
        CaptureClocks clocks = new CaptureClocks(number, (int) Math.round(clockEvery / seconds(SoakStack.PACE)), seed);
        CameraLoad cameras = new CameraLoad(number, List.of(CameraLoad.Scene.values()), height, SoakStack.PACE, clocks);
        SoakRun.Options options =
                new SoakRun.Options(detector, Duration.ofSeconds(checkpoints), Duration.ofSeconds(sample));
        try (SoakRun run = new SoakRun(out, progress, options, cameras)) {
            int strikes = strike(run, progress.strikes(), moments);
            run.stop(strikes);
            write(run, clocks);
            SoakCount count = run.count();
            FigureLine.print(
                    spec, text(run, count, strikes, clocks.jumps(run.moment()).size()));
            return count.holds() ? 0 : 1;
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** Until enough has been shown; the number of strikes then. */
    private int strike(SoakRun run, int before, int moments) throws Exception {
        Path table = out.resolve("strikes.csv");
        if (!Files.exists(table)) {
            Files.writeString(table, "seconds,strike,took\n");
        }
        int strikes = before;
        while (true) {
            Random random = new Random(seed * 7_919 + strikes);
            double pause = every * (0.5 + random.nextDouble());
            double until = run.seconds() + pause;
            while (run.seconds() < until) {
                if (run.moment() >= moments || Files.exists(out.resolve("stop"))) {
                    return strikes;
                }
                run.lookFor(Math.min(1, Math.max(0, until - run.seconds())));
            }
            SoakStrike strike = SoakStrike.numbered(seed, strikes);
            double at = run.seconds();
            strike.strike(run, random);
            strikes++;
            Files.writeString(
                    table,
                    String.format(Locale.ROOT, "%.1f,%s,%.1f%n", at, strike, run.seconds() - at),
                    StandardOpenOption.APPEND);
        }
    }

    private void write(SoakRun run, CaptureClocks clocks) throws IOException {
        List<String> jumps = new ArrayList<>(List.of("moment,camera,jump,seconds"));
        clocks.jumps(run.moment())
                .forEach(jump -> jumps.add(
                        jump.moment() + ",camera-" + jump.stream() + "," + jump.kind() + "," + jump.seconds()));
        Files.write(out.resolve("clocks.csv"), jumps);
        List<Double> strikes = Files.readAllLines(out.resolve("strikes.csv")).stream()
                .skip(1)
                .map(line -> Double.valueOf(line.substring(0, line.indexOf(','))))
                .toList();
        new SoakPictures(run.samples(), strikes).write(out);
    }

    private String text(SoakRun run, SoakCount count, int strikes, int jumps) {
        List<SoakSample> second = SoakSample.quarter(run.samples(), 1);
        List<SoakSample> last = SoakSample.quarter(run.samples(), 3);
        return String.format(
                Locale.ROOT,
                "soak: %s; %d cameras, %.2f h, %d strikes, %d jumps of clocks; %d pictures; %s; the job was started again %d times,"
                        + " ingest %d times; second and last quarter: broker %.0f and %.0f MB, ingest %.0f and %.0f MB, job manager"
                        + " %.0f and %.0f MB, task managers %.0f and %.0f MB, state %.0f and %.0f kB; furthest behind: ingest %.0f"
                        + " camera frames, job %.0f face frames",
                count.holds() ? "holds" : "DOES NOT HOLD",
                number,
                run.moment() * seconds(SoakStack.PACE) / SECONDS_AN_HOUR,
                strikes,
                jumps,
                (long) run.moment() * number,
                count.describe(),
                run.restarts(),
                run.ingestRestarts(),
                mean(second, SoakSample::broker),
                mean(last, SoakSample::broker),
                mean(second, SoakSample::ingest),
                mean(last, SoakSample::ingest),
                mean(second, SoakSample::jobManager),
                mean(last, SoakSample::jobManager),
                mean(second, SoakSample::taskManagers),
                mean(last, SoakSample::taskManagers),
                mean(second, SoakSample::state),
                mean(last, SoakSample::state),
                most(run.samples(), SoakSample::ingestLag),
                most(run.samples(), SoakSample::jobLag));
    }

    private static double mean(List<SoakSample> samples, ToDoubleFunction<SoakSample> value) {
        return samples.stream()
                .mapToDouble(value)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private static double most(List<SoakSample> samples, ToDoubleFunction<SoakSample> value) {
        return samples.stream()
                .mapToDouble(value)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }
}
