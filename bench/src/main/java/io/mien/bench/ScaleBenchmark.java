package io.mien.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Lets several processes share the work, kills some, gives topics more partitions and the job other parallelisms, and holds every
 * face frame and every reading against those of one process of each kind, by id and bit by bit.
 */
@Command(
        name = "bench/run scale",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Counts face frames and readings of several ingests and task managers against those of one. Not a benchmark of speed.",
        footer = {
            "",
            "Goes on where it was stopped: what is in --out is not done again. Ends with 1 if anything is lost, doubled or different."
        })
final class ScaleBenchmark implements Callable<Integer> {
    private static final int MOMENTS_A_SECOND = 8;
    private static final String HEADER =
            "scenario,ingests,task_managers,camera_frames,face_frames,lost,invented,doubled,different,readings,lost,invented,doubled,different,failures,seconds";
    private static final String READINGS = "readings.tsv";
    private static final String FACES = "face-frames.tsv";

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results.")
    Path out = Path.of("bench/target/scale");

    @Option(names = "--scenarios", split = ",", description = "${COMPLETION-CANDIDATES}.")
    List<ScaleScenario> scenarios = List.of(ScaleScenario.values());

    @Option(names = "--streams", description = "Cameras.")
    int streams = 16;

    @Option(names = "--seconds", description = "Of each camera, at eight pictures a second.")
    int seconds = 90;

    @Option(names = "--detector", paramLabel = "FILE", description = "YuNet's model file; without it the cascade.")
    @Nullable
    Path detector;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ScaleBenchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        Path results = out.resolve("scale.csv");
        requireSameSettings();
        if (!Files.exists(results)) {
            Files.writeString(results, HEADER + "\n");
        }
        boolean holds = true;
        CameraLoad load = new CameraLoad(streams);
        if (!isDone(results, ScaleScenario.ONE)) {
            holds = run(load, ScaleScenario.ONE, results);
        }
        for (ScaleScenario scenario : scenarios) {
            if (!isDone(results, scenario)) {
                holds &= run(load, scenario, results);
            }
        }
        return holds ? 0 : 1;
    }

    /** What is held against each other has to be of the same frames. */
    private void requireSameSettings() throws IOException {
        String now = streams + " streams, " + seconds + " s, detector " + (detector == null ? "cascade" : detector);
        Path file = out.resolve("settings");
        if (!Files.exists(file)) {
            Files.writeString(file, now);
        }
        String before = Files.readString(file);
        if (!before.equals(now)) {
            throw new IllegalArgumentException(
                    "--out: has results of " + before + " (expected: of " + now + ", or another folder)");
        }
    }

    private static boolean isDone(Path results, ScaleScenario scenario) throws IOException {
        return Files.readAllLines(results).stream().anyMatch(line -> line.startsWith(scenario + ","));
    }

    private boolean run(CameraLoad load, ScaleScenario scenario, Path results) throws Exception {
        boolean isReference = scenario == ScaleScenario.ONE;
        Path folder = Files.createTempDirectory("mien-scale-");
        long start = System.nanoTime();
        long expected =
                isReference ? 0 : ContentTally.read(out.resolve(READINGS)).size();
        ScaleRun.Outcome outcome;
        try (ScaleRun run = new ScaleRun(folder, scenario, load, seconds * MOMENTS_A_SECOND, expected, detector)) {
            scenario.disturb(run);
            outcome = run.finish();
        }
        if (isReference) {
            outcome.readings().write(out.resolve(READINGS));
            outcome.faceFrames().write(out.resolve(FACES));
        }
        ContentTally.Difference faces = outcome.faceFrames().against(ContentTally.read(out.resolve(FACES)));
        ContentTally.Difference readings = outcome.readings().against(ContentTally.read(out.resolve(READINGS)));
        boolean holds = faces.isNone() && readings.isNone() && readings.expected() > 0;
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Files.writeString(results, line(scenario, outcome, faces, readings, took) + "\n", StandardOpenOption.APPEND);
        FigureLine.print(spec, text(scenario, outcome, faces, readings, took, holds));
        if (holds) {
            TemporaryFolder.delete(folder);
        } else {
            FigureLine.print(spec, "its logs and topics are in " + folder);
        }
        return holds;
    }

    private static String line(
            ScaleScenario scenario,
            ScaleRun.Outcome outcome,
            ContentTally.Difference faces,
            ContentTally.Difference readings,
            Duration took) {
        return String.join(
                ",",
                List.of(
                                scenario,
                                scenario.ingests(),
                                scenario.taskManagers(),
                                outcome.cameraFrames(),
                                faces.expected(),
                                faces.lost(),
                                faces.invented(),
                                faces.doubled(),
                                faces.different(),
                                readings.expected(),
                                readings.lost(),
                                readings.invented(),
                                readings.doubled(),
                                readings.different(),
                                outcome.failures(),
                                took.toSeconds())
                        .stream()
                        .map(String::valueOf)
                        .toList());
    }

    private static String text(
            ScaleScenario scenario,
            ScaleRun.Outcome outcome,
            ContentTally.Difference faces,
            ContentTally.Difference readings,
            Duration took,
            boolean holds) {
        return String.format(
                Locale.ROOT,
                "scale: %s, %d ingests, %d task managers: %s; %d camera frames; %s; %s; %d failures of the job; %d s",
                scenario,
                scenario.ingests(),
                scenario.taskManagers(),
                holds ? "holds" : "DOES NOT HOLD",
                outcome.cameraFrames(),
                faces.describe("face frames"),
                readings.describe("readings"),
                outcome.failures(),
                took.toSeconds());
    }
}
