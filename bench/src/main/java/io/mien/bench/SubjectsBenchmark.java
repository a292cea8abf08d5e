package io.mien.bench;

import io.mien.infer.window.SlidingWindows;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures face frames a second through the job for several numbers of subjects, each a stream, with the same number of
 * frames in all. Each number has a broker of its own, and all run in turn, after runs that do not count.
 */
@Command(
        name = "bench/run subjects",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Face frames a second of few and of many subjects, at equal work in all.")
final class SubjectsBenchmark implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    MeasuredModel model = new MeasuredModel();

    @Option(names = "--subjects", split = ",", description = "Numbers of subjects; each is measured.")
    List<Integer> numbers = List.of(1, 8, 64, 256);

    @Option(names = "--frames", description = "Face frames of all subjects together.")
    int frames = 25_600;

    @Option(names = "--repetitions", description = "Runs of each that count.")
    int repetitions = 3;

    @Option(
            names = "--warm-up",
            description = "Seconds of runs that do not count, until the JVM has compiled what it will compile.")
    int warmUp = 60;

    public static void main(String[] args) {
        System.exit(new CommandLine(new SubjectsBenchmark()).execute(args));
    }

    /** A broker with the frames of so many subjects. */
    private record Case(BenchmarkCluster cluster, long records, long readings, Measurements rates) {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Map<Integer, Case> cases = new LinkedHashMap<>();
        try (BenchmarkCluster first = BenchmarkCluster.start()) {
            ModelPackage opened = model.open(first);
            ModelRunnerFactory factory = new SavedModelRunnerFactory(opened.folder(), RunnerOptions.defaults());
            for (int subjects : numbers) {
                cases.put(subjects, prepare(subjects, opened, factory));
            }
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp);
            while (System.nanoTime() < warm) {
                for (Case each : cases.values()) {
                    double unused = rate(each, factory);
                }
            }
            for (int i = 0; i < repetitions; i++) {
                for (Case each : cases.values()) {
                    each.rates.add(rate(each, factory));
                }
            }
            print(opened.manifest().name(), cases);
        } finally {
            for (Case each : cases.values()) {
                each.cluster.close();
            }
        }
        return 0;
    }

    private Case prepare(int subjects, ModelPackage opened, ModelRunnerFactory factory)
            throws IOException, InterruptedException, ExecutionException {
        Duration cell = Duration.of(SlidingWindows.DEFAULT.cellMicros(), ChronoUnit.MICROS);
        BenchmarkCluster cluster = BenchmarkCluster.start();
        long records = cluster.preload(
                new SyntheticFaces(opened.manifest().preprocessing().size(), subjects, cell), frames / subjects);
        try (JobRun run = JobRun.start(cluster, cluster.inference(), factory)) {
            return new Case(cluster, records, run.countReadings(records), new Measurements());
        }
    }

    private static double rate(Case each, ModelRunnerFactory factory) throws InterruptedException {
        try (JobRun run = JobRun.start(each.cluster, each.cluster.inference(), factory)) {
            return run.toTheEnd(each.records, each.readings);
        }
    }

    private void print(String name, Map<Integer, Case> cases) {
        Measurements reference = cases.values().iterator().next().rates;
        StringBuilder line = new StringBuilder("subjects: " + name);
        cases.forEach((subjects, each) -> line.append(String.format(
                Locale.ROOT,
                "; %d: %s frames/s (%d readings), ratio %.2f",
                subjects,
                each.rates.describe(0),
                each.readings,
                each.rates.ratioTo(reference))));
        FigureLine.print(spec, line + String.format("; median of %d, smallest and largest", repetitions));
    }
}
