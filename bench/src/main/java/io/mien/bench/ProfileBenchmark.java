package io.mien.bench;

import io.mien.making.build.UntrainedModel;
import io.mien.models.packages.PackageSignatures;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.StepStats;
import org.tensorflow.types.TUint8;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What each kind of operation takes of encoding a picture, by TensorFlow's own trace, in both precisions. */
@Command(
        name = "bench/run profile",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Milliseconds a picture of each kind of operation, in float32 and in bfloat16, by TensorFlow's trace.")
final class ProfileBenchmark implements Callable<Integer> {
    private static final int WARM_UP = 3;
    private static final double LEAST = 0.05;
    private static final Map<String, String> SIGNATURES =
            Map.of("float32", PackageSignatures.ENCODE_FRAMES, "bfloat16", PackageSignatures.ENCODE_FRAMES_BFLOAT16);

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    MeasuredEncoder measured = new MeasuredEncoder();

    @Option(names = "--calls", description = "Traced ones, whose median counts.")
    int calls = 15;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ProfileBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        TensorFlowRuntime.load();
        Path folder = Files.createTempDirectory("mien-bench-");
        try {
            Path model = folder.resolve("model");
            UntrainedModel.build(model, measured.size, 1);
            for (String precision : List.of("float32", "bfloat16")) {
                profile(model, precision);
            }
        } finally {
            TemporaryFolder.delete(folder);
        }
        return 0;
    }

    private void profile(Path model, String precision) {
        Map<String, Measurements> ofKinds = new HashMap<>();
        Measurements all = new Measurements();
        int side = measured.size.vision().image();
        try (SavedModelBundle savedModel = SavedModelBundle.loader(model.toString())
                        .withTags(SavedModelBundle.DEFAULT_TAG)
                        .withConfigProto(TensorFlowRuntime.inCallersThread(1).build())
                        .load();
                TUint8 pictures = TUint8.tensorOf(Shape.of(measured.batch, side, side, 3))) {
            Session session = savedModel.session();
            if (precision.equals("bfloat16")) {
                session.runner()
                        .addTarget(PackageSignatures.DERIVE_BFLOAT16)
                        .run()
                        .close();
            }
            Signature signature =
                    savedModel.function(SIGNATURES.getOrDefault(precision, "")).signature();
            for (int call = 0; call < WARM_UP + calls; call++) {
                Map<String, Double> traced = trace(session, signature, pictures);
                if (call >= WARM_UP) {
                    traced.forEach((kind, milliseconds) -> ofKinds.computeIfAbsent(kind, unused -> new Measurements())
                            .add(milliseconds / measured.batch));
                    all.add(traced.values().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .sum()
                            / measured.batch);
                }
            }
        }
        List<String> parts = new ArrayList<>();
        ofKinds.entrySet().stream()
                .filter(entry -> entry.getValue().median() >= LEAST)
                .sorted((one, other) ->
                        Double.compare(other.getValue().median(), one.getValue().median()))
                .forEach(entry -> parts.add(String.format(
                        Locale.ROOT, "%s %.2f", entry.getKey(), entry.getValue().median())));
        FigureLine.print(
                spec,
                String.format(
                        Locale.ROOT,
                        "profile %s %s: %.2f ms a picture: %s; median of %d calls of %d pictures, one thread",
                        measured.size,
                        precision,
                        all.median(),
                        String.join(", ", parts),
                        calls,
                        measured.batch));
    }

    /** Milliseconds of each kind of operation in one call. */
    private static Map<String, Double> trace(Session session, Signature signature, TUint8 pictures) {
        Session.Runner runner = session.runner()
                .setOptions(RunOptions.newBuilder()
                        .setTraceLevel(RunOptions.TraceLevel.FULL_TRACE)
                        .build());
        signature.getInputs().values().forEach(input -> runner.feed(input.name, pictures));
        signature.getOutputs().values().forEach(output -> runner.fetch(output.name));
        StepStats stats;
        try (var result = runner.runAndFetchMetadata()) {
            stats = result.getMetadata().orElseThrow().getStepStats();
        }
        Map<String, Double> milliseconds = new HashMap<>();
        for (DeviceStepStats device : stats.getDevStatsList()) {
            for (NodeExecStats node : device.getNodeStatsList()) {
                String label = node.getTimelineLabel(); // name = Kind(inputs)
                int kind = label.indexOf(" = ") + 3;
                int end = label.indexOf('(', kind);
                if (kind >= 3 && end > kind) {
                    milliseconds.merge(
                            label.substring(kind, end),
                            (node.getOpEndRelMicros() - node.getOpStartRelMicros()) / 1e3,
                            Double::sum);
                }
            }
        }
        return milliseconds;
    }
}
