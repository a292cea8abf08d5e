package io.mien.bench;

import io.mien.infer.InferenceConfiguration;
import io.mien.infer.batch.BatchSettings;
import io.mien.infer.batch.BatchStatistics;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
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
 * Measures readings a second of the job, from {@code face-frames} to {@code expressions}, against the bare SavedModel
 * with the same batch on the same cores: in one loop as TensorFlow comes ({@link PlainSavedModel}), and in a loop a
 * core, each computing by itself ({@link BareModelLoop}), which is the most that the cores can do. Every face frame is
 * sampled, and is of the model's own picture size, so that the model is the work; the job still reads, decodes and
 * prepares each. Runs that do not count come first, until the JVM's compiler has done with the job.
 */
@Command(
        name = "bench/run model",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Readings a second of the job, against the bare SavedModel in a loop.")
final class ModelBenchmark implements Callable<Integer> {
    private static final int SUBJECTS = 8;
    private static final int CELLS_A_WINDOW = 16;
    /** More frames than the bare model can do in the time. */
    private static final double RESERVE = 1.5;

    private static final int SETTLING_SECONDS = 5;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    MeasuredModel model = new MeasuredModel();

    @Option(names = "--batch", description = "Frames in a batch.")
    int batch = BatchSettings.defaults().maximumBatch();

    @Option(names = "--seconds", description = "How long is measured, each time.")
    int seconds = 20;

    @Option(names = "--repetitions", description = "Runs of each that count.")
    int repetitions = 3;

    @Option(
            names = "--warm-up",
            description = "Seconds of runs that do not count, until the JVM has compiled what it will compile.")
    int warmUp = 300;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ModelBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        try (BenchmarkCluster cluster = BenchmarkCluster.start()) {
            ModelPackage opened = model.open(cluster);
            ModelRunnerFactory factory = new SavedModelRunnerFactory(opened.folder(), RunnerOptions.defaults());
            InferenceConfiguration usual = cluster.inference();
            BatchSettings encoding = usual.encoding().withMaximumBatch(batch);
            Duration cell = Duration.of(usual.windows().cellMicros(), ChronoUnit.MICROS);
            int framesAReading = Math.toIntExact(usual.windows().slideCells());
            requireWholeReadings(framesAReading);
            Duration window = Duration.ofSeconds(seconds);
            int cores = encoding.workers();
            double expected = loopACore(factory, cores, framesAReading, 2L * cores * batch, window);
            // Until the job is in its stride: Flink's own start takes part of a core for its first seconds.
            long firstFrames = Math.round(expected * framesAReading * Math.min(SETTLING_SECONDS, seconds));
            SyntheticFaces faces =
                    new SyntheticFaces(opened.manifest().preprocessing().size(), SUBJECTS, cell);
            double needed = RESERVE * (expected * framesAReading * seconds + firstFrames) + SUBJECTS * CELLS_A_WINDOW;
            cluster.preload(faces, (int) Math.ceil(needed / SUBJECTS));

            Measurements job = new Measurements();
            Measurements oneLoop = new Measurements();
            Measurements loopACore = new Measurements();
            Measurements recomputing = new Measurements();
            BatchStatistics statistics = null;
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp);
            while (System.nanoTime() < warm) {
                try (JobRun run = JobRun.start(cluster, cluster.inference().withEncoding(encoding), factory)) {
                    double unused = run.steadyReadings(firstFrames, window);
                }
            }
            for (int i = 0; i < repetitions; i++) {
                try (JobRun run = JobRun.start(cluster, cluster.inference().withEncoding(encoding), factory)) {
                    job.add(run.steadyReadings(firstFrames, window));
                    statistics = run.application().encoding();
                }
                loopACore.add(loopACore(factory, cores, framesAReading, firstFrames, window));
                oneLoop.add(oneLoop(opened, framesAReading, firstFrames, window));
                recomputing.add(loopACore(factory, cores, CELLS_A_WINDOW, firstFrames, window));
            }
            print(opened.manifest().name(), cores, framesAReading, job, oneLoop, loopACore, statistics);
            FigureLine.print(
                    spec,
                    String.format(
                            Locale.ROOT,
                            "recomputing each window whole, in a loop a core: %s readings/s; the job, which encodes each frame"
                                    + " once, ratio %.2f; the loop a core that encodes once, ratio %.2f",
                            recomputing.describe(2),
                            job.ratioTo(recomputing),
                            loopACore.ratioTo(recomputing)));
        }
        return 0;
    }

    /** Else one reference would leave frames over that the other carries on. */
    private void requireWholeReadings(int framesAReading) {
        if (batch < 1 || batch % framesAReading != 0) {
            throw new IllegalArgumentException(
                    "--batch: " + batch + " (expected: a multiple of the " + framesAReading + " frames of a reading)");
        }
    }

    private double loopACore(ModelRunnerFactory factory, int cores, int framesAReading, long warmUp, Duration window)
            throws InterruptedException, ExecutionException {
        try (ModelRunner runner = factory.open()) {
            return new BareModelLoop(runner, cores, batch, framesAReading).run(warmUp, window);
        }
    }

    private double oneLoop(ModelPackage opened, int framesAReading, long warmUp, Duration window) {
        try (PlainSavedModel plain = PlainSavedModel.open(opened)) {
            return plain.rate(batch, framesAReading, warmUp, window);
        }
    }

    private void print(
            String name,
            int cores,
            int framesAReading,
            Measurements job,
            Measurements oneLoop,
            Measurements loopACore,
            @Nullable BatchStatistics statistics) {
        String line = String.format(
                Locale.ROOT,
                "model %s: job %s readings/s (%.1f frames/s encoded), bare SavedModel in a loop over %d cores %s readings/s,"
                        + " ratio %.2f, in a loop a core %s readings/s, ratio %.2f;"
                        + " median of %d of %d s, smallest and largest; batch %d (job's average %.1f)",
                name,
                job.describe(2),
                job.median() * framesAReading,
                cores,
                oneLoop.describe(2),
                job.ratioTo(oneLoop),
                loopACore.describe(2),
                job.ratioTo(loopACore),
                repetitions,
                seconds,
                batch,
                statistics == null ? 0 : statistics.averageBatch());
        FigureLine.print(spec, line);
    }
}
