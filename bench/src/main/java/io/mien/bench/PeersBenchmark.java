package io.mien.bench;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.mien.models.ModelException;
import io.mien.models.tensorflow.PrecisionChoice;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Encodes the same pictures with the same weights in Mien and in its peers, in turn. */
@Command(
        name = "bench/run peers",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Milliseconds a picture of Mien, ONNX Runtime, OpenVINO and PyTorch, in turn, as a table.")
final class PeersBenchmark implements Callable<Integer> {
    private static final long SEED = 1;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    MeasuredEncoder measured = new MeasuredEncoder();

    @Option(names = "--threads", description = "That a call is spread over.")
    int threads = 1;

    @Option(names = "--calls", description = "Of each, each time.")
    int calls = 10;

    @Option(names = "--rounds", description = "How often each has its turn; one more goes before, and does not count.")
    int rounds = 5;

    @Option(
            names = "--weights",
            description =
                    "${COMPLETION-CANDIDATES}: uniform, or with large channels, scales and biases as in trained networks.")
    PeerFiles.Weights weights = PeerFiles.Weights.RANDOM;

    @Option(names = "--python", paramLabel = "FILE", description = "Interpreter that has OpenVINO and PyTorch.")
    Path python = Path.of("python3");

    @Option(names = "--only", description = "Measures only what begins so, and Mien; may be given again.")
    List<String> only = List.of();

    public static void main(String[] args) {
        System.exit(new CommandLine(new PeersBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, OrtException {
        TensorFlowRuntime.load();
        Path folder = Files.createTempDirectory("mien-bench-");
        List<Contender> contenders = new ArrayList<>();
        try {
            prepare(folder);
            open(folder, contenders);
            measure(contenders);
        } finally {
            for (Contender contender : contenders) {
                contender.close();
            }
            TemporaryFolder.delete(folder);
        }
        return 0;
    }

    private void prepare(Path folder) throws IOException {
        PeerFiles.write(folder, measured.size, weights);
        try (OutputStream file = Files.newOutputStream(folder.resolve("pictures.bin"))) {
            for (byte[] picture : pictures()) {
                file.write(picture);
            }
        }
    }

    private void open(Path folder, List<Contender> contenders) throws IOException, OrtException {
        for (PrecisionChoice precision : List.of(PrecisionChoice.FLOAT32, PrecisionChoice.BFLOAT16)) {
            contenders.add(new Contender.OfMien(
                    SavedModelRunnerFactory.open(
                            io.mien.models.packages.ModelPackage.open(folder.resolve("model")),
                            new RunnerOptions(threads).withPrecision(precision)),
                    pictures()));
        }
        if (isWanted("onnxruntime")) {
            contenders.add(Contender.OfOnnxRuntime.open(
                    OrtEnvironment.getEnvironment(),
                    folder.resolve("encoder.onnx"),
                    pictures(),
                    measured.size.vision().image(),
                    threads));
        }
        for (String peer : List.of("openvino", "openvino-float32", "pytorch-float32", "pytorch-bfloat16")) {
            if (isWanted(peer)) {
                contenders.add(Contender.OfPython.start(
                        python,
                        peer,
                        folder,
                        measured.batch,
                        measured.size.vision().image(),
                        threads));
            }
        }
    }

    private boolean isWanted(String peer) {
        return only.isEmpty() || only.stream().anyMatch(peer::startsWith);
    }

    private void measure(List<Contender> contenders) throws IOException, OrtException {
        List<float[]> expected = contenders.get(0).embeddings();
        Map<Contender, Measurements> milliseconds = new LinkedHashMap<>();
        Map<Contender, Measurements> ofProcessor = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Contender contender : contenders) {
                Contender.Turn turn = contender.turn(calls);
                if (round > 0) { // the first warms up
                    milliseconds
                            .computeIfAbsent(contender, unused -> new Measurements())
                            .add(turn.medianMilliseconds() / measured.batch);
                    ofProcessor
                            .computeIfAbsent(contender, unused -> new Measurements())
                            .add(turn.processorMilliseconds() / (calls * measured.batch));
                }
            }
        }
        print("| | ms a picture | float32 of Mien's / this | CPU ms a picture | least cosine |");
        print("|---|---|---|---|---|");
        Measurements reference = milliseconds.get(contenders.get(0));
        for (Contender contender : contenders) {
            Measurements own = milliseconds.get(contender);
            double cosine = Cosines.least(expected, contender.embeddings());
            if (reference == null || own == null || !(cosine > 0.99)) {
                throw new ModelException(contender.name() + ": least cosine " + cosine + " (expected: the same model)");
            }
            print(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %s | %.6f |",
                    contender.name(),
                    own.describe(1),
                    reference.ratioTo(own),
                    ofProcessor.getOrDefault(contender, own).describe(1),
                    cosine));
        }
        print(String.format(
                Locale.ROOT,
                "%s, %s weights, batches of %d, %d thread(s) a call; medians of %d rounds of %d calls in turn, smallest and largest",
                measured.size,
                weights,
                measured.batch,
                threads,
                rounds,
                calls));
    }

    private List<byte[]> pictures() {
        Random random = new Random(SEED);
        int side = measured.size.vision().image();
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < measured.batch; i++) {
            byte[] picture = new byte[3 * side * side];
            random.nextBytes(picture);
            pictures.add(picture);
        }
        return pictures;
    }

    private void print(String line) {
        FigureLine.print(spec, line);
    }
}
