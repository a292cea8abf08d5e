package io.mien.bench;

import io.mien.infer.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Counts what comes of a job that is disturbed at work, again and again: every reading by its id against those of a job that
 * read the same frames undisturbed, and every bad record, of which there is one in a hundred, by its place.
 */
@Command(
        name = "bench/run faults",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Disturbs a job under load, and counts lost and doubled readings by their ids. Not a benchmark of speed.",
        footer = {
            "",
            "Goes on where it was stopped: what is in --out is not done again. Ends with 1 if anything was lost."
        })
final class FaultsBenchmark implements Callable<Integer> {
    private static final int SUBJECTS = 8;
    private static final long SEED = 1;
    private static final Duration CELL = Duration.ofMillis(125);
    private static final int LONGEST_PAUSE_MILLIS = 3_000;
    private static final String HEADER =
            "guarantee,fault,strikes,records,expected,lost,invented,doubled,different,bad,bad_lost,bad_doubled,bad_wrong,seconds";

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results.")
    Path out = Path.of("bench/target/faults");

    @Option(names = "--strikes", description = "How often each fault happens; a fifth of it for those that take long.")
    int strikes = 20;

    @Option(names = "--faults", split = ",", description = "${COMPLETION-CANDIDATES}.")
    List<Fault> faults = List.of(Fault.values());

    @Option(names = "--guarantees", split = ",", description = "${COMPLETION-CANDIDATES}.")
    List<Delivery.Guarantee> guarantees = List.of(Delivery.Guarantee.values());

    @Option(names = "--rate", description = "Frames of each of 8 subjects a second; 4 make a reading.")
    int rate = 12;

    @Option(names = "--between", description = "Readings from one strike to the next, at least.")
    int between = 30;

    @Option(names = "--calm", description = "Seconds without a record after which all is taken to be there.")
    int calm = 10;

    public static void main(String[] args) {
        System.exit(new CommandLine(new FaultsBenchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        Path results = out.resolve("faults.csv");
        if (!Files.exists(results)) {
            Files.writeString(results, HEADER + "\n");
        }
        boolean holds = true;
        for (Fault fault : faults) {
            for (Delivery.Guarantee guarantee : guarantees) {
                String key = guarantee + "," + fault + ",";
                if (Files.readAllLines(results).stream().anyMatch(line -> line.startsWith(key))) {
                    continue;
                }
                holds &= run(guarantee, fault, results);
            }
        }
        return holds ? 0 : 1;
    }

    private boolean run(Delivery.Guarantee guarantee, Fault fault, Path results) throws Exception {
        Path folder = Files.createTempDirectory("mien-faults-");
        long start = System.nanoTime();
        int times = strikes(fault);
        Path model = untrainedModel(folder);
        SyntheticFaces faces = new SyntheticFaces(96, SUBJECTS, CELL);
        Random random = new Random(SEED);
        DeliveryCount count;
        long records;
        try (FaultsRun run = new FaultsRun(folder, model, guarantee, fault, faces, rate)) {
            for (int strike = 0; strike < times; strike++) {
                run.awaitReadings(between);
                Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
                fault.strike(run);
            }
            run.awaitReadings(between);
            count = run.count(Duration.ofSeconds(calm));
            records = run.frames();
        }
        long seconds = Math.round((System.nanoTime() - start) / 1e9);
        Files.writeString(
                results, line(guarantee, fault, times, records, count, seconds) + "\n", StandardOpenOption.APPEND);
        boolean holds = count.holds(guarantee == Delivery.Guarantee.EXACTLY_ONCE);
        FigureLine.print(spec, text(guarantee, fault, times, records, count, seconds, holds));
        if (holds) {
            delete(folder);
        }
        return holds;
    }

    /** By a process of its own: this one's TensorFlow is to be limited to the instructions of exact mode. */
    private static Path untrainedModel(Path folder) throws IOException, InterruptedException {
        Path model = folder.resolve("model");
        try (ChildJvm building = ChildJvm.start(
                folder.resolve("model.log"),
                ChildJvm.Command.class,
                List.of("model", "build", "--untrained", "--out", model.toString()))) {
            building.awaitSuccess();
        }
        return model;
    }

    private int strikes(Fault fault) {
        return fault == Fault.JOB_KILLED || fault == Fault.BROKER_KILLED ? strikes : Math.max(1, strikes / 5);
    }

    private static String line(
            Delivery.Guarantee guarantee, Fault fault, int times, long records, DeliveryCount count, long seconds) {
        return String.join(
                ",",
                List.of(
                                guarantee,
                                fault,
                                times,
                                records,
                                count.expected(),
                                count.lost(),
                                count.invented(),
                                count.doubled(),
                                count.different(),
                                count.bad(),
                                count.badLost(),
                                count.badDoubled(),
                                count.badWrong(),
                                seconds)
                        .stream()
                        .map(String::valueOf)
                        .toList());
    }

    private static String text(
            Delivery.Guarantee guarantee,
            Fault fault,
            int times,
            long records,
            DeliveryCount count,
            long seconds,
            boolean holds) {
        return String.format(
                Locale.ROOT,
                "faults: %s, %s %d times: %s; %d readings expected of %d records: %d lost, %d invented, %d doubled, %d different;"
                        + " %d bad records: %d not set aside, %d twice, %d with another reason; %d s",
                guarantee,
                fault,
                times,
                holds ? "holds" : "DOES NOT HOLD",
                count.expected(),
                records,
                count.lost(),
                count.invented(),
                count.doubled(),
                count.different(),
                count.bad(),
                count.badLost(),
                count.badDoubled(),
                count.badWrong(),
                seconds);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
