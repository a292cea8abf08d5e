package io.mien.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures what {@code mien ingest} takes for a picture, from a video file to {@code face-frames}, in its stride: of this tree,
 * of others that are built, and of a plain loop in Python. All run in turn, each against a broker of its own in this process,
 * whose work is not counted.
 */
@Command(
        name = "bench/run ingest",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "CPU milliseconds a picture, and pictures a second, through mien ingest; a table.")
final class IngestBenchmark implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--film", required = true, paramLabel = "FILE", description = "A film of one face; it is enlarged.")
    Path film = Path.of("");

    @Option(names = "--detector", required = true, paramLabel = "FILE", description = "YuNet's model file.")
    Path detector = Path.of("");

    @Option(
            names = "--tree",
            paramLabel = "NAME=DIR",
            description = "A tree whose ./mien is built, may be given again; the first is the reference.")
    Map<String, Path> trees = new LinkedHashMap<>(Map.of("this", Path.of(".")));

    @Option(
            names = "--python",
            paramLabel = "FILE",
            description = "A Python that has opencv-python-headless and confluent-kafka, for the plain loop.")
    @Nullable
    Path python;

    @Option(names = "--options", description = "Further options of mien ingest for the trees, in quotes.")
    String options = "";

    @Option(
            names = "--sampled",
            paramLabel = "DURATION",
            description = "Also run the last tree so that it publishes one picture a cell of this length.")
    @Nullable
    Duration sampled;

    @Option(names = "--height", split = ",", description = "Heights of the films.")
    List<Integer> heights = List.of(720, 1080);

    @Option(names = "--pictures", description = "That are counted.")
    int pictures = 1_000;

    @Option(names = "--warm-up", description = "Pictures before them.")
    int warmUp = 1_000;

    @Option(names = "--repetitions", description = "Of each.")
    int repetitions = 3;

    /** What is measured of one kind. */
    private static final class Figures {
        private final Measurements cpuMillis = new Measurements();
        private final Measurements perSecond = new Measurements();
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new IngestBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Path folder = Files.createTempDirectory("mien-bench-films-");
        try {
            for (int height : heights) {
                Path enlarged = FilmLoop.write(
                        film,
                        folder.resolve("film-" + height + ".mp4"),
                        height,
                        warmUp + pictures + (int) FilmLoop.FRAMES_PER_SECOND);
                report(height, measure(enlarged));
            }
        } finally {
            IngestRun.delete(folder);
        }
        return 0;
    }

    private Map<String, Figures> measure(Path enlarged) throws IOException, InterruptedException, ExecutionException {
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            String last = "";
            for (Map.Entry<String, Path> tree : trees.entrySet()) {
                measure(figures, tree.getKey(), IngestRun.ofTree(tree.getValue(), detector, words()), enlarged);
                last = tree.getKey();
            }
            if (sampled != null) {
                IngestRun run = IngestRun.ofTree(trees.getOrDefault(last, Path.of(".")), detector, words());
                measure(figures, last + ", sampled", run.sampled(sampled, FilmLoop.FRAMES_PER_SECOND), enlarged);
            }
            if (python != null) {
                measure(figures, "plain loop", IngestRun.ofLoop(python, detector), enlarged);
            }
        }
        return figures;
    }

    private List<String> words() {
        return options.isBlank() ? List.of() : List.of(options.trim().split("\\s+"));
    }

    private void measure(Map<String, Figures> figures, String name, IngestRun run, Path enlarged)
            throws IOException, InterruptedException, ExecutionException {
        IngestRun.Stride stride = run.measure(enlarged, warmUp, pictures);
        Figures own = figures.computeIfAbsent(name, unused -> new Figures());
        own.cpuMillis.add(stride.cpuMillis());
        own.perSecond.add(stride.perSecond());
    }

    private void report(int height, Map<String, Figures> figures) {
        Map.Entry<String, Figures> first = figures.entrySet().iterator().next();
        figures.forEach((name, own) -> FigureLine.print(
                spec,
                String.format(
                        Locale.ROOT,
                        "ingest %dp, %s: %s ms of CPU a picture, %s pictures a second; %s takes %.2f of it; median of %d,"
                                + " smallest and largest",
                        height,
                        name,
                        own.cpuMillis.describe(1),
                        own.perSecond.describe(1),
                        first.getKey(),
                        first.getValue().cpuMillis.ratioTo(own.cpuMillis),
                        repetitions)));
    }
}
