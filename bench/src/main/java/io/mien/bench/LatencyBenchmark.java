package io.mien.bench;

import io.mien.demonstration.DemonstrationModel;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.batch.BatchSettings;
import io.mien.infer.batch.BatchStatistics;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * Measures how long a live reading takes beyond its window: from when the frame that closes its window is due at the broker
 * until a consumer has it. For each size of batch: what the job encodes when frames lie ready, and latency at a share of that.
 * The broker is a process of its own; load and consumer are in this one, on the same processors.
 */
@Command(
        name = "bench/run latency",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Time from the frame that closes a window to its reading, at a share of the job's capacity.")
final class LatencyBenchmark implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--batch", split = ",", description = "Frames in a batch at most; each is measured.")
    List<Integer> batches = List.of(1, 8, 32);

    @Option(names = "--load", description = "Share of what the job encodes when frames lie ready for it.")
    double share = 0.5;

    @Option(names = "--warm-up", description = "Seconds of each load that do not count.")
    int warmUp = 30;

    @Option(names = "--seconds", description = "Seconds of each load that count.")
    int seconds = 40;

    @Option(names = "--side", description = "Side of a face frame in pixels.")
    int side = 96;

    @Option(names = "--model", paramLabel = "DIR", description = "Model package; without it the demonstration's.")
    @Nullable
    Path model;

    public static void main(String[] args) {
        System.exit(new CommandLine(new LatencyBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("mien-latency-");
        try {
            Path used = model == null ? DemonstrationModel.copyTo(folder.resolve("model")) : model;
            SavedModelRunnerFactory runners = new SavedModelRunnerFactory(used, RunnerOptions.defaults());
            double least = Double.MAX_VALUE;
            for (int batch : batches) {
                try (Cluster cluster = new Cluster(runners)) {
                    double capacity = cluster.capacity(batch);
                    least = Math.min(least, capacity);
                    FigureLine.print(
                            spec,
                            String.format(
                                    Locale.ROOT,
                                    "batches of %d: %.0f frames/s encoded when they lie ready",
                                    batch,
                                    capacity));
                    cluster.measure(batch, share * capacity);
                }
            }
            for (int batch : batches.size() > 1 ? batches : List.<Integer>of()) {
                try (Cluster cluster = new Cluster(runners)) {
                    cluster.measure(batch, share * least);
                }
            }
        } finally {
            TemporaryFolder.delete(folder);
        }
        return 0;
    }

    /** A broker, and jobs of one group, each from where the one before stopped. Each size of batch has its own. */
    private final class Cluster implements AutoCloseable {
        private final SavedModelRunnerFactory runners;
        private final Path folder;
        private final BrokerProcess broker;
        private final SchemaRegistry registry;

        private Cluster(SavedModelRunnerFactory runners) throws IOException {
            this.runners = runners;
            this.folder = Files.createTempDirectory("mien-latency-");
            this.broker = BrokerProcess.start(folder.resolve("kafka"), BrokerProcess.littleDisk(64, 512));
            this.registry = new KafkaSchemaRegistry(broker.kafka());
        }

        private InferenceConfiguration configuration(int batch) {
            return InferenceConfiguration.defaults(
                            broker.server(), new SchemaRegistrySettings(null, broker.kafka()), "benchmark")
                    .withEncoding(BatchSettings.defaults().withMaximumBatch(batch));
        }

        private double capacity(int batch) throws Exception {
            return JobCapacity.measure(broker, registry, configuration(batch), runners, folder.resolve("state"), side)
                    .framesASecond();
        }

        private void measure(int batch, double framesASecond) throws Exception {
            InferenceConfiguration configuration = configuration(batch);
            Duration cell = Duration.of(configuration.windows().cellMicros(), ChronoUnit.MICROS);
            int subjects = Math.max(1, (int) Math.round(framesASecond * cell.toNanos() / 1e9));
            SyntheticFaces faces = new SyntheticFaces(side, subjects, cell);
            LatencyTally latencies = new LatencyTally();
            try (PacedLoad load = new PacedLoad(broker.kafka(), registry, faces, cell, Duration.ZERO);
                    InferenceApplication job =
                            InferenceApplication.start(configuration, runners, folder.resolve("state"));
                    ReadingsFollower readings = new ReadingsFollower(
                            broker.kafka(), registry, (reading, now) -> latencies.add(closedAt(load, reading), now))) {
                load.start();
                TimeUnit.SECONDS.sleep(warmUp);
                latencies.clear();
                Batching before = new Batching(job.encoding(), job.classification());
                TimeUnit.SECONDS.sleep(seconds);
                Batching after = new Batching(job.encoding(), job.classification());
                readings.requireWell();
                print(batch, subjects, framesASecond, latencies, before, after);
                load.finish();
                job.drainAndStop(PATIENCE);
            }
        }

        /** When the frame after the reading's last, which is of the next cell, was due. */
        private static Instant closedAt(PacedLoad load, ExpressionReading reading) {
            int subject = Integer.parseInt(reading.getStreamId().substring("camera-".length()));
            return load.dueAt(subject, reading.getFrames().getLastSequence() + 1);
        }

        @Override
        public void close() throws IOException {
            registry.close();
            broker.close();
            TemporaryFolder.delete(folder);
        }
    }

    /** What the job's two halves had done at one moment. */
    private record Batching(BatchStatistics frames, BatchStatistics clips) {}

    private void print(
            int batch, int subjects, double framesASecond, LatencyTally latencies, Batching before, Batching after) {
        FigureLine.print(
                spec,
                String.format(
                        Locale.ROOT,
                        "latency: batches of %d, %d subjects, %.0f frames/s: p50 %.1f ms, p95 %.1f, p99 %.1f; of it, on average,"
                                + " frames %s, clips %s",
                        batch,
                        subjects,
                        framesASecond,
                        latencies.quantile(0.5),
                        latencies.quantile(0.95),
                        latencies.quantile(0.99),
                        describe(before.frames, after.frames),
                        describe(before.clips, after.clips)));
    }

    private static String describe(BatchStatistics before, BatchStatistics after) {
        long items = Math.max(1, after.items() - before.items());
        long calls = Math.max(1, after.calls() - before.calls());
        return String.format(
                Locale.ROOT,
                "wait %.1f ms for a batch of %.1f and %.1f ms for the model",
                after.queueTime().minus(before.queueTime()).toNanos() / 1e6 / items,
                (double) items / Math.max(1, after.batches() - before.batches()),
                after.computeTime().minus(before.computeTime()).toNanos() / 1e6 / calls);
    }
}
