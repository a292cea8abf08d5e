package io.mien.cli.model;

import io.mien.cli.clips.ClipInput;
import io.mien.cli.clips.ClipInputs;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.OutputFormat;
import io.mien.cli.terminal.PrecisionOption;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.clips.WholeClipClassifier;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien model classify}. */
@Command(
        name = "classify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Classifies pictures, videos and folders of frames, without Kafka. Each input is one clip, of which the"
                        + " model sees the frames that the published evaluations take.",
        footer = {
            "",
            "Examples:",
            "  mien model classify --model models/dfer-clip clips/00001 clips/00002",
            "  mien model classify --model models/dfer-clip --detector yunet.onnx --format json talk.mp4",
            "  mien model classify --model models/clip --features --format json face.png",
            "",
            "Without --detector the input is the face. With it, faces are found, followed and cut as the stream does",
            "it, and every subject is a clip of its own. JSON: a list of {input, labels, logits, probabilities, frames}."
        })
final class ModelClassifyCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model package.")
    Path model = Path.of("");

    @Mixin
    ClipInputs clips = new ClipInputs();

    @Option(
            names = "--features",
            description =
                    "Also write frame_features, and temporal_output where the model has a temporal part; JSON only.")
    boolean features;

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    @Mixin
    FormatOption format = new FormatOption();

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description = "A picture (JPEG, PNG), a video, or a folder of frames, which are taken in the order of their"
                    + " names.")
    List<Path> inputs = List.of();

    @Override
    public Integer call() throws IOException {
        if (features && format.format != OutputFormat.JSON) {
            throw new CommandException(ExitCode.USAGE, "--features: with --format text (expected: --format json)");
        }
        List<ClipInput> opened = clips.open(inputs);
        RunnerOptions options =
                new RunnerOptions(Runtime.getRuntime().availableProcessors()).withPrecision(precision.choice());
        try (ModelRunner runner = new SavedModelRunnerFactory(model, options).open();
                ClassificationWriter writer = writer(runner.manifest())) {
            clips.classify(
                    opened,
                    new WholeClipClassifier(runner),
                    runner.manifest(),
                    (input, clip, classified) -> writer.write(input.path().toString(), clip, classified));
        }
        return ExitCode.OK.code();
    }

    private ClassificationWriter writer(ModelManifest manifest) throws IOException {
        PrintWriter out = CommandOutput.out(spec);
        return switch (format.format) {
            case TEXT -> new ClassificationText(out, manifest);
            case JSON -> new ClassificationJson(out, manifest, features);
        };
    }
}
