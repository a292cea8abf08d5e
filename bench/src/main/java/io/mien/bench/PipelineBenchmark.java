package io.mien.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.making.build.UntrainedModel;
import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Holds the whole system, films in and readings out, against a plain pipeline in one Python process, with the same detector
 * and the same weights in PyTorch and in OpenVINO. All run in turn, each in a process of its own.
 */
@Command(
        name = "bench/run pipeline",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Readings a second, CPU a reading, memory and latency of mien demo and of plain pipelines; a table.")
final class PipelineBenchmark implements Callable<Integer> {
    private static final int CELL_MILLIS = 125;
    private static final int CELLS = 16;
    private static final int LONGEST_SIDE = 640;
    private static final int HEIGHT = 360;
    private static final double TOLERANCE = 1e-4;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--film",
            required = true,
            paramLabel = "FILE",
            description = "A film of one face; it is prolonged.")
    Path film = Path.of("");

    @Option(names = "--detector", required = true, paramLabel = "FILE", description = "YuNet's model file.")
    Path detector = Path.of("");

    @Option(names = "--size", description = "Untrained model to build: ${COMPLETION-CANDIDATES}.")
    UntrainedModel.Size size = UntrainedModel.Size.VIT_B_32;

    @Option(names = "--weights", description = "${COMPLETION-CANDIDATES}.")
    PeerFiles.Weights weights = PeerFiles.Weights.TRAINED_LIKE;

    @Option(names = "--cameras", split = ",", description = "How many films at once, one after the other.")
    List<Integer> cameras = List.of(1, 8);

    @Option(
            names = "--pace",
            description = "fast: as fast as they are worked off; real-time: as they were filmed, with latencies.")
    String pace = "fast";

    @Option(names = "--of", split = ",", description = "Contenders; mien-PRECISION or a peer of bench/peers.py.")
    List<String> contenders =
            List.of("mien-float32", "mien-bfloat16", "openvino", "pytorch-float32", "pytorch-bfloat16");

    @Option(names = "--python", paramLabel = "FILE", description = "Interpreter that has the packages of peers.txt.")
    Path python = Path.of("python3");

    @Option(names = "--pictures", description = "Of each film, at 25 a second.")
    int pictures = 12_000;

    @Option(names = "--warm-up", description = "Seconds after the first reading that do not count.")
    int warmUp = 60;

    @Option(names = "--seconds", description = "That count.")
    int seconds = 40;

    @Option(
            names = "--whole",
            description = "Count from the first reading to the films' end; --warm-up and --seconds are then nothing.")
    boolean whole;

    @Option(names = "--repetitions", description = "Of each.")
    int repetitions = 1;

    /** What is measured of one contender. */
    private static final class Figures {
        private final Measurements perSecond = new Measurements();
        private final Measurements processorMillis = new Measurements();
        private final Measurements megabytes = new Measurements();
        private final Measurements latency = new Measurements();
        private final Measurements slowestLatency = new Measurements();

        void add(PipelineRun.Stride stride) {
            perSecond.add(stride.perSecond());
            processorMillis.add(stride.processorMillis());
            megabytes.add(stride.residentMegabytes());
            latency.add(stride.latency());
            slowestLatency.add(stride.slowestLatency());
        }
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new PipelineBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mien-bench-pipeline-");
        try {
            ModelPackage built = PeerFiles.write(folder, size, weights);
            requireSameClassifier(folder, built);
            FilmLoop.write(film, folder.resolve("film.mp4"), HEIGHT, pictures);
            for (int number : cameras) {
                report(number, measure(folder, number));
            }
        } finally {
            TemporaryFolder.delete(folder);
        }
        return 0;
    }

    private Map<String, Figures> measure(Path folder, int number) throws IOException, InterruptedException {
        List<String> films = new ArrayList<>();
        for (int camera = 1; camera <= number; camera++) {
            Path link = folder.resolve("camera-" + camera + ".mp4");
            if (!Files.exists(link)) {
                Files.createLink(link, folder.resolve("film.mp4"));
            }
            films.add(link.toString());
        }
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (String contender : contenders) {
                PipelineRun run = contender.startsWith("mien-")
                        ? mien(folder, contender, films)
                        : plain(folder, contender, films);
                figures.computeIfAbsent(contender, unused -> new Figures())
                        .add(
                                whole
                                        ? run.measureWhole()
                                        : run.measure(Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds)));
            }
        }
        return figures;
    }

    private PipelineRun mien(Path folder, String contender, List<String> films) {
        Path readings = folder.resolve("readings.jsonl");
        List<String> command = new ArrayList<>(List.of("./mien", "demo", "--port", "0", "--overwrite"));
        command.addAll(List.of("--model", folder.resolve("model").toString()));
        command.addAll(List.of("--detector", detector.toString()));
        command.addAll(List.of("--precision", contender.substring("mien-".length())));
        command.addAll(List.of("--sampling", CELL_MILLIS + "ms", "--pace", pace));
        command.addAll(List.of("--readings", readings.toString()));
        films.forEach(each -> command.addAll(List.of("--input", each)));
        return new PipelineRun(contender, List.copyOf(command), readings);
    }

    private PipelineRun plain(Path folder, String peer, List<String> films) {
        Path readings = folder.resolve("readings.jsonl");
        List<String> command = new ArrayList<>(List.of(python.toString(), "bench/plain_pipeline.py", peer));
        command.addAll(List.of(folder.toString(), detector.toString()));
        command.addAll(List.of(Integer.toString(size.vision().image()), Integer.toString(LONGEST_SIDE)));
        command.addAll(List.of(Integer.toString(CELL_MILLIS), pace));
        command.addAll(List.of(Integer.toString(Runtime.getRuntime().availableProcessors()), readings.toString()));
        command.addAll(films);
        return new PipelineRun(peer, List.copyOf(command), readings);
    }

    /** The encoders are compared by {@code bench/run peers}; this compares what comes after them. */
    private void requireSameClassifier(Path folder, ModelPackage built) throws IOException {
        TensorFlowRuntime.load();
        Random random = new Random(1);
        float[][] clip = new float[CELLS][size.vision().embedding()];
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * CELLS * clip[0].length).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] embedding : clip) {
            for (int i = 0; i < embedding.length; i++) {
                embedding[i] = (float) random.nextGaussian();
                bytes.putFloat(embedding[i]);
            }
        }
        try (OutputStream file = Files.newOutputStream(folder.resolve("embeddings.bin"))) {
            file.write(bytes.array());
        }
        float[] expected;
        try (ModelRunner runner = SavedModelRunnerFactory.open(built, new RunnerOptions(1))) {
            expected = runner.classifyClips(List.<float[][]>of(clip)).get(0).probabilities();
        }
        Process process = new ProcessBuilder(python.toString(), "bench/plain_pipeline.py", "check", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        JsonNode actual = new ObjectMapper().readTree(process.getInputStream().readAllBytes());
        for (int i = 0; i < expected.length; i++) {
            double there = actual.path(i).asDouble(Double.NaN);
            if (!(Math.abs(there - expected[i]) <= TOLERANCE)) {
                throw new ModelException("bench/plain_pipeline.py: probability " + i + " is " + there + " (expected: "
                        + expected[i] + ", as Mien's of the same embeddings)");
            }
        }
    }

    private void report(int number, Map<String, Figures> figures) {
        Figures first = figures.values().iterator().next();
        FigureLine.print(
                spec,
                "| " + number + " camera(s) | readings/s | times the first | CPU ms a reading | resident MB |"
                        + (isPaced() ? " latency ms, half | 99 % |" : ""));
        FigureLine.print(spec, "|---|---|---|---|---|" + (isPaced() ? "---|---|" : ""));
        figures.forEach((name, own) -> FigureLine.print(
                spec,
                String.format(
                                Locale.ROOT,
                                "| %s | %s | %.2f | %s | %s |",
                                name,
                                own.perSecond.describe(2),
                                own.perSecond.ratioTo(first.perSecond),
                                own.processorMillis.describe(0),
                                own.megabytes.describe(0))
                        + (isPaced()
                                ? " " + own.latency.describe(0) + " | " + own.slowestLatency.describe(0) + " |"
                                : "")));
        FigureLine.print(
                spec,
                String.format(
                        Locale.ROOT,
                        "%s, %s weights, pace %s, %s; median of %d in turn, smallest and largest",
                        size,
                        weights,
                        pace,
                        whole
                                ? "whole films of " + pictures + " pictures"
                                : seconds + " s counted after " + warmUp + " s",
                        repetitions));
    }

    private boolean isPaced() {
        return "real-time".equals(pace);
    }
}
