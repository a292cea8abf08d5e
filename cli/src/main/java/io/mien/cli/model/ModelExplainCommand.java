package io.mien.cli.model;

import io.mien.cli.clips.ClipInput;
import io.mien.cli.clips.ClipInputs;
import io.mien.cli.model.ExplanationReport.ExplainedInput;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.Words;
import io.mien.making.text.Tokenizer;
import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.clips.WholeClipClassifier;
import io.mien.models.packages.ModelExplanation;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien model explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Explains a model's labels: shows their prompts and, for every learned token, the words of the"
                + " vocabulary that are nearest to it. For an input also how each label's prompts score.",
        footer = {
            "",
            "Examples:",
            "  mien model explain models/cliper --vocabulary bpe_simple_vocab_16e6.txt.gz",
            "  mien model explain models/exp-clip face.png --vocabulary bpe_simple_vocab_16e6.txt.gz --format json",
            "",
            "Without --vocabulary tokens are shown by their ids."
        })
final class ModelExplainCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The model package.")
    Path model = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "INPUT",
            description = "Pictures, videos or folders of frames, as for mien model classify.")
    List<Path> inputs = List.of();

    @Option(
            names = "--vocabulary",
            paramLabel = "FILE",
            description = "CLIP's vocabulary, to show words instead of ids.")
    @Nullable
    Path vocabulary;

    @Mixin
    ClipInputs clips = new ClipInputs();

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() throws IOException {
        List<ClipInput> opened = clips.open(inputs);
        ModelPackage modelPackage = ModelPackage.open(model);
        ModelExplanation explanation = ModelExplanation.of(modelPackage)
                .orElseThrow(() -> new ModelException("model package " + model + ": no " + ModelExplanation.FILE
                        + " (expected: a package made of prompts; an untrained one has none)"));
        Words words = vocabulary == null ? Words.UNKNOWN : Words.of(Tokenizer.open(vocabulary));
        ExplanationReport.of(modelPackage, explanation, words, explained(modelPackage, explanation, opened))
                .print(CommandOutput.out(spec), format.format);
        return ExitCode.OK.code();
    }

    private List<ExplainedInput> explained(
            ModelPackage modelPackage, ModelExplanation explanation, List<ClipInput> opened) throws IOException {
        List<ExplainedInput> explained = new ArrayList<>();
        if (!opened.isEmpty()) {
            int cores = Runtime.getRuntime().availableProcessors();
            try (ModelRunner runner = SavedModelRunnerFactory.open(modelPackage, new RunnerOptions(cores))) {
                clips.classify(
                        opened,
                        new WholeClipClassifier(runner),
                        runner.manifest(),
                        (input, clip, classified) -> explained.add(ExplainedInput.of(
                                input.path().toString(), clip.subject(), explanation, classified.result())));
            }
        }
        return explained;
    }
}
