package io.mien.bench;

import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.models.LabelSet;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.pictures.PoseRange;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures what the job keeps of many subjects whose windows are open: the bytes of the snapshot that it leaves, after each
 * part of the frames.
 */
@Command(
        name = "bench/run state",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Bytes that the job keeps for each of very many subjects.")
final class StateBenchmark implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--subjects", description = "Subjects, each a stream.")
    int subjects = 10_000;

    @Option(names = "--moments", description = "Frames of each subject in a part; 16 fill a window.")
    int moments = 20;

    @Option(names = "--parts", description = "Parts; the job is stopped with a snapshot after each.")
    int parts = 4;

    @Option(names = "--embedding-width", description = "Floats in an embedding.")
    int embeddingWidth = 512;

    @Option(names = "--picture-size", description = "Side of face frames and of the model's pictures in pixels.")
    int pictureSize = 32;

    public static void main(String[] args) {
        System.exit(new CommandLine(new StateBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        ModelRunnerFactory model = FormulaModelRunner.factory(new FormulaModelRunner.Settings(
                pictureSize, embeddingWidth, 16, LabelSet.DFEW_7, PoseRange.ANY, ModelManifest.NEVER_UNSURE));
        Path folder = Files.createTempDirectory("mien-state-");
        Path state = folder.resolve("state");
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"), BrokerProcess.littleDisk(64, 512));
                SchemaRegistry registry = new KafkaSchemaRegistry(broker.kafka())) {
            InferenceConfiguration configuration = InferenceConfiguration.defaults(
                    broker.server(), new SchemaRegistrySettings(null, broker.kafka()), "benchmark");
            Duration cell = Duration.of(configuration.windows().cellMicros(), ChronoUnit.MICROS);
            SyntheticFaces faces = new SyntheticFaces(pictureSize, subjects, cell);
            for (int part = 0; part < parts; part++) {
                try (PacedLoad load = new PacedLoad(broker.kafka(), registry, faces, cell)) {
                    load.sendAtOnce(part * moments, (part + 1) * moments);
                }
                long read;
                try (InferenceApplication job = InferenceApplication.start(configuration, model, state)) {
                    job.drainAndStop(PATIENCE);
                    read = job.counters().read();
                }
                long bytes = bytes(newestSavepoint(state));
                FigureLine.print(
                        spec,
                        String.format(
                                Locale.ROOT,
                                "state: %d subjects, %d frames read: %.1f MB, %.1f KB of a subject",
                                subjects,
                                read,
                                bytes / 1e6,
                                bytes / 1e3 / subjects));
            }
        } finally {
            TemporaryFolder.delete(folder);
        }
        return 0;
    }

    private static Path newestSavepoint(Path state) throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            return files.filter(Files::isDirectory)
                    .filter(folder -> folder.toString().contains("/savepoint-"))
                    .max(Comparator.comparingLong(folder -> folder.toFile().lastModified()))
                    .orElseThrow(() -> new IllegalStateException(state + ": no savepoint"));
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(StateBenchmark::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
