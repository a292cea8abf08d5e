package io.mien.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.mien.making.build.UntrainedModel;
import io.mien.making.network.RandomWeights;
import io.mien.making.network.VisionTransformer;
import io.mien.models.ModelRunner;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/**
 * Measures pictures a second and core through {@code encode_frames}, as the job calls it, against the peak of
 * TensorFlow's own matrix product in the same process, and against ONNX Runtime with the same weights. The three are
 * measured in turn.
 */
@Command(
        name = "bench/run encode",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Pictures a second and core through encode_frames, against the peak of a matrix product and ONNX Runtime.")
final class EncodeBenchmark implements Callable<Integer> {
    private static final long SEED = 1;
    private static final double GIGA = 1e9;
    /** Both compute in 32 bits, in another order. */
    private static final double AGREEMENT = 1e-2;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    MeasuredEncoder measured = new MeasuredEncoder();

    @Option(names = "--seconds", description = "How long each is measured, each time.")
    int seconds = 10;

    @Option(names = "--repetitions", description = "Measurements of each that count.")
    int repetitions = 5;

    public static void main(String[] args) {
        System.exit(new CommandLine(new EncodeBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, OrtException {
        TensorFlowRuntime.load();
        VisionTransformer.Size vision = measured.size.vision();
        Path folder = Files.createTempDirectory("mien-bench-");
        try {
            Path savedModel = folder.resolve("model");
            UntrainedModel.build(savedModel, measured.size, SEED);
            Path onnx = folder.resolve("encoder.onnx");
            try (OutputStream file = Files.newOutputStream(onnx)) {
                OnnxVisionTransformer.of(vision, new RandomWeights(SEED)).writeTo(file);
            }
            measure(vision, savedModel, onnx);
        } finally {
            TemporaryFolder.delete(folder);
        }
        return 0;
    }

    private void measure(VisionTransformer.Size vision, Path savedModel, Path onnx) throws OrtException {
        List<byte[]> pictures = pictures(vision.image());
        int rows = measured.batch * tokens(vision);
        try (ModelRunner runner = new SavedModelRunnerFactory(savedModel, new RunnerOptions(1)).open();
                MatrixPeak wide = new MatrixPeak(rows, vision.width(), 4 * vision.width());
                MatrixPeak square = new MatrixPeak(1024, 1024, 1024);
                OrtSession.SessionOptions options = singleThreaded();
                OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx.toString(), options);
                OnnxTensor input = tensor(pictures, vision.image())) {
            double difference = largestDifference(runner.encodeFrames(pictures), run(session, input));
            if (!(difference < AGREEMENT)) {
                throw new IllegalStateException("ONNX Runtime's embeddings differ by " + difference);
            }
            Measurements encoder = new Measurements();
            Measurements peer = new Measurements();
            Measurements share = new Measurements();
            for (int i = 0; i < repetitions; i++) {
                // The larger of two shapes before and after: neighbours on the machine only ever make a peak smaller.
                double peak = peak(wide, square);
                double rate = rate(() -> runner.encodeFrames(pictures));
                peer.add(rate(() -> run(session, input)));
                peak = Math.max(peak, peak(wide, square));
                encoder.add(rate);
                share.add(rate * operations(vision) / peak);
            }
            print(encoder, peer, share, difference, operations(vision));
        }
    }

    private double peak(MatrixPeak wide, MatrixPeak square) {
        long nanos = seconds * (long) GIGA / 4;
        return Math.max(wide.measure(nanos), square.measure(nanos));
    }

    /** A call of the thing that is measured. */
    @FunctionalInterface
    private interface Call {
        Object run() throws OrtException;
    }

    /** Pictures a second. */
    private double rate(Call call) throws OrtException {
        long start = System.nanoTime();
        long calls = 0;
        long spent;
        do {
            if (call.run() instanceof List<?> answer && answer.size() != measured.batch) {
                throw new IllegalStateException(answer.size() + " embeddings (expected: " + measured.batch + ")");
            }
            calls++;
            spent = System.nanoTime() - start;
        } while (spent < seconds * GIGA);
        return calls * measured.batch / (spent / GIGA);
    }

    private List<byte[]> pictures(int side) {
        Random random = new Random(SEED);
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < measured.batch; i++) {
            byte[] picture = new byte[3 * side * side];
            random.nextBytes(picture);
            pictures.add(picture);
        }
        return pictures;
    }

    private static OrtSession.SessionOptions singleThreaded() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        return options;
    }

    private static OnnxTensor tensor(List<byte[]> pictures, int side) throws OrtException {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(pictures.size() * 3 * side * side).order(ByteOrder.nativeOrder());
        pictures.forEach(bytes::put);
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                bytes.flip(),
                new long[] {pictures.size(), side, side, 3},
                ai.onnxruntime.OnnxJavaType.UINT8);
    }

    private static float[][] run(OrtSession session, OnnxTensor input) throws OrtException {
        try (OrtSession.Result result = session.run(Map.of(OnnxVisionTransformer.INPUT, input))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    private static double largestDifference(List<float[]> ours, float[][] theirs) {
        double largest = 0;
        for (int i = 0; i < theirs.length; i++) {
            for (int j = 0; j < theirs[i].length; j++) {
                largest = Math.max(largest, Math.abs((double) ours.get(i)[j] - theirs[i][j]));
            }
        }
        return largest;
    }

    private static int tokens(VisionTransformer.Size size) {
        int side = size.image() / size.patch();
        return 1 + side * side;
    }

    /** Floating-point operations a picture: two for each weight of a product and each token, and the attention's. */
    private static double operations(VisionTransformer.Size size) {
        double tokens = tokens(size);
        double width = size.width();
        double block = tokens * 12 * width * width + 2 * tokens * tokens * width;
        double patches = (tokens - 1) * 3 * size.patch() * size.patch() * width;
        return 2 * (size.layers() * block + patches + width * size.embedding());
    }

    private void print(
            Measurements encoder, Measurements peer, Measurements share, double difference, double operations) {
        FigureLine.print(
                spec,
                String.format(
                        Locale.ROOT,
                        "encode %s: %s pictures/s on one core (%.1f GFLOP/s), %s of the peak of a matrix product,"
                                + " ONNX Runtime %s pictures/s, ratio %.2f; median of %d of %d s, smallest and largest;"
                                + " batch %d, largest difference of an embedding's floats %.1e",
                        measured.size,
                        encoder.describe(1),
                        encoder.median() * operations / GIGA,
                        share.describe(2),
                        peer.describe(1),
                        encoder.ratioTo(peer),
                        repetitions,
                        seconds,
                        measured.batch,
                        difference));
    }
}
