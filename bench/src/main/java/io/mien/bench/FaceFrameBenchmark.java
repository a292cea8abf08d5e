package io.mien.bench;

import io.mien.infer.InferenceConfiguration;
import io.mien.models.LabelSet;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.pictures.PoseRange;
import io.mien.pictures.PreprocessingProfile;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures face frames a second through the job, from {@code face-frames} to {@code expressions}, with a model that
 * costs next to nothing, against three kinds of {@link PlainLoop} on the same broker. All run in turn, after runs of
 * each that are not counted: the job works for days, and for its first minutes the JVM's compiler takes half a core.
 */
@Command(
        name = "bench/run face-frames",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Face frames a second through the job with a model that costs nothing, against plain loops.")
final class FaceFrameBenchmark implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--subjects", description = "Subjects, each a stream.")
    int subjects = 8;

    @Option(names = "--frames", description = "Face frames of each subject.")
    int frames = 3000;

    @Option(names = "--rate", description = "Frames a second of each subject; 8 a second are sampled.")
    int rate = 30;

    @Option(names = "--side", description = "Side of a face frame in pixels.")
    int side = 192;

    @Option(names = "--picture-size", description = "Side of the model's picture in pixels.")
    int pictureSize = 224;

    @Option(names = "--embedding-width", description = "Floats in an embedding.")
    int embeddingWidth = 512;

    @Option(names = "--repetitions", description = "Runs of each that count.")
    int repetitions = 5;

    @Option(
            names = "--warm-up",
            description = "Seconds of runs that do not count, until the JVM has compiled what it will compile.")
    int warmUp = 90;

    public static void main(String[] args) {
        System.exit(new CommandLine(new FaceFrameBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        ModelRunnerFactory model = FormulaModelRunner.factory(new FormulaModelRunner.Settings(
                pictureSize, embeddingWidth, 16, LabelSet.DFEW_7, PoseRange.ANY, ModelManifest.NEVER_UNSURE));
        SyntheticFaces faces =
                new SyntheticFaces(side, subjects, Duration.ofSeconds(1).dividedBy(rate));
        PreprocessingProfile profile = PreprocessingProfile.dferClip(pictureSize);
        try (BenchmarkCluster cluster = BenchmarkCluster.start();
                SchemaRegistry registry = cluster.registry()) {
            long records = cluster.preload(faces, frames);
            long readings = countReadings(cluster, model, records);
            List<Reference> references = List.of(
                    reference("writes readings only", cluster, new PlainLoop.Work.WriteReadings(), records, readings),
                    reference("passes frames on", cluster, new PlainLoop.Work.PassOn(), records, readings),
                    reference(
                            "prepares the sampled pictures",
                            cluster,
                            new PlainLoop.Work.PreparePictures(Math.max(1, rate / 8.0), registry, profile),
                            records,
                            readings));
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp);
            do {
                double unused = jobRate(cluster, model, records, readings);
                for (Reference reference : references) {
                    double unusedRate = reference.loop.run();
                }
            } while (System.nanoTime() < warm);
            Measurements job = new Measurements();
            for (int i = 0; i < repetitions; i++) {
                job.add(jobRate(cluster, model, records, readings));
                for (Reference reference : references) {
                    reference.rates.add(reference.loop.run());
                }
            }
            print(faces, records, job, references);
        }
        return 0;
    }

    private record Reference(String name, PlainLoop loop, Measurements rates) {}

    private static Reference reference(
            String name, BenchmarkCluster cluster, PlainLoop.Work work, long records, long readings) {
        PlainLoop loop = new PlainLoop(
                cluster.kafka(),
                cluster.inference().parallelism(),
                work,
                (double) records / readings,
                averageReadingBytes(cluster.kafka()));
        return new Reference(name, loop, new Measurements());
    }

    private static long countReadings(BenchmarkCluster cluster, ModelRunnerFactory model, long records)
            throws InterruptedException {
        try (JobRun run = JobRun.start(cluster, cluster.inference(), model)) {
            return run.countReadings(records);
        }
    }

    private static double jobRate(BenchmarkCluster cluster, ModelRunnerFactory model, long records, long readings)
            throws InterruptedException {
        InferenceConfiguration configuration = cluster.inference();
        try (JobRun run = JobRun.start(cluster, configuration, model)) {
            return run.toTheEnd(records, readings);
        }
    }

    private static int averageReadingBytes(Map<String, String> kafka) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(new HashMap<>(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.EXPRESSIONS.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long remaining = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            long records = remaining;
            long bytes = 0;
            while (remaining > 0) {
                for (ConsumerRecord<byte[], byte[]> reading : consumer.poll(POLL)) {
                    remaining--;
                    bytes += reading.value().length;
                }
            }
            return Math.toIntExact(bytes / records);
        }
    }

    private void print(SyntheticFaces faces, long records, Measurements job, List<Reference> references) {
        PlainLoop plain = references.get(0).loop;
        StringBuilder line = new StringBuilder("face-frames: job " + job.describe(0) + " frames/s");
        for (Reference reference : references) {
            line.append(String.format(
                    Locale.ROOT,
                    "; plain loop that %s %s frames/s, ratio %.2f",
                    reference.name,
                    reference.rates.describe(0),
                    job.ratioTo(reference.rates)));
        }
        line.append(String.format(
                Locale.ROOT,
                "; median of %d, smallest and largest; %d records of %.1f KB, %d subjects at %d frames/s,"
                        + " %d threads, a reading of %d bytes for %.1f frames",
                repetitions,
                records,
                faces.averageBytes() / 1000,
                subjects,
                rate,
                plain.threads(),
                plain.readingBytes(),
                plain.framesAReading()));
        FigureLine.print(spec, line.toString());
    }
}
