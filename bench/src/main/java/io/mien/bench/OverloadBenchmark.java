package io.mien.bench;

import io.mien.demonstration.DemonstrationModel;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures what a job encodes when frames lie ready for it, and then gives it a multiple of that, live, for minutes: how old its
 * readings are, how many each subject has, whether its memory stays, and whether every frame is accounted for. The load comes
 * from this process and the broker is another, on the same processors, so that the overload is larger than the multiple says.
 */
@Command(
        name = "bench/run overload",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "The age of a live job's readings under a multiple of the load that it carries.")
final class OverloadBenchmark implements Callable<Integer> {
    private static final String GROUP = "overload";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--load", description = "Times of what the job encodes when frames lie ready for it.")
    double times = 2;

    @Option(names = "--seconds", description = "How long the load lasts.")
    int seconds = 180;

    @Option(names = "--freshness", paramLabel = "DURATION", description = "The bound, in ISO 8601.")
    Duration freshness = Duration.ofSeconds(2);

    @Option(names = "--side", description = "Side of a face frame in pixels.")
    int side = 96;

    @Option(
            names = "--sample-every",
            description = "Seconds from one look at the memory, with a collection, to the next.")
    int sampleEvery = 15;

    @Option(names = "--model", paramLabel = "DIR", description = "Model package; without it the demonstration's.")
    @Nullable
    Path model;

    public static void main(String[] args) {
        System.exit(new CommandLine(new OverloadBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("mien-overload-");
        Path used = model == null ? DemonstrationModel.copyTo(folder.resolve("model")) : model;
        Duration cell = SlidingWindows.DEFAULT.length().dividedBy(SlidingWindows.DEFAULT.cells());
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"), BrokerProcess.littleDisk(64, 512));
                SchemaRegistry registry = new KafkaSchemaRegistry(broker.kafka())) {
            InferenceConfiguration configuration = InferenceConfiguration.defaults(
                            broker.server(), new SchemaRegistrySettings(null, broker.kafka()), "benchmark")
                    .withGroupId(GROUP);
            SavedModelRunnerFactory runners = new SavedModelRunnerFactory(used, RunnerOptions.defaults());
            Path state = folder.resolve("state");
            JobCapacity ready = JobCapacity.measure(broker, registry, configuration, runners, state, side);
            double capacity = ready.framesASecond();
            InferenceCounters before = ready.counters();
            int subjects = Math.max(1, (int) Math.round(times * capacity * cell.toMillis() / 1_000));
            Result result;
            try (InferenceApplication job =
                            InferenceApplication.start(configuration.withFreshness(freshness), runners, state);
                    ReadingAges ages = new ReadingAges(broker.kafka(), registry);
                    PacedLoad load =
                            new PacedLoad(broker.kafka(), registry, new SyntheticFaces(side, subjects, cell), cell)) {
                result = run(job, load, ages, before);
            }
            print(capacity, subjects, result);
        } finally {
            TemporaryFolder.delete(folder);
        }
        return 0;
    }

    /** What came of the load, beside what the job had counted before. */
    private record Result(
            InferenceCounters before,
            long sent,
            InferenceCounters counters,
            ReadingAges.Figures ages,
            List<MemorySample> memory,
            double encoded) {}

    private Result run(InferenceApplication job, PacedLoad load, ReadingAges ages, InferenceCounters before)
            throws Exception {
        List<MemorySample> memory = new ArrayList<>();
        long begun = System.nanoTime();
        load.start();
        for (int next = sampleEvery; next <= seconds; next += sampleEvery) {
            TimeUnit.NANOSECONDS.sleep(begun + TimeUnit.SECONDS.toNanos(next) - System.nanoTime());
            memory.add(MemorySample.take(job.counters().readingsMade(), (System.nanoTime() - begun) / 1e9));
            job.freshness()
                    .ifPresent(status ->
                            FigureLine.print(spec, memory.get(memory.size() - 1).line() + "; " + status.describe()));
        }
        double encoded = (job.counters().encoded() - before.encoded()) / ((System.nanoTime() - begun) / 1e9);
        load.finish();
        job.drainAndStop(PATIENCE);
        InferenceCounters counters = job.counters();
        return new Result(
                before,
                load.sent(),
                counters,
                ages.figures(counters.readingsMade() - before.readingsMade()),
                memory,
                encoded);
    }

    private void print(double capacity, int subjects, Result result) {
        InferenceCounters after = result.counters();
        InferenceCounters before = result.before();
        long thinned = notSampled(after, NotSampledReason.THINNED);
        long stale = notSampled(after, NotSampledReason.STALE);
        long read = after.read() - before.read();
        int quarter = Math.max(1, result.memory().size() / 4);
        List<MemorySample> first = result.memory().subList(0, quarter);
        List<MemorySample> last = result.memory()
                .subList(result.memory().size() - quarter, result.memory().size());
        FigureLine.print(
                spec,
                String.format(
                        Locale.ROOT,
                        "overload: %d subjects for %d s, %.1f times the %.0f frames/s that the job encodes when they lie ready;"
                                + " bound %s; %.0f frames/s encoded meanwhile; age of readings after their window's end: %s;"
                                + " heap after a collection %.0f MB in the first quarter, %.0f in the last, resident %.0f and %.0f;"
                                + " %d records sent, %d read, %d of them encoded, %d thinned, %d stale, %d ends of tracks, %d"
                                + " otherwise, %d unaccounted for",
                        subjects,
                        seconds,
                        times,
                        capacity,
                        freshness,
                        result.encoded(),
                        result.ages().describe(),
                        mean(first, true),
                        mean(last, true),
                        mean(first, false),
                        mean(last, false),
                        result.sent(),
                        read,
                        after.encoded() - before.encoded(),
                        thinned,
                        stale,
                        after.trackEnded() - before.trackEnded(),
                        after.skipped()
                                - before.skipped()
                                + after.deadLetters()
                                - before.deadLetters()
                                - thinned
                                - stale,
                        after.inFlight() + result.sent() - read));
    }

    private static long notSampled(InferenceCounters counters, NotSampledReason reason) {
        return counters.notSampled().getOrDefault(reason, 0L);
    }

    private static double mean(List<MemorySample> samples, boolean heap) {
        return samples.stream()
                .mapToDouble(sample -> heap ? sample.heapMegabytes() : sample.residentBytes() / 1e6)
                .average()
                .orElse(0);
    }
}
