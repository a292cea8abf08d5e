package io.mien.bench;

import io.mien.models.ModelRunnerFactory;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.nonsense.Poison;
import io.mien.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Good face frames a second through the job, alone and with bad records of twelve kinds among them, in turn; then every dead
 * letter is held against the record that it is of.
 */
@Command(
        name = "bench/run poison",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Good frames a second with and without bad records among them, and the reasons of their dead letters.")
final class PoisonBenchmark implements Callable<Integer> {
    private static final int SUBJECTS = 8;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    MeasuredModel model = new MeasuredModel();

    @Option(names = "--frames", description = "Good frames of each of 8 subjects.")
    int frames = 12_500;

    @Option(names = "--rate", description = "Frames a second of each subject; 8 a second are sampled.")
    int rate = 30;

    @Option(names = "--bad", description = "Bad records among them.")
    int bad = 10_000;

    @Option(names = "--repetitions", description = "Runs of each that count.")
    int repetitions = 5;

    @Option(names = "--warm-up", description = "Runs of each that do not count.")
    int warmUp = 1;

    public static void main(String[] args) {
        System.exit(new CommandLine(new PoisonBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        SyntheticFaces faces =
                new SyntheticFaces(96, SUBJECTS, Duration.ofSeconds(1).dividedBy(rate));
        try (BenchmarkCluster clean = BenchmarkCluster.start();
                BenchmarkCluster poisoned = BenchmarkCluster.start();
                SchemaRegistry registry = poisoned.registry()) {
            ModelPackage opened = model.open(clean);
            ModelRunnerFactory factory = new SavedModelRunnerFactory(opened.folder(), RunnerOptions.defaults());
            long good = clean.preload(faces, frames);
            PoisonedPreload preload = new PoisonedPreload(Poison.forTopic(Topic.FACE_FRAMES, registry), good, bad);
            long goodAgain = poisoned.preload(faces, frames, preload::among);
            requireSame(good, goodAgain);
            long readings;
            try (JobRun run = JobRun.start(clean, clean.inference(), factory)) {
                readings = run.countReadings(good);
            }
            Measurements without = new Measurements();
            Measurements with = new Measurements();
            for (int i = -warmUp; i < repetitions; i++) {
                double cleanRate = rate(clean, factory, good, 0, readings);
                double poisonedRate = rate(poisoned, factory, good, preload.bad(), readings);
                if (i >= 0) {
                    without.add(cleanRate);
                    with.add(poisonedRate);
                }
            }
            long runs = warmUp + (long) repetitions;
            long wrong = wrongLetters(poisoned, preload.places(), runs);
            FigureLine.print(
                    spec,
                    String.format(
                            Locale.ROOT,
                            "poison: %s good frames/s without bad records, %s with, ratio %.3f; median of %d, smallest and largest;"
                                    + " %d good frames, %d bad records of %d kinds a run; dead letters in %d runs: %d of another"
                                    + " reason, too many or too few",
                            without.describe(0),
                            with.describe(0),
                            with.ratioTo(without),
                            repetitions,
                            good,
                            preload.bad(),
                            preload.kinds(),
                            runs,
                            wrong));
            return wrong == 0 ? 0 : 1;
        }
    }

    private static void requireSame(long good, long goodAgain) {
        if (good != goodAgain) {
            throw new IllegalStateException("good frames: " + goodAgain + " (expected: " + good + ")");
        }
    }

    private static double rate(BenchmarkCluster cluster, ModelRunnerFactory model, long good, long bad, long readings)
            throws InterruptedException {
        try (JobRun run = JobRun.start(cluster, cluster.inference(), model)) {
            return run.toTheEnd(good, bad, readings);
        }
    }

    /** Each run must have written one for each bad record; a run that is closed at its last reading may lack the last ones. */
    private static long wrongLetters(
            BenchmarkCluster cluster, Map<LiveLoad.Place, DeadLetterReason> places, long runs) {
        PublishedTopics topics = new PublishedTopics(cluster.kafka());
        Map<TopicPartition, Long> ends = topics.ends(Topic.FACE_FRAMES_DEAD_LETTERS);
        Map<LiveLoad.Place, List<String>> letters = topics.deadLetters(ends);
        TreeSet<String> unseen =
                places.keySet().stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
        long wrong = 0;
        for (Map.Entry<LiveLoad.Place, List<String>> letter : letters.entrySet()) {
            unseen.remove(letter.getKey().toString());
            DeadLetterReason wanted = places.get(letter.getKey());
            wrong += Math.abs(letter.getValue().size() - runs);
            wrong += letter.getValue().stream()
                    .filter(reason -> wanted == null || !wanted.name().equals(reason))
                    .count();
        }
        return wrong + runs * unseen.size();
    }
}
