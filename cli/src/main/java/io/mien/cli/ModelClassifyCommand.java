package io.mien.cli;

import io.mien.ingest.FeedSettings;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.clips.ClipClassifier;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    private static final Logger log = LoggerFactory.getLogger(ModelClassifyCommand.class);

    private static final String CASCADE = "cascade";
    private static final int LONGEST_SIDE = 4096;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model package.")
    Path model = Path.of("");

    @Option(
            names = "--detector",
            paramLabel = "FILE|cascade",
            description =
                    "Find and follow the faces with this YuNet model, or with OpenCV's cascade; one clip a subject.")
    @Nullable
    String detector;

    @Option(
            names = "--features",
            description =
                    "Also write frame_features, and temporal_output where the model has a temporal part; JSON only.")
    boolean features;

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
        List<ClipInput> opened = new ArrayList<>();
        for (Path input : inputs) {
            // As the stream's feed reads them; without a detector the input is a face already, and every pixel counts.
            opened.add(ClipInput.of(input, detector == null ? LONGEST_SIDE : FeedSettings.DEFAULT_LONGEST_SIDE));
        }
        for (ClipInput input : opened) {
            // What cannot be read is said before the model is loaded.
            input.opener().open().close();
        }
        int cores = Runtime.getRuntime().availableProcessors();
        try (ModelRunner runner = new SavedModelRunnerFactory(model, new RunnerOptions(cores)).open();
                ClassificationWriter writer = writer(runner.manifest())) {
            classify(runner, opened, writer);
        }
        return ExitCode.OK.code();
    }

    private ClassificationWriter writer(ModelManifest manifest) throws IOException {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<String> labels = manifest.labelSet().labels();
        return switch (format.format) {
            case TEXT -> new ClassificationText(out, labels);
            case JSON -> new ClassificationJson(out, labels, features);
        };
    }

    private void classify(ModelRunner runner, List<ClipInput> opened, ClassificationWriter writer) throws IOException {
        ModelManifest manifest = runner.manifest();
        if (manifest.untrained()) {
            log.warn("model {}", ModelText.of(manifest));
        }
        ClipClassifier classifier = new ClipClassifier(runner);
        ClipReader reader = detector == null
                ? new WholeClips(classifier, manifest.preprocessing())
                : new SubjectClips(
                        classifier,
                        manifest.preprocessing(),
                        DetectorOption.settings(detector.equals(CASCADE) ? null : Path.of(detector)));
        for (ClipInput input : opened) {
            List<InputClip> clips = reader.read(input);
            if (clips.isEmpty()) {
                log.warn("{}: no face found", input.path());
            }
            for (InputClip clip : clips) {
                writer.write(
                        input.path().toString(),
                        clip,
                        classifier.classify(clip.numbers().size(), clip.pictures()));
            }
        }
    }
}
